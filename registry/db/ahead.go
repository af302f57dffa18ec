package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Judged is what the judging of one case reads.
type Judged struct {
	Case        string
	Outlet      string
	NIK         enrol.NIK
	From, Until time.Time // of ApprovedBetween; zero: not asked
	Config      []string  // keys
}

// Ahead asks for all that the judging of cases reads in one message, after what was posted
// before, locks say. It holds the answers for the methods that would ask. An engine in this
// process is not asked: it answers each question at once.
func (t *Tx) Ahead(all ...Judged) error {
	if t.conn == nil {
		return nil
	}
	asked := map[string]bool{}
	for _, j := range all {
		t.askFor(j)
		if !asked[j.Outlet] {
			t.askForRules(j)
		}
		asked[j.Outlet] = true
	}
	return t.flush()
}

// askFor posts what a case alone is about.
func (t *Tx) askFor(j Judged) {
	row(t, &t.memo.cases, j.Case, "read case", caseFields, caseQuery, j.Case)
	row(t, &t.memo.residents, j.NIK, "read resident", residentFields, residentQuery, string(j.NIK))
	row(t, &t.memo.accounts, j.NIK, "read account", accountFields, accountQuery, string(j.NIK))
	if !j.From.IsZero() {
		list(t, "count approvals", itself[int64], func(n []int64) { keep(&t.memo.approved, between{j.NIK, j.From, j.Until}, n[0] > 0) },
			approvedQuery, string(j.NIK), unix(j.From), unix(j.Until))
	}
}

// askForRules posts what all cases of an outlet are judged by.
func (t *Tx) askForRules(j Judged) {
	list(t, "list staff", staffFields, func(s []Staff) { keep(&t.memo.staff, j.Outlet, revoked(s)) }, staffQuery, j.Outlet)
	list(t, "list phases", phaseFields, func(p []enrol.Phase) { keep(&t.memo.phases, j.Outlet, p) }, phaseQuery, j.Outlet)
	list(t, "list keys", keyFields, func(k []enrol.VerifyKey) { keep(&t.memo.keys, "", k) }, keyQuery)
	list(t, "read outlet", settingsFields, func(s []enrol.Settings) {
		if len(s) > 0 {
			keep(&t.memo.outlets, j.Outlet, s[0])
		}
	}, outletQuery, j.Outlet)
	list(t, "list former values", formerFields, func(f []Former) { keep(&t.memo.former, j.Outlet, f) }, formerQuery, FormerRules, FormerOutlet(j.Outlet))
	for _, key := range j.Config {
		list(t, "read configuration", itself[string], func(v []string) { keep(&t.memo.config, key, append(v, "")[0]) }, configQuery, key)
	}
}

// list posts a query, whose rows are handed to take.
func list[T any](t *Tx, op string, dest func(*T) []any, take func([]T), q string, args ...any) {
	t.posted = append(t.posted, Statement{Op: op, Query: t.dialect.rebind(q), Args: args, Into: func(rows Rows) error {
		var out []T
		if err := collect(&out, dest)(rows); err != nil {
			return err
		}
		take(out)
		return nil
	}})
}

// row posts a query for one row, or none.
func row[K comparable, T any](t *Tx, into *map[K]*T, key K, op string, dest func(*T) []any, q string, args ...any) {
	list(t, op, dest, func(found []T) {
		if len(found) == 0 {
			keep(into, key, nil)
			return
		}
		keep(into, key, &found[0])
	}, q, args...)
}
