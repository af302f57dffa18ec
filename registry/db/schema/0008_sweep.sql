-- What the sweep looks for.
CREATE INDEX registrations_expires ON registrations (expires_at);
CREATE INDEX jobs_done ON jobs (done_at) WHERE state IN ('done', 'dead');
