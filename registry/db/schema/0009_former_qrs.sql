-- QRs that were replaced by a renewal. Counters read them offline until they expire, so
-- whoever shows a picture of one must come to the same registration.
CREATE TABLE former_qrs (
  credential_id TEXT PRIMARY KEY,
  registration  TEXT NOT NULL REFERENCES registrations (id) ON DELETE CASCADE,
  token         TEXT NOT NULL UNIQUE,
  expires_at    BIGINT NOT NULL
);
CREATE INDEX former_qrs_registration ON former_qrs (registration);
