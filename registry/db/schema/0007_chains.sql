-- Where each device's audit chain stood when it was deposited last. One that ever went
-- back, or was written anew, stays marked: growing past its old end heals nothing.
CREATE TABLE chains (
  device    TEXT PRIMARY KEY,
  seq       BIGINT NOT NULL,
  hash      TEXT NOT NULL,
  at        BIGINT NOT NULL,
  back_from BIGINT NOT NULL,  -- place that had been deposited, 0: never
  back_at   BIGINT NOT NULL
);
INSERT INTO chains (device, seq, hash, at, back_from, back_at)
  SELECT device, seq, hash, at, 0, 0 FROM anchors a
  WHERE seq = (SELECT MAX(b.seq) FROM anchors b WHERE b.device = a.device);
