package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Counter is what residents are told of an outlet.
type Counter struct {
	ID      string
	Name    string
	Address string
	Hours   string
	Listed  bool // shown on the residents' pages
}

// Counters lists all outlets with what residents are told of them.
func (t *Tx) Counters() ([]Counter, error) {
	var s enrol.Settings
	list, err := many(t, "list outlets", func(c *Counter) []any {
		return []any{&c.ID, named{&c.Name, &s}, &c.Address, &c.Hours, flag{&c.Listed}}
	}, `SELECT id, settings, address, hours, listed FROM outlets ORDER BY id`)
	return list, err
}

// named reads an outlet's name out of its settings.
type named struct {
	name *string
	s    *enrol.Settings
}

// Scan implements sql.Scanner.
func (n named) Scan(src any) error {
	*n.s = enrol.Settings{}
	err := object{n.s}.Scan(src)
	*n.name = n.s.OutletName
	return err
}

// PutCounter writes what residents are told of an outlet.
func (t *Tx) PutCounter(c Counter) error {
	return t.need("write outlet", `UPDATE outlets SET address = $1, hours = $2, listed = $3 WHERE id = $4`, c.Address, c.Hours, bit(c.Listed), c.ID)
}

// DropPhase forgets one that has not begun.
func (t *Tx) DropPhase(p enrol.Phase) error {
	t.forget()
	return t.need("drop phase", `DELETE FROM phases WHERE outlet = $1 AND category = $2 AND from_at = $3`,
		p.Outlet, string(p.Category), p.From.Format(time.RFC3339))
}

// AllPhases lists those of every outlet.
func (t *Tx) AllPhases() ([]enrol.Phase, error) {
	return many(t, "list phases", func(p *enrol.Phase) []any {
		return []any{&p.Outlet, (*string)(&p.Category), moment{&p.From}, moment{&p.Until}}
	}, `SELECT outlet, category, from_at, until_at FROM phases ORDER BY from_at, category, outlet`)
}

// CasesOf lists a resident's decided cases, the newest first.
func (t *Tx) CasesOf(n enrol.NIK) ([]Case, error) {
	return many(t, "list cases", caseFields, `SELECT `+caseColumns+` FROM cases WHERE nik = $1 ORDER BY decided_at DESC LIMIT 50`, string(n))
}

// CountRefusals is how many packets were not taken in.
func (t *Tx) CountRefusals() (int64, error) {
	return one(t, "count refusals", itself[int64], `SELECT COUNT(*) FROM refusals`)
}

// LatestRefusals lists packets that were not taken in, the newest first, without skip of them.
func (t *Tx) LatestRefusals(skip int64, limit int) ([]Refusal, error) {
	return many(t, "list refusals", func(r *Refusal) []any {
		return []any{&r.ID, &r.Outlet, &r.Device, (*string)(&r.Code), stamp{&r.At}}
	}, `SELECT id, outlet, device, code, at FROM refusals ORDER BY at DESC, id LIMIT $1 OFFSET $2`, limit, skip)
}

// Rejections counts cases that staff rejected, by outlet and reason: "outlet/reason".
func (t *Tx) Rejections() ([]Count, error) {
	return many(t, "count rejections", countFields,
		`SELECT outlet || '/' || reason, COUNT(*) FROM cases WHERE decision = 'rejected' GROUP BY outlet, reason ORDER BY 2 DESC, 1`)
}

// Acknowledged is how many residents' identities began on one day at one outlet in one
// category: the first approval that the registry took in of each. Reactivations, changes
// of data, cards and second approvals of the same resident are not among them (Besides).
type Acknowledged struct {
	Day      int64 // since 1970-01-01, in the zone that was asked for
	Outlet   string
	Category enrol.Category
	N        int64
}

// Acknowledged counts identities that began by day, outlet and category; offset is the zone's.
func (t *Tx) Acknowledged(offset time.Duration) ([]Acknowledged, error) {
	return many(t, "count identities", func(a *Acknowledged) []any {
		return []any{&a.Day, &a.Outlet, (*string)(&a.Category), &a.N}
	}, `SELECT (received_at + CAST($1 AS BIGINT)) / 86400000000 AS day, outlet, category, COUNT(*) FROM cases
		WHERE begins = 1 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`, offset.Microseconds())
}

// Besides counts the approvals with which no identity began, by kind.
func (t *Tx) Besides() ([]Count, error) {
	return many(t, "count other approvals", countFields,
		`SELECT kind, COUNT(*) FROM cases WHERE begins = 0 AND decision = 'approved' GROUP BY kind ORDER BY 2 DESC, 1`)
}
