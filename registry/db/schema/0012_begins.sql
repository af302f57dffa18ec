-- With which case an identity began: once a resident, and never where the first that came was
-- a reactivation, since that identity was there before this registry. The figures for the
-- press count these; the indexes let them count without reading the cases themselves.
ALTER TABLE cases ADD COLUMN begins BIGINT NOT NULL DEFAULT 0;
UPDATE cases SET begins = 1 WHERE decision = 'approved' AND account <> '' AND kind <> 'reactivate' AND NOT EXISTS (
  SELECT 1 FROM cases e WHERE e.nik = cases.nik AND e.decision = 'approved' AND e.account <> ''
    AND (e.received_at < cases.received_at OR e.received_at = cases.received_at AND e.id < cases.id));
CREATE INDEX cases_begins ON cases (received_at, outlet, category) WHERE begins = 1;
CREATE INDEX cases_besides ON cases (kind) WHERE begins = 0 AND decision = 'approved';
