-- Who is expected on a day of outreach. body is encrypted: title; name, group, masked NIK.
CREATE TABLE rosters (
	id        TEXT PRIMARY KEY,
	day_from  INTEGER NOT NULL, -- the day on which approvals count
	day_until INTEGER NOT NULL,
	erase_at  INTEGER NOT NULL,
	body      BLOB NOT NULL
) STRICT;

CREATE TABLE roster_people (
	row       INTEGER PRIMARY KEY,
	id        TEXT    NOT NULL UNIQUE,
	roster    TEXT    NOT NULL REFERENCES rosters (id) ON DELETE CASCADE,
	nik_index BLOB    NOT NULL, -- keyed hash
	done_at   INTEGER NOT NULL, -- as the registry says; this counter's own cases are asked besides
	mark      TEXT    NOT NULL,
	mark_at   INTEGER NOT NULL,
	mark_by   TEXT    NOT NULL,
	unsent    INTEGER NOT NULL, -- the registry has not heard of the mark
	body      BLOB    NOT NULL
) STRICT;
CREATE INDEX roster_people_roster ON roster_people (roster);
CREATE INDEX roster_people_unsent ON roster_people (mark_at) WHERE unsent = 1;
