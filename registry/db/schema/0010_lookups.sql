-- Which counter asked about whom, once for each day.
CREATE TABLE lookups (
  id       TEXT PRIMARY KEY,
  device   TEXT NOT NULL,
  outlet   TEXT NOT NULL,
  day      TEXT NOT NULL,    -- date in the registry's zone
  nik      TEXT NOT NULL,
  known    BIGINT NOT NULL,  -- the register has a record
  times    BIGINT NOT NULL,
  first_at BIGINT NOT NULL,
  last_at  BIGINT NOT NULL,
  UNIQUE (device, day, nik)
);
CREATE INDEX lookups_nik ON lookups (nik, last_at);
CREATE INDEX lookups_last ON lookups (last_at);
