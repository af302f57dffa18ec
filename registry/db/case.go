package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Case is the record of a decision that an outlet reported and the registry took in.
type Case struct {
	ID           string
	Digest       string // SHA-256 of the packet as it came, hex
	NIK          enrol.NIK
	Outlet       string
	Device       string
	Operator     string
	Kind         enrol.Kind
	Decision     enrol.State // approved or rejected
	Reason       enrol.Reason
	Typed        bool
	Category     enrol.Category
	CredentialID string
	Face         enrol.FaceResult
	Overrides    []enrol.Override
	Opened       time.Time
	Decided      time.Time
	Received     time.Time
	Account      enrol.Account // the resident's account as this case left it, kept up to date
	AccountAt    time.Time
	Begins       bool // the resident's identity began with it: once each, see Acknowledged
}

const caseColumns = `id, digest, nik, outlet, device, operator, kind, decision, reason, typed, category, credential_id, face, overrides, opened_at, decided_at, received_at, account, account_at, begins`

func caseFields(c *Case) []any {
	return []any{&c.ID, &c.Digest, (*string)(&c.NIK), &c.Outlet, &c.Device, &c.Operator, (*string)(&c.Kind), (*string)(&c.Decision),
		(*string)(&c.Reason), flag{&c.Typed}, (*string)(&c.Category), &c.CredentialID, object{&c.Face}, object{&c.Overrides},
		stamp{&c.Opened}, stamp{&c.Decided}, stamp{&c.Received}, (*string)(&c.Account), stamp{&c.AccountAt}, flag{&c.Begins}}
}

// AddCase records a decision with its sealed evidence.
func (t *Tx) AddCase(c Case, sealed []byte, keepUntil time.Time) error {
	t.memo.forgetCase(c.ID, c.NIK)
	err := t.post("add case", `INSERT INTO cases (`+caseColumns+`) VALUES `+tuples(1, 20),
		c.ID, c.Digest, string(c.NIK), c.Outlet, c.Device, c.Operator, string(c.Kind), string(c.Decision),
		string(c.Reason), bit(c.Typed), string(c.Category), c.CredentialID, object{c.Face}, object{c.Overrides},
		unix(c.Opened), unix(c.Decided), unix(c.Received), string(c.Account), unix(c.AccountAt), bit(c.Begins))
	if err != nil || len(sealed) == 0 {
		return err
	}
	return t.post("add evidence", `INSERT INTO evidence (case_id, body, keep_until) VALUES ($1, $2, $3)`, c.ID, sealed, unix(keepUntil))
}

// Case reads one; CodeNotFound where the registry has not taken it in.
func (t *Tx) Case(id string) (Case, error) {
	return ahead(t.memo.cases, id, "read case", func() (Case, error) { return one(t, "read case", caseFields, caseQuery, id) })
}

const caseQuery = `SELECT ` + caseColumns + ` FROM cases WHERE id = $1`

// Evidence reads a case's sealed packet.
func (t *Tx) Evidence(id string) ([]byte, error) {
	return one(t, "read evidence", itself[[]byte], `SELECT body FROM evidence WHERE case_id = $1`, id)
}

// ApprovedBetween tells whether a resident has an approval that was decided in
// [from, until) and led to an activation code: the order of a card does not count.
func (t *Tx) ApprovedBetween(n enrol.NIK, from, until time.Time) (bool, error) {
	if known, ok := t.memo.approved[between{n, from, until}]; ok {
		return known, nil
	}
	c, err := one(t, "count approvals", itself[int64], approvedQuery, string(n), unix(from), unix(until))
	return c > 0, err
}

const approvedQuery = `SELECT COUNT(*) FROM cases WHERE nik = $1 AND decision = 'approved' AND account <> '' AND decided_at >= $2 AND decided_at < $3`

// Statuses lists what became of an outlet's cases since a time, the oldest first, and by id
// where several changed at once: of those of the very time since, only what comes behind the
// id after.
func (t *Tx) Statuses(outlet string, since time.Time, after string, limit int) ([]enrol.Status, error) {
	return many(t, "list statuses", func(s *enrol.Status) []any { return []any{&s.ID, (*string)(&s.Account), stamp{&s.At}} },
		`SELECT id, account, account_at FROM cases WHERE outlet = $1 AND account_at >= $2 AND (account_at > $2 OR id > $3) AND account <> '' ORDER BY account_at, id LIMIT $4`,
		outlet, unix(since), after, limit)
}

// Refusal is a packet that was not taken in.
type Refusal struct {
	ID     string
	Outlet string
	Device string
	Code   enrol.Code
	At     time.Time
}

// AddRefusal notes one, once for each packet.
func (t *Tx) AddRefusal(r Refusal) error {
	return t.post("add refusal", `INSERT INTO refusals (id, outlet, device, code, at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE SET code = excluded.code, at = excluded.at WHERE refusals.device = excluded.device`,
		r.ID, r.Outlet, r.Device, string(r.Code), unix(r.At))
}

// DropRefusal forgets one, since the packet was taken in after all.
func (t *Tx) DropRefusal(id string) error {
	return t.post("drop refusal", `DELETE FROM refusals WHERE id = $1`, id)
}

// Count is one line of the statistics.
type Count struct {
	Key string
	N   int64
}

func countFields(c *Count) []any { return []any{&c.Key, &c.N} }

// Accounts counts accounts by state.
func (t *Tx) Accounts() ([]Count, error) {
	return many(t, "count accounts", countFields, `SELECT state, COUNT(*) FROM accounts GROUP BY state ORDER BY state`)
}

// Cases counts decisions by outlet and decision, "outlet/decision".
func (t *Tx) Cases() ([]Count, error) {
	return many(t, "count cases", countFields, `SELECT outlet || '/' || decision, COUNT(*) FROM cases GROUP BY outlet, decision ORDER BY 1`)
}

// Refusals counts refused packets by code.
func (t *Tx) Refusals() ([]Count, error) {
	return many(t, "count refusals", countFields, `SELECT code, COUNT(*) FROM refusals GROUP BY code ORDER BY code`)
}

// Jobs counts jobs by state.
func (t *Tx) Jobs() ([]Count, error) {
	return many(t, "count jobs", countFields, `SELECT state, COUNT(*) FROM jobs GROUP BY state ORDER BY state`)
}

// Residents counts the register.
func (t *Tx) Residents() (int64, error) {
	return one(t, "count residents", itself[int64], `SELECT COUNT(*) FROM residents`)
}
