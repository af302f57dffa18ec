-- What held before: an outlet's settings and the document rules, each with when it ended, so that a
-- decision is judged by what held when staff made it.
CREATE TABLE former_settings (
  about    TEXT NOT NULL,    -- 'outlet ' and its id, or 'rules'
  value    TEXT NOT NULL,    -- JSON
  ended_at BIGINT NOT NULL,
  PRIMARY KEY (about, ended_at)
);
