-- Why a mail was given up stands beside the account that staff follow up.
CREATE INDEX jobs_dead ON jobs (nik, created_at) WHERE state = 'dead';
CREATE INDEX accounts_follow_up ON accounts (state, updated_at, nik);
DROP INDEX accounts_state;
