-- A case's story, from the chain; where the last shift ended in it.
CREATE INDEX audit_case  ON audit (case_id, seq) WHERE case_id <> '';
CREATE INDEX audit_shift ON audit (seq) WHERE kind = 'shift-close';

-- The queue's filters: one person's cases, and codes that were not used.
CREATE INDEX cases_operator ON cases (operator, id);
CREATE INDEX cases_mail     ON cases (id) WHERE account IN ('code-sent', 'bounced', 'expired');
