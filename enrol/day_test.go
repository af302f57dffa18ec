package enrol

import (
	"slices"
	"testing"
	"time"
)

func TestNewTimes(t *testing.T) {
	seconds := func(n ...int) []time.Duration {
		var out []time.Duration
		for _, s := range n {
			out = append(out, time.Duration(s)*time.Second)
		}
		return out
	}
	for _, tt := range []struct {
		name        string
		in          []time.Duration
		median, p90 time.Duration
	}{
		{"None", nil, 0, 0},
		{"One", seconds(7), 7 * time.Second, 7 * time.Second},
		{"Two", seconds(9, 5), 5 * time.Second, 9 * time.Second},
		{"Ten", seconds(10, 1, 9, 2, 8, 3, 7, 4, 6, 5), 5 * time.Second, 9 * time.Second},
		{"Eleven", seconds(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), 6 * time.Second, 10 * time.Second},
	} {
		if got := NewTimes(tt.in); got.N != len(tt.in) || got.Median != tt.median || got.P90 != tt.p90 {
			t.Errorf("%s: %+v", tt.name, got)
		}
	}
}

func TestNewDay(t *testing.T) {
	now := time.Date(2026, 3, 4, 15, 30, 0, 0, time.FixedZone("WIB", 7*3600))
	at := func(hour int) time.Time { return time.Date(2026, 3, 4, hour, 5, 0, 0, now.Location()).UTC() }
	cases := []DayCase{
		{Kind: KindNew, State: StateApproved, Operator: "siti", DecidedAt: at(8), Served: 9 * time.Second, Delivery: DeliveryAnswered, Answer: AnswerAccepted},
		{Kind: KindNew, State: StateApproved, Operator: "siti", DecidedAt: at(8), Served: 5 * time.Second, Delivery: DeliveryQueued},
		{Kind: KindNew, State: StateApproved, Operator: "budi", DecidedAt: at(9), Served: 20 * time.Second, Delivery: DeliveryAnswered, Answer: AnswerRefused, Code: CodeQRUsed},
		{Kind: KindReactivate, State: StateRejected, Operator: "budi", Reason: ReasonOtherPerson, DecidedAt: at(14), Delivery: DeliveryHeld},
		{Kind: KindNew, State: StateRejected, Operator: "siti", Reason: ReasonOtherPerson, DecidedAt: at(14), Delivery: DeliverySending},
		{Kind: KindFirstCard, State: StateParked, Operator: "siti", Reason: ReasonBringPapers, DecidedAt: at(15)},
	}
	d := NewDay(cases, 2, []time.Time{now.Add(-5 * time.Hour), now.Add(-time.Minute), now.Add(-80 * time.Hour)}, now)
	if d.Approved != 3 || d.Delivered != 1 || d.Waiting != 1 || d.Refused != 1 || d.Rejected != 2 || d.Parked != 1 || d.Cancelled != 2 {
		t.Errorf("counts %+v", d)
	}
	if d.Hours[8] != 2 || d.Hours[9] != 1 || d.Hours[14] != 2 || d.Hours[15] != 1 {
		t.Errorf("hours, which are the outlet's and not Greenwich's: %v", d.Hours)
	}
	if d.Served != (Times{3, 9 * time.Second, 20 * time.Second}) {
		t.Errorf("times %+v", d.Served)
	}
	if want := []Tally{{Reason: ReasonOtherPerson, N: 2}, {Code: CodeQRUsed, N: 1}}; !slices.Equal(d.Refusals, want) {
		t.Errorf("refusals %+v", d.Refusals)
	}
	if n := len(d.Errands); n < len(d.Kinds) || d.Errands[0].Total() < d.Errands[n-1].Total() {
		t.Errorf("errands %+v", d.Errands)
	}
	if want := []KindFigures{{KindNew, 3, 1, 0}, {KindFirstCard, 0, 0, 1}, {KindReactivate, 0, 1, 0}}; !slices.Equal(d.Kinds, want) {
		t.Errorf("kinds %+v", d.Kinds)
	}
	if len(d.People) != 2 || d.People[0].Operator != "siti" || d.People[0].Cases != 4 || d.People[1].Served.Median != 20*time.Second {
		t.Errorf("people %+v", d.People)
	}
	if d.Age != [5]int{1, 0, 1, 0, 1} || !d.Oldest.Equal(now.Add(-80*time.Hour)) {
		t.Errorf("age %v since %v", d.Age, d.Oldest)
	}
	if empty := NewDay(nil, 0, nil, now); empty.Kinds != nil || !empty.Oldest.IsZero() || empty.Served.N != 0 {
		t.Errorf("a day without cases: %+v", empty)
	}
}

// TestDayCountsDespite: only approvals count.
func TestDayCountsDespite(t *testing.T) {
	now := time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC)
	d := NewDay([]DayCase{{State: StateApproved, Band: BandNoMatch, DecidedAt: now}, {State: StateApproved, Band: BandMatch, DecidedAt: now},
		{State: StateRejected, Band: BandNoMatch, DecidedAt: now}}, 0, nil, now)
	if d.Approved != 2 || d.Despite != 1 {
		t.Errorf("%+v", d)
	}
}
