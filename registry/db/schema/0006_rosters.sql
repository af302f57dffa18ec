-- People expected at an outlet on a day of outreach. What became of them is read from
-- the cases; here stands only what staff said by hand.
CREATE TABLE rosters (
  id         TEXT PRIMARY KEY,
  outlet     TEXT NOT NULL,
  day        TEXT NOT NULL,   -- date in the registry's zone
  title      TEXT NOT NULL,
  from_at    BIGINT NOT NULL,
  until_at   BIGINT NOT NULL,
  version    TEXT NOT NULL,   -- another with every change of the list
  loaded_at  BIGINT NOT NULL,
  loaded_by  TEXT NOT NULL,
  keep_until BIGINT NOT NULL,
  UNIQUE (outlet, day)
);
CREATE INDEX rosters_day ON rosters (day);
CREATE INDEX rosters_keep ON rosters (keep_until);

CREATE TABLE roster_people (
  id        TEXT PRIMARY KEY,
  roster    TEXT NOT NULL REFERENCES rosters (id) ON DELETE CASCADE,
  nik       TEXT NOT NULL,
  name      TEXT NOT NULL,
  team      TEXT NOT NULL,    -- class, unit
  why       TEXT NOT NULL,    -- code: not eligible; '': eligible
  mark      TEXT NOT NULL,
  mark_at   BIGINT NOT NULL,  -- by the counter's clock
  mark_by   TEXT NOT NULL,
  marked    BIGINT NOT NULL,  -- when the registry heard of it
  UNIQUE (roster, nik)
);
CREATE INDEX roster_people_marked ON roster_people (roster, marked);
