package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Roster is a list of people expected at an outlet on one day.
type Roster struct {
	ID       string // UUIDv7
	Outlet   string
	Day      string // YYYY-MM-DD, in the registry's zone
	Title    string // of the school or office
	From     time.Time
	Until    time.Time
	Version  string // another with every change of the list
	Loaded   time.Time
	LoadedBy string // administrator
	Keep     time.Time
}

const rosterColumns = `id, outlet, day, title, from_at, until_at, version, loaded_at, loaded_by, keep_until`

func rosterFields(r *Roster) []any {
	return []any{&r.ID, &r.Outlet, &r.Day, &r.Title, stamp{&r.From}, stamp{&r.Until}, &r.Version, stamp{&r.Loaded}, &r.LoadedBy, stamp{&r.Keep}}
}

// PutRoster inserts the roster of an outlet's day, or changes it, and answers the id that
// it has: an earlier one stays.
func (t *Tx) PutRoster(r Roster) (string, error) {
	return one(t, "write roster", itself[string], `INSERT INTO rosters (`+rosterColumns+`) VALUES `+tuples(1, 10)+`
		ON CONFLICT (outlet, day) DO UPDATE SET title = excluded.title, from_at = excluded.from_at, until_at = excluded.until_at,
		version = excluded.version, loaded_at = excluded.loaded_at, loaded_by = excluded.loaded_by, keep_until = excluded.keep_until RETURNING id`,
		r.ID, r.Outlet, r.Day, r.Title, unix(r.From), unix(r.Until), r.Version, unix(r.Loaded), r.LoadedBy, unix(r.Keep))
}

// Roster reads one; CodeNotFound where there is none.
func (t *Tx) Roster(id string) (Roster, error) {
	return one(t, "read roster", rosterFields, `SELECT `+rosterColumns+` FROM rosters WHERE id = $1`, id)
}

// RosterOn reads the one of an outlet's day; CodeNotFound where there is none.
func (t *Tx) RosterOn(outlet, day string) (Roster, error) {
	return one(t, "read roster", rosterFields, `SELECT `+rosterColumns+` FROM rosters WHERE outlet = $1 AND day = $2`, outlet, day)
}

// Rosters lists those of an outlet ("": all) from one day to another, the latest first.
func (t *Tx) Rosters(outlet, first, last string) ([]Roster, error) {
	return many(t, "list rosters", rosterFields, `SELECT `+rosterColumns+` FROM rosters
		WHERE (outlet = $1 OR $2 = '') AND day >= $3 AND day <= $4 ORDER BY day DESC, outlet`, outlet, outlet, first, last)
}

// DropRoster erases one with everybody on it.
func (t *Tx) DropRoster(id string) error {
	return t.need("drop roster", `DELETE FROM rosters WHERE id = $1`, id)
}

// Expected is a person of a roster, with who marked her.
type Expected struct {
	enrol.Expected
	By string
}

const rosterPeople = 10

// PutExpected inserts people into a roster, or corrects those of the same NIK; their
// marks stay. It answers how many rows that changed. The batch holds each NIK once, and
// is no larger than ImportBatch.
func (t *Tx) PutExpected(roster string, batch []enrol.Expected) (int64, error) {
	if len(batch) == 0 {
		return 0, nil
	}
	args := make([]any, 0, len(batch)*rosterPeople)
	for _, e := range batch {
		args = append(args, e.ID, roster, string(e.NIK), e.Name, e.Group, string(e.Why), "", int64(0), "", int64(0))
	}
	return t.exec("write expected people", `INSERT INTO roster_people (id, roster, nik, name, team, why, mark, mark_at, mark_by, marked) VALUES `+
		tuples(len(batch), rosterPeople)+` ON CONFLICT (roster, nik) DO UPDATE SET name = excluded.name, team = excluded.team, why = excluded.why
		WHERE roster_people.name <> excluded.name OR roster_people.team <> excluded.team OR roster_people.why <> excluded.why`, args...)
}

func expectedFields(e *Expected) []any {
	return []any{&e.ID, (*string)(&e.NIK), &e.Name, &e.Group, (*string)(&e.Why), (*string)(&e.Mark), stamp{&e.MarkAt}, &e.By, stamp{&e.DoneAt}}
}

// approvedAt is when the person p was first approved at the outlet $2 within [$3, $4).
const approvedAt = `COALESCE((SELECT MIN(c.decided_at) FROM cases c WHERE c.nik = p.nik AND c.outlet = $2 AND c.decision = 'approved'
	AND c.decided_at >= $3 AND c.decided_at < $4), 0)`

// Expected lists a roster's people by group and name; a person counts as done who was
// approved at the outlet in [from, until).
func (t *Tx) Expected(r Roster, from, until time.Time) ([]Expected, error) {
	return many(t, "list expected people", expectedFields, `SELECT p.id, p.nik, p.name, p.team, p.why, p.mark, p.mark_at, p.mark_by, `+approvedAt+`
		FROM roster_people p WHERE p.roster = $1 ORDER BY p.team, p.name, p.id`, r.ID, r.Outlet, unix(from), unix(until))
}

// Ticks lists what changed on a roster since a time: approvals that were taken in, and
// marks that the registry heard of.
func (t *Tx) Ticks(r Roster, from, until, since time.Time) ([]enrol.Tick, error) {
	return many(t, "list ticks", func(k *enrol.Tick) []any {
		return []any{&k.ID, (*string)(&k.Mark), stamp{&k.MarkAt}, stamp{&k.DoneAt}}
	}, `SELECT p.id, p.mark, p.mark_at, `+approvedAt+` FROM roster_people p WHERE p.id IN (
		SELECT m.id FROM roster_people m WHERE m.roster = $1 AND m.marked >= $5
		UNION SELECT m.id FROM cases c JOIN roster_people m ON m.roster = $1 AND m.nik = c.nik
		WHERE c.received_at >= $5 AND c.outlet = $2 AND c.decision = 'approved' AND c.decided_at >= $3 AND c.decided_at < $4)
		ORDER BY p.id`, r.ID, r.Outlet, unix(from), unix(until), unix(since))
}

// PutMark keeps what staff of an outlet said of a person, where it is newer than what is
// known; false where it is not, or nobody at that outlet has the id.
func (t *Tx) PutMark(outlet string, m enrol.RosterMark, now time.Time) (bool, error) {
	return t.did("write mark", `UPDATE roster_people SET mark = $1, mark_at = $2, mark_by = $3, marked = $4 WHERE id = $5 AND mark_at < $6
		AND roster IN (SELECT id FROM rosters WHERE outlet = $7)`, string(m.Mark), unix(m.At), m.By, unix(now), m.ID, unix(m.At), outlet)
}

// Known is what decides whether a person of a roster is eligible.
type Known struct {
	enrol.Resident // without name and contact
	Account        enrol.Account
}

// Known answers what the registry knows of people, at most ImportBatch of them; who is
// not in the register is left out.
func (t *Tx) Known(list []enrol.Expected) (map[enrol.NIK]Known, error) {
	if len(list) == 0 {
		return nil, nil
	}
	args := make([]any, len(list))
	for i, e := range list {
		args[i] = string(e.NIK)
	}
	rows, err := many(t, "read expected residents", func(k *Known) []any {
		return []any{(*string)(&k.NIK), day{&k.Birth}, flag{&k.Married}, (*string)(&k.Category), (*string)(&k.Account)}
	}, `SELECT r.nik, r.birth, r.married, r.category, COALESCE(a.state, '') FROM residents r LEFT JOIN accounts a ON a.nik = r.nik
		WHERE r.nik IN `+tuples(1, len(args)), args...)
	out := make(map[enrol.NIK]Known, len(rows))
	for _, k := range rows {
		out[k.NIK] = k
	}
	return out, err
}

// CountExpected counts a roster's people.
func (t *Tx) CountExpected(id string) (int, error) {
	return one(t, "count expected people", itself[int], `SELECT COUNT(*) FROM roster_people WHERE roster = $1`, id)
}
