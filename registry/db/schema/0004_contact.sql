CREATE TABLE contact_changes (
  nik        TEXT PRIMARY KEY,
  id         TEXT NOT NULL,
  session    TEXT NOT NULL,
  email      TEXT NOT NULL,
  phone      TEXT NOT NULL,
  mac        TEXT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX contact_changes_expires ON contact_changes (expires_at);
CREATE INDEX offers_registration ON offers (registration) WHERE registration <> '';
