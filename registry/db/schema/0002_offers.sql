CREATE TABLE offers (
  id           TEXT PRIMARY KEY,
  device       TEXT NOT NULL,
  outlet       TEXT NOT NULL,
  created_at   BIGINT NOT NULL,
  expires_at   BIGINT NOT NULL,
  claim        TEXT NOT NULL DEFAULT '',
  registration TEXT NOT NULL DEFAULT '',
  taken_at     BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX offers_device ON offers (device, expires_at);
CREATE INDEX offers_claim ON offers (claim) WHERE claim <> '';
CREATE INDEX offers_expires ON offers (expires_at);
