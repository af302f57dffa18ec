-- The press sentence: digital identities that began at this counter and that the registry has.
CREATE INDEX cases_reached ON cases (kind) WHERE state = 'approved' AND training = 0 AND answer IN ('accepted', 'duplicate');
