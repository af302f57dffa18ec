package registry

import (
	"context"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// OpeningBalance is how many identities were activated before this registry began to
// count: the city's published figure since September 2022.
const OpeningBalance = 1560

// Statistics are figures without persons.
type Statistics struct {
	Residents int64            `json:"residents"`
	Opening   int64            `json:"opening_balance"`
	Accounts  map[string]int64 `json:"accounts"` // by state
	Cases     map[string]int64 `json:"cases"`    // by outlet/decision
	Refusals  map[string]int64 `json:"refusals"` // by code
	Mails     map[string]int64 `json:"mails"`    // by state
	order     []Figure
}

// Figure is one line of the statistics.
type Figure struct {
	Group, Key string
	N          int64
}

// Lines lists all figures in a fixed order.
func (s Statistics) Lines() []Figure {
	return append([]Figure{{"residents", "", s.Residents}, {"activated", "opening balance", s.Opening}}, s.order...)
}

// ReadStatistics counts.
func ReadStatistics(ctx context.Context, d *db.DB) (Statistics, error) {
	out := Statistics{Opening: OpeningBalance, Accounts: map[string]int64{}, Cases: map[string]int64{},
		Refusals: map[string]int64{}, Mails: map[string]int64{}}
	err := d.View(ctx, func(t *db.Tx) (err error) {
		if out.Residents, err = t.Residents(); err != nil {
			return err
		}
		for _, g := range []struct {
			name string
			into map[string]int64
			read func() ([]db.Count, error)
		}{
			{"account", out.Accounts, t.Accounts}, {"case", out.Cases, t.Cases},
			{"refused", out.Refusals, t.Refusals}, {"mail", out.Mails, t.Jobs},
		} {
			counts, err := g.read()
			if err != nil {
				return err
			}
			for _, c := range counts {
				g.into[c.Key] = c.N
				out.order = append(out.order, Figure{g.name, c.Key, c.N})
			}
		}
		return nil
	})
	return out, err
}

// DemoKind tells what a resident of the demonstration would come for now: a first
// activation, or another phone. False where she or he was served today.
func (s *Service) DemoKind(ctx context.Context, n enrol.NIK) (enrol.Kind, bool, error) {
	out := enrol.KindNew
	served := false
	err := s.db.View(ctx, func(t *db.Tx) error {
		a, err := t.Account(n)
		if enrol.CodeOf(err) == enrol.CodeNotFound {
			return nil
		}
		if a.State == enrol.AccountActive {
			out = enrol.KindReactivate
		}
		from := s.midnight(s.now())
		served, err = t.ApprovedBetween(n, from, from.AddDate(0, 0, 1))
		return err
	})
	return out, !served, err
}
