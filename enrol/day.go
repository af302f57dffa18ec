package enrol

import (
	"cmp"
	"slices"
	"time"
)

// DayCase is what the day's figures need of one decided case; training is left out.
type DayCase struct {
	Kind      Kind
	Purpose   Purpose
	State     State
	Reason    Reason
	Operator  string
	DecidedAt time.Time
	Served    time.Duration // at the counter
	Delivery  Delivery
	Answer    Answer
	Code      Code // why the registry refused
	Band      Band // of the comparison of faces
}

// Day is one day's figures of an outlet, without anybody's name but its staff's.
type Day struct {
	Kinds     []KindFigures // those that occurred, the most frequent first
	Errands   []ErrandFigures
	Hours     [24]int // decided cases by hour
	Served    Times   // of the approved
	Refusals  []Tally // why cases were rejected or refused, the most frequent first
	People    []PersonFigures
	Age       [len(AgeSteps) + 1]int // what waits for the registry, by age: AgeSteps and beyond
	Oldest    time.Time              // of what waits; zero: nothing does
	Begun     Begun
	Approved  int
	Delivered int // of the approved
	Waiting   int // of the approved
	Refused   int // of the approved, by the registry
	Despite   int // of the approved: the comparison had said "no match", see CodeFaceDiffers
	Rejected  int
	Parked    int
	Cancelled int
}

// Begun counts the approvals with which a digital identity begins: what the press is told.
type Begun struct {
	Reached int // acknowledged by the registry
	Waiting int // for the registry's answer
}

// Reach is what a counter's approvals came to since its beginning: what the press is told.
// Training and what the registry refused are left out, and what began no identity: see Kind.Begins.
type Reach struct {
	Acknowledged int // by the registry
	// Active is how many of these had an account in use by the registry's last word on each.
	// That word ends with the case: of who was activated anew since, for another phone, the
	// news goes to the later case.
	Active int
	Told   time.Time // when the counter was last in step with the registry, see Backlog.Synced; zero: never
}

// Begins tells whether an approval of the kind begins a digital identity where there was
// none: a reactivation, a change of data and a physical card are served, not activated anew.
func (k Kind) Begins() bool { return k == KindNew || k == KindFirstCard }

// AgeSteps are the bounds of Day.Age.
var AgeSteps = [...]time.Duration{time.Hour, 4 * time.Hour, 24 * time.Hour, 72 * time.Hour}

// KindFigures counts one kind's cases by result.
type KindFigures struct {
	Kind                       Kind
	Approved, Rejected, Parked int
}

// ErrandFigures are KindFigures of those who came for one purpose, where the kind has
// purposes to choose from.
type ErrandFigures struct {
	KindFigures
	Purpose Purpose
}

// errand is what Day.Errands counts apart.
type errand struct {
	kind    Kind
	purpose Purpose
}

// Total counts them all.
func (k KindFigures) Total() int { return k.Approved + k.Rejected + k.Parked }

// Tally counts one reason: of a member of staff, or the registry's Code.
type Tally struct {
	Reason Reason
	Code   Code
	N      int
}

// PersonFigures are one member of staff's.
type PersonFigures struct {
	Operator string // log-in name
	Name     string // as staff are called; "": not known
	Cases    int
	Served   Times
}

// Called is what the person goes by: the name, or the log-in name where none is known.
func (p PersonFigures) Called() string { return cmp.Or(p.Name, p.Operator) }

// Times are of how many, their median and the one that nine in ten stay below; the
// nearest-rank method, without interpolation.
type Times struct {
	N           int
	Median, P90 time.Duration
}

// NewTimes orders d, which it changes.
func NewTimes(d []time.Duration) Times {
	if len(d) == 0 {
		return Times{}
	}
	slices.Sort(d)
	rank := func(percent int) time.Duration { return d[max(0, (len(d)*percent+99)/100-1)] }
	return Times{len(d), rank(50), rank(90)}
}

// NewDay counts a day's cases. queued are the times since when packets wait, of any
// day; now and its location say what an hour is.
func NewDay(cases []DayCase, cancelled int, queued []time.Time, now time.Time) Day {
	d := Day{Cancelled: cancelled}
	kinds, people := map[Kind]*KindFigures{}, map[string]*PersonFigures{}
	errands := map[errand]*KindFigures{}
	served, all := map[string][]time.Duration{}, []time.Duration(nil)
	tallies := map[Tally]int{}
	for _, c := range cases {
		if kinds[c.Kind] == nil {
			kinds[c.Kind] = &KindFigures{Kind: c.Kind}
		}
		e := errand{c.Kind, c.Purpose}
		if errands[e] == nil {
			errands[e] = &KindFigures{Kind: c.Kind}
		}
		if people[c.Operator] == nil {
			people[c.Operator] = &PersonFigures{Operator: c.Operator}
		}
		people[c.Operator].Cases++
		d.Hours[c.DecidedAt.In(now.Location()).Hour()]++
		d.count(c, tallies)
		kinds[c.Kind].count(c.State)
		errands[e].count(c.State)
		if c.State == StateApproved {
			all, served[c.Operator] = append(all, c.Served), append(served[c.Operator], c.Served)
		}
	}
	d.Served = NewTimes(all)
	for id, p := range people {
		p.Served = NewTimes(served[id])
		d.People = append(d.People, *p)
	}
	for _, k := range kinds {
		d.Kinds = append(d.Kinds, *k)
	}
	for e, k := range errands {
		d.Errands = append(d.Errands, ErrandFigures{*k, e.purpose})
	}
	for t, n := range tallies {
		d.Refusals = append(d.Refusals, Tally{t.Reason, t.Code, n})
	}
	d.sort()
	d.age(queued, now)
	return d
}

func (k *KindFigures) count(s State) {
	switch s {
	case StateApproved:
		k.Approved++
	case StateRejected:
		k.Rejected++
	case StateParked:
		k.Parked++
	}
}

func (d *Day) count(c DayCase, tallies map[Tally]int) {
	switch c.State {
	case StateApproved:
		d.Approved++
		if c.Band == BandNoMatch {
			d.Despite++
		}
		switch {
		case c.Answer == AnswerRefused:
			d.Refused++
		case c.Delivery == DeliveryAnswered:
			d.Delivered++
			if c.Kind.Begins() {
				d.Begun.Reached++
			}
		default:
			d.Waiting++
			if c.Kind.Begins() {
				d.Begun.Waiting++
			}
		}
	case StateRejected:
		d.Rejected++
		tallies[Tally{Reason: c.Reason}]++
	case StateParked:
		d.Parked++
	}
	if c.Answer == AnswerRefused {
		tallies[Tally{Code: c.Code}]++
	}
}

func (d *Day) sort() {
	slices.SortFunc(d.Kinds, func(a, b KindFigures) int {
		return cmp.Or(cmp.Compare(b.Total(), a.Total()), cmp.Compare(a.Kind, b.Kind))
	})
	slices.SortFunc(d.Errands, func(a, b ErrandFigures) int {
		return cmp.Or(cmp.Compare(b.Total(), a.Total()), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Purpose, b.Purpose))
	})
	slices.SortFunc(d.Refusals, func(a, b Tally) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Code, b.Code))
	})
	slices.SortFunc(d.People, func(a, b PersonFigures) int {
		return cmp.Or(cmp.Compare(b.Cases, a.Cases), cmp.Compare(a.Operator, b.Operator))
	})
}

func (d *Day) age(queued []time.Time, now time.Time) {
	for _, at := range queued {
		if d.Oldest.IsZero() || at.Before(d.Oldest) {
			d.Oldest = at
		}
		i := 0
		for i < len(AgeSteps) && now.Sub(at) >= AgeSteps[i] {
			i++
		}
		d.Age[i]++
	}
}
