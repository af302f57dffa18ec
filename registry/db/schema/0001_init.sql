CREATE TABLE residents (
  nik            TEXT PRIMARY KEY,
  name           TEXT NOT NULL,
  birth_place    TEXT NOT NULL,
  birth          TEXT NOT NULL,
  sex            BIGINT NOT NULL,
  married        BIGINT NOT NULL,
  marital        TEXT NOT NULL,
  blood          TEXT NOT NULL,
  religion       TEXT NOT NULL,
  occupation     TEXT NOT NULL,
  citizenship    TEXT NOT NULL,
  category       TEXT NOT NULL,
  kk             TEXT NOT NULL,
  relation       TEXT NOT NULL,
  address        TEXT NOT NULL,
  template_model TEXT NOT NULL DEFAULT '',
  template       {bytes},
  portrait       {bytes},
  digest         TEXT NOT NULL,
  updated_at     BIGINT NOT NULL
);
CREATE INDEX residents_kk ON residents (kk) WHERE kk <> '';

CREATE TABLE registrations (
  id            TEXT PRIMARY KEY,
  nik           TEXT NOT NULL,
  email         TEXT NOT NULL,
  phone         TEXT NOT NULL,
  kind          TEXT NOT NULL,
  lang          TEXT NOT NULL,
  consent_at    BIGINT NOT NULL,
  credential_id TEXT NOT NULL,
  qr            TEXT NOT NULL,
  token         TEXT NOT NULL UNIQUE,
  expires_at    BIGINT NOT NULL,
  created_at    BIGINT NOT NULL,
  case_id       TEXT NOT NULL DEFAULT ''
);
CREATE INDEX registrations_nik ON registrations (nik);
CREATE INDEX registrations_credential ON registrations (credential_id);
CREATE INDEX registrations_case ON registrations (case_id) WHERE case_id <> '';

CREATE TABLE credentials (
  id      TEXT PRIMARY KEY,
  nik     TEXT NOT NULL,
  case_id TEXT NOT NULL
);

CREATE TABLE accounts (
  nik          TEXT PRIMARY KEY,
  state        TEXT NOT NULL,
  email        TEXT NOT NULL,
  phone        TEXT NOT NULL,
  lang         TEXT NOT NULL,
  pin          TEXT NOT NULL,
  password     TEXT NOT NULL,
  device       TEXT NOT NULL,
  case_id      TEXT NOT NULL,
  approved_at  BIGINT NOT NULL,
  activated_at BIGINT NOT NULL,
  updated_at   BIGINT NOT NULL
);
CREATE INDEX accounts_state ON accounts (state, updated_at);

CREATE TABLE codes (
  id         TEXT PRIMARY KEY,
  nik        TEXT NOT NULL,
  mac        TEXT NOT NULL,
  device     TEXT NOT NULL DEFAULT '',
  expires_at BIGINT NOT NULL
);
CREATE INDEX codes_nik ON codes (nik);
CREATE INDEX codes_expires ON codes (expires_at);

CREATE TABLE jobs (
  id          TEXT PRIMARY KEY,
  kind        TEXT NOT NULL,
  nik         TEXT NOT NULL,
  state       TEXT NOT NULL,
  run_at      BIGINT NOT NULL,
  lease_until BIGINT NOT NULL,
  attempts    BIGINT NOT NULL,
  secret      {bytes},
  last_code   TEXT NOT NULL,
  created_at  BIGINT NOT NULL,
  done_at     BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (run_at) WHERE state = 'pending';
CREATE INDEX jobs_nik ON jobs (nik) WHERE state = 'pending';

CREATE TABLE sessions (
  id         TEXT PRIMARY KEY,
  kind       TEXT NOT NULL,
  nik        TEXT NOT NULL,
  device     TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_nik ON sessions (nik);
CREATE INDEX sessions_expires ON sessions (expires_at);

CREATE TABLE throttles (
  key        TEXT PRIMARY KEY,
  fails      BIGINT NOT NULL,
  until_at   BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX throttles_updated ON throttles (updated_at);

CREATE TABLE outlets (
  id         TEXT PRIMARY KEY,
  settings   TEXT NOT NULL,
  created_at BIGINT NOT NULL
);

CREATE TABLE staff (
  outlet     TEXT NOT NULL,
  id         TEXT NOT NULL,
  name       TEXT NOT NULL,
  role       TEXT NOT NULL,
  verifier   TEXT NOT NULL,
  must_set   BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL,
  PRIMARY KEY (outlet, id)
);

CREATE TABLE phases (
  outlet   TEXT NOT NULL,
  category TEXT NOT NULL,
  from_at  TEXT NOT NULL,
  until_at TEXT NOT NULL,
  PRIMARY KEY (outlet, category, from_at)
);

CREATE TABLE config (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
);

CREATE TABLE verify_keys (
  id         TEXT PRIMARY KEY,
  public     {bytes} NOT NULL,
  not_before BIGINT NOT NULL,
  not_after  BIGINT NOT NULL,
  revoked_at BIGINT NOT NULL
);

CREATE TABLE enrol_codes (
  mac        TEXT PRIMARY KEY,
  outlet     TEXT NOT NULL,
  name       TEXT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_by    TEXT NOT NULL
);

CREATE TABLE devices (
  id          TEXT PRIMARY KEY,
  outlet      TEXT NOT NULL,
  name        TEXT NOT NULL,
  signing_key {bytes} NOT NULL,
  enrolled_at BIGINT NOT NULL,
  seen_at     BIGINT NOT NULL,
  revoked_at  BIGINT NOT NULL
);

CREATE TABLE cases (
  id            TEXT PRIMARY KEY,
  digest        TEXT NOT NULL,
  nik           TEXT NOT NULL,
  outlet        TEXT NOT NULL,
  device        TEXT NOT NULL,
  operator      TEXT NOT NULL,
  kind          TEXT NOT NULL,
  decision      TEXT NOT NULL,
  reason        TEXT NOT NULL,
  typed         BIGINT NOT NULL,
  category      TEXT NOT NULL,
  credential_id TEXT NOT NULL,
  face          TEXT NOT NULL,
  overrides     TEXT NOT NULL,
  opened_at     BIGINT NOT NULL,
  decided_at    BIGINT NOT NULL,
  received_at   BIGINT NOT NULL,
  account       TEXT NOT NULL,
  account_at    BIGINT NOT NULL
);
CREATE INDEX cases_nik ON cases (nik, decided_at);
CREATE INDEX cases_status ON cases (outlet, account_at);
CREATE INDEX cases_received ON cases (received_at);

CREATE TABLE evidence (
  case_id    TEXT PRIMARY KEY,
  body       {bytes} NOT NULL,
  keep_until BIGINT NOT NULL
);
CREATE INDEX evidence_keep ON evidence (keep_until);

CREATE TABLE refusals (
  id     TEXT PRIMARY KEY,
  outlet TEXT NOT NULL,
  device TEXT NOT NULL,
  code   TEXT NOT NULL,
  at     BIGINT NOT NULL
);

CREATE TABLE anchors (
  device TEXT NOT NULL,
  seq    BIGINT NOT NULL,
  hash   TEXT NOT NULL,
  at     BIGINT NOT NULL,
  PRIMARY KEY (device, seq)
);
