-- Small facts by name: the key check, the pull cursor, the registry's clock.
CREATE TABLE facts (
	name  TEXT PRIMARY KEY,
	value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Cases that are not decided yet, and parked ones. body is encrypted.
CREATE TABLE drafts (
	id        TEXT PRIMARY KEY,
	nik_index BLOB NOT NULL,
	state     TEXT NOT NULL,
	saved_at  INTEGER NOT NULL,
	body      BLOB NOT NULL
) STRICT;

-- Decided cases, without anything that names the resident.
CREATE TABLE cases (
	row        INTEGER PRIMARY KEY,
	id         TEXT    NOT NULL UNIQUE,
	nik_masked TEXT    NOT NULL,
	nik_index  BLOB    NOT NULL, -- keyed hash
	kind       TEXT    NOT NULL,
	state      TEXT    NOT NULL,
	reason     TEXT    NOT NULL,
	operator   TEXT    NOT NULL,
	training   INTEGER NOT NULL,
	opened_at  INTEGER NOT NULL,
	decided_at INTEGER NOT NULL,
	served_ms  INTEGER NOT NULL, -- from opened (or resumed) to decided
	delivery   TEXT    NOT NULL, -- '' where nothing is to be delivered
	since      INTEGER NOT NULL,
	queued_at  INTEGER NOT NULL,
	bytes      INTEGER NOT NULL,
	attempts   INTEGER NOT NULL,
	last_error TEXT    NOT NULL,
	next_at    INTEGER NOT NULL,
	answer     TEXT    NOT NULL,
	code       TEXT    NOT NULL,
	attended   INTEGER NOT NULL, -- a person looked after the refusal
	account    TEXT    NOT NULL,
	account_at INTEGER NOT NULL
) STRICT;
CREATE INDEX cases_nik     ON cases (nik_index, id);
CREATE INDEX cases_masked  ON cases (nik_masked, id);
CREATE INDEX cases_day     ON cases (decided_at, state, served_ms, training);
CREATE INDEX cases_open    ON cases (delivery, queued_at, next_at, since, bytes, id)
	WHERE delivery IN ('queued', 'sending', 'held');
CREATE INDEX cases_refused ON cases (id) WHERE answer = 'refused' AND attended = 0;

-- Sealed packets, apart from the cases so that those stay small to walk through.
CREATE TABLE packets (
	row      INTEGER PRIMARY KEY REFERENCES cases (row),
	erase_at INTEGER NOT NULL, -- 0: keep
	body     BLOB NOT NULL
) STRICT;
CREATE INDEX packets_erase ON packets (erase_at) WHERE erase_at > 0;

-- Credentials whose single use is gone.
CREATE TABLE spent (
	credential TEXT PRIMARY KEY,
	case_id    TEXT NOT NULL,
	at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Cancelled cases leave nothing but their count.
CREATE TABLE cancelled (
	id TEXT PRIMARY KEY,
	at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX cancelled_day ON cancelled (at);

-- What came down from the registry, a part each; body is encrypted.
CREATE TABLE books (
	part TEXT PRIMARY KEY,
	body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- This PC's own secrets; body is encrypted.
CREATE TABLE vault (
	name TEXT PRIMARY KEY,
	body BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Tries to log in; the name is a keyed hash, as PINs get typed there by mistake.
CREATE TABLE tries (
	name     BLOB PRIMARY KEY,
	failures INTEGER NOT NULL,
	at       INTEGER NOT NULL,
	until    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The audit chain, and its head under a key so that a cut tail shows.
CREATE TABLE audit (
	seq     INTEGER PRIMARY KEY,
	at      INTEGER NOT NULL,
	kind    TEXT NOT NULL,
	actor   TEXT NOT NULL,
	case_id TEXT NOT NULL,
	data    TEXT NOT NULL,
	hash    BLOB NOT NULL
) STRICT;
CREATE TABLE audit_head (
	id   INTEGER PRIMARY KEY CHECK (id = 1),
	seq  INTEGER NOT NULL,
	hash BLOB NOT NULL,
	mac  BLOB NOT NULL
) STRICT;
