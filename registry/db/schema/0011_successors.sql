-- Which device took a device's place, and since when, as somebody at the office said; a
-- code may say it ahead of the enrolment.
ALTER TABLE devices ADD COLUMN replaced_by TEXT NOT NULL DEFAULT '';
ALTER TABLE devices ADD COLUMN replaced_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE enrol_codes ADD COLUMN replaces TEXT NOT NULL DEFAULT '';

-- A marked chain may be given a new beginning by somebody at the office: heads are compared
-- with those since then, and nothing of what came before is erased.
ALTER TABLE chains ADD COLUMN epoch BIGINT NOT NULL DEFAULT 0;      -- how many beginnings were accepted
ALTER TABLE chains ADD COLUMN back_seq BIGINT NOT NULL DEFAULT 0;   -- the head that was offered and not kept
ALTER TABLE chains ADD COLUMN back_hash TEXT NOT NULL DEFAULT '';

CREATE TABLE anchors_of_all (
  device TEXT NOT NULL,
  epoch  BIGINT NOT NULL,
  seq    BIGINT NOT NULL,
  hash   TEXT NOT NULL,
  at     BIGINT NOT NULL,
  PRIMARY KEY (device, epoch, seq)
);
INSERT INTO anchors_of_all (device, epoch, seq, hash, at) SELECT device, 0, seq, hash, at FROM anchors;
DROP TABLE anchors;
ALTER TABLE anchors_of_all RENAME TO anchors;

CREATE TABLE chain_beginnings (
  device    TEXT NOT NULL,
  epoch     BIGINT NOT NULL,  -- that began
  at        BIGINT NOT NULL,
  admin     TEXT NOT NULL,
  reason    TEXT NOT NULL,
  back_from BIGINT NOT NULL,  -- the mark that it answers
  back_at   BIGINT NOT NULL,
  seq       BIGINT NOT NULL,  -- the head that it begins with
  hash      TEXT NOT NULL,
  PRIMARY KEY (device, epoch)
);
