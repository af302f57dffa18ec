ALTER TABLE outlets ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE outlets ADD COLUMN hours TEXT NOT NULL DEFAULT '';
ALTER TABLE outlets ADD COLUMN listed BIGINT NOT NULL DEFAULT 0;

CREATE TABLE admins (
  id         TEXT PRIMARY KEY,
  name       TEXT NOT NULL,
  role       TEXT NOT NULL,
  verifier   TEXT NOT NULL,
  must_set   BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL
);

CREATE TABLE admin_sessions (
  id         TEXT PRIMARY KEY,
  admin      TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at    BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX admin_sessions_admin ON admin_sessions (admin);
CREATE INDEX admin_sessions_expires ON admin_sessions (expires_at);

CREATE TABLE office_log (
  id     TEXT PRIMARY KEY,
  at     BIGINT NOT NULL,
  admin  TEXT NOT NULL,
  action TEXT NOT NULL,
  about  TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX office_log_at ON office_log (at);
CREATE INDEX refusals_at ON refusals (at);
