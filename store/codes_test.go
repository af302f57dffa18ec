package store

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestCodes counts codes that bounced or expired: of the last CodeWatch, of residents that were not approved
// again, until somebody looked; and again once the registry has news.
func TestCodes(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir)
	var all []enrol.Case
	for i := range 6 {
		all = append(all, MustDecide(t, s, i))
	}
	now := s.now()
	says := func(i int, a enrol.Account, ago time.Duration) {
		t.Helper()
		must(t, s.Settle(ctx, []enrol.Receipt{{ID: all[i].ID, Answer: enrol.AnswerAccepted, Account: a, At: now.Add(-ago)}}))
	}
	counts := func(when string, want ...int) {
		t.Helper()
		b, err := s.Backlog(ctx)
		must(t, err)
		items, err := s.Items(ctx, enrol.Query{Filter: enrol.FilterAttention, Now: now})
		must(t, err)
		var got []int
		for _, it := range items {
			for i, c := range all {
				if c.ID == it.ID {
					got = append(got, i)
				}
			}
		}
		same := len(got) == len(want)
		for i := range want {
			same = same && got[i] == want[i]
		}
		if !same || b.Codes != len(want) || b.Attention() != len(want) {
			t.Errorf("%s: %v, counted %d, want %v", when, got, b.Codes, want)
		}
	}
	says(0, enrol.AccountBounced, time.Hour)
	says(1, enrol.AccountExpired, time.Hour)
	says(2, enrol.AccountCodeSent, time.Hour)
	says(3, enrol.AccountActive, time.Hour)
	says(4, enrol.AccountExpired, enrol.CodeWatch+time.Hour)
	says(5, enrol.AccountExpired, enrol.CodeWatch-time.Hour)
	counts("at first", 5, 1, 0)
	must(t, s.Looked(ctx, all[1].ID, all[2].ID, "nobody"))
	must(t, s.Close())
	s = MustOpen(t, dir)
	counts("looked at", 5, 0)
	says(1, enrol.AccountExpired, time.Hour)
	counts("the same news again", 5, 0)
	says(2, enrol.AccountBounced, 0)
	says(1, enrol.AccountCodeSent, 30*time.Minute)
	counts("a code was sent again", 5, 2, 0)
	says(1, enrol.AccountBounced, 0)
	counts("which bounced, too", 5, 2, 1, 0)
	again := approved(t, 60)
	again.Resident.NIK = all[0].Resident.NIK
	must(t, s.Decide(ctx, again))
	counts("approved again", 5, 2, 1)
}
