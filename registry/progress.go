package registry

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// The programme's published figures. They do not agree with each other (a quarter of
// 1.4 million is 350,000); both are shown as stated, and none is corrected.
const (
	StatedTarget     = 400_000   // activations
	StatedPopulation = 1_400_000 // residents with a KTP-el
	StatedShare      = 25        // percent of them that the target is said to be
)

// OpeningSince is from when on the opening balance was counted.
var OpeningSince = time.Date(2022, time.September, 1, 0, 0, 0, 0, time.UTC)

// Progress is how far the programme is: residents whose identity began, each once, with an
// approval that the registry acknowledged. Whatever else was approved stands apart.
type Progress struct {
	At       time.Time
	Opening  int64 // before this registry began to count
	Total    int64 // residents, acknowledged here
	Active   int64 // accounts in use now
	Today    int64
	Days     []DayCount // without gaps, the oldest first, until today
	Outlets  []db.Count
	Phases   []db.Count // by category
	Accounts []db.Count // by state
	Besides  []db.Count // approvals that began no identity, by kind: in no other figure
	Rows     []db.Acknowledged
}

// DayCount is how many identities began on one day.
type DayCount struct {
	Day time.Time // midnight UTC of the calendar day
	N   int64
}

// Reached is the opening balance and what was acknowledged since.
func (p Progress) Reached() int64 { return p.Opening + p.Total }

// Other is how many approvals began no identity.
func (p Progress) Other() (n int64) {
	for _, c := range p.Besides {
		n += c.N
	}
	return n
}

// Progress counts. It names nobody.
func (s *Service) Progress(ctx context.Context) (Progress, error) {
	p := Progress{At: s.now(), Opening: OpeningBalance}
	_, offset := p.At.In(s.opts.Zone).Zone()
	err := s.db.View(ctx, func(t *db.Tx) (err error) {
		if p.Rows, err = t.Acknowledged(time.Duration(offset) * time.Second); err != nil {
			return err
		}
		if p.Besides, err = t.Besides(); err != nil {
			return err
		}
		p.Accounts, err = t.Accounts()
		return err
	})
	if err != nil {
		return p, err
	}
	for _, a := range p.Accounts {
		if a.Key == string(enrol.AccountActive) {
			p.Active = a.N
		}
	}
	p.sum((p.At.Unix() + int64(offset)) / 86400)
	return p, nil
}

// sum adds the rows up by day, outlet and category.
func (p *Progress) sum(today int64) {
	days := map[int64]int64{}
	for _, r := range p.Rows {
		p.Total += r.N
		days[r.Day] += r.N
		p.Outlets = add(p.Outlets, r.Outlet, r.N)
		p.Phases = add(p.Phases, string(r.Category), r.N)
	}
	p.Today = days[today]
	if len(p.Rows) == 0 {
		return
	}
	for d := max(p.Rows[0].Day, today-maxDays+1); d <= today; d++ {
		p.Days = append(p.Days, DayCount{time.Unix(d*86400, 0).UTC(), days[d]})
	}
}

// maxDays is how far back the days are listed.
const maxDays = 366

func add(list []db.Count, key string, n int64) []db.Count {
	for i := range list {
		if list[i].Key == key {
			list[i].N += n
			return list
		}
	}
	return append(list, db.Count{Key: key, N: n})
}
