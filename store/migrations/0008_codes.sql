-- Codes that bounced or expired unused, until somebody at the counter has looked at them.
ALTER TABLE cases ADD COLUMN looked INTEGER NOT NULL DEFAULT 0;
CREATE INDEX cases_codes ON cases (account_at, id) WHERE account IN ('bounced', 'expired') AND looked = 0;
