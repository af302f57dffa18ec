package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Waiting is an account on which somebody has to act.
type Waiting struct {
	NIK   enrol.NIK
	State enrol.Account
	Email enrol.Email
	Phone enrol.Phone
	Since time.Time
	Why   enrol.Code // of the mail that waits or was given up last; "": none, or it was not tried
}

// Waiting lists accounts that have been in a state since before a time, the longest first,
// without those that come first.
func (t *Tx) Waiting(state enrol.Account, before time.Time, skip int64, limit int) ([]Waiting, error) {
	return many(t, "list accounts", func(w *Waiting) []any {
		return []any{(*string)(&w.NIK), (*string)(&w.State), (*string)(&w.Email), (*string)(&w.Phone), stamp{&w.Since}, (*string)(&w.Why)}
	}, `SELECT nik, state, email, phone, updated_at, COALESCE(
			(SELECT last_code FROM jobs j WHERE j.nik = a.nik AND j.state = 'pending' AND j.kind = 'code' ORDER BY created_at DESC LIMIT 1),
			(SELECT last_code FROM jobs j WHERE j.nik = a.nik AND j.state = 'dead' AND j.kind = 'code' ORDER BY created_at DESC LIMIT 1), '')
		FROM accounts a WHERE state = $1 AND updated_at < $2 ORDER BY updated_at, nik LIMIT $3 OFFSET $4`,
		string(state), unix(before), limit, skip)
}

// CountWaiting is how many Waiting would list.
func (t *Tx) CountWaiting(state enrol.Account, before time.Time) (int64, error) {
	return one(t, "count accounts", itself[int64], `SELECT COUNT(*) FROM accounts WHERE state = $1 AND updated_at < $2`, string(state), unix(before))
}

// AccountsIn lists NIKs whose account has been in a state since before a time, the
// longest waiting first, and behind the last one of an earlier list.
func (t *Tx) AccountsIn(state enrol.Account, before time.Time, behind Standing, limit int) ([]Standing, error) {
	return many(t, "list accounts", func(p *Standing) []any { return []any{stamp{&p.At}, (*string)(&p.NIK)} },
		`SELECT updated_at, nik FROM accounts WHERE state = $1 AND updated_at < $2 AND updated_at >= $3 AND (updated_at > $3 OR nik > $4)
		ORDER BY updated_at, nik LIMIT $5`, string(state), unix(before), unix(behind.At), string(behind.NIK), limit)
}

// Standing is where an account stands in AccountsIn's order. The zero value is before all.
type Standing struct {
	At  time.Time
	NIK enrol.NIK
}
