package enrol

import (
	"math"
	"testing"
	"time"
)

// morning is a roster's begin; at is a time of that day.
var morning = time.Date(2026, 3, 2, 8, 0, 0, 0, time.FixedZone("WIB", 7*3600))

func at(hour, minute int) time.Time {
	return time.Date(2026, 3, 2, hour, minute, 0, 0, morning.Location())
}

// every makes n ticks, the first at from.
func every(n int, from time.Time, gap time.Duration) []Entry {
	out := make([]Entry, n)
	for i := range out {
		out[i].DoneAt = from.Add(time.Duration(i) * gap)
	}
	return out
}

func TestPace(t *testing.T) {
	until := at(15, 0)
	for _, tt := range []struct {
		name    string
		done    []Entry
		waiting int
		now     time.Time
		verdict Verdict
		perHour float64
		finish  time.Time
		needed  float64
	}{
		{"NotBegun", nil, 70, at(7, 0), VerdictBefore, 0, time.Time{}, 10},
		{"JustBegun", nil, 70, at(8, 0), VerdictEarly, 0, time.Time{}, 10},
		{"TwoAreNoPace", every(2, at(8, 0), time.Minute), 68, at(8, 10), VerdictEarly, 0, time.Time{}, 68 / (6 + 50./60)},
		{"FourMinutesAreNoPace", every(4, at(8, 0), time.Minute), 66, at(8, 4), VerdictEarly, 0, time.Time{}, 66 / (6 + 56./60)},
		// 11 ticks from 8.00 to 8.50: ten gaps of five minutes.
		{"InTime", every(11, at(8, 0), 5*time.Minute), 24, at(8, 50), VerdictInTime, 12, at(10, 50), 24 / (6 + 10./60)},
		{"Late", every(11, at(8, 0), 5*time.Minute), 120, at(8, 50), VerdictLate, 12, at(18, 50), 120 / (6 + 10./60)},
		// Half of them two hours ago: only the last hour counts.
		{"LastHour", append(every(60, at(8, 0), time.Minute), every(6, at(10, 5), 10*time.Minute)...), 6, at(11, 0), VerdictInTime, 6, at(12, 0), 1.5},
		{"OneInAnHour", append(every(9, at(8, 0), time.Minute), every(1, at(10, 5), 0)...), 4, at(11, 0), VerdictInTime, 1, at(15, 0), 1},
		{"Stalled", every(9, at(8, 0), time.Minute), 8, at(11, 0), VerdictStalled, 0, time.Time{}, 2},
		{"NobodyCame", nil, 8, at(9, 0), VerdictStalled, 0, time.Time{}, 8. / 6},
		{"Overtime", every(9, at(14, 10), 5*time.Minute), 12, at(15, 10), VerdictLate, 9 - 1, at(16, 40), 0},
		{"Over", every(9, at(8, 0), time.Minute), 8, at(16, 0), VerdictOver, 0, time.Time{}, 0},
		{"Done", every(9, at(8, 0), time.Minute), 0, at(9, 0), VerdictDone, 0, time.Time{}, 0},
		{"AheadOfTime", every(4, at(7, 30), 5*time.Minute), 6, at(7, 45), VerdictInTime, 12, at(8, 15), 6. / 7},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list := append([]Entry(nil), tt.done...)
			for range tt.waiting {
				list = append(list, Entry{})
			}
			list = append(list, Entry{Why: CodeUnderAge}, Entry{Tick: Tick{Mark: MarkAbsent}})
			turnout := NewTurnout(list)
			if turnout.Total != len(list) || turnout.Expected() != len(tt.done)+tt.waiting || turnout.Left() != tt.waiting || turnout.Barred != 1 || turnout.Absent != 1 {
				t.Errorf("turnout %+v", turnout)
			}
			p := turnout.Pace(morning, until, tt.now)
			near := func(a, b float64) bool { return math.Abs(a-b) < 0.01 }
			if p.Verdict != tt.verdict || !near(p.PerHour, tt.perHour) || !near(p.Needed, tt.needed) || p.Finish.Sub(tt.finish).Abs() > time.Second {
				t.Errorf("%+v, want %s, %.2f an hour, %v, needed %.2f", p, tt.verdict, tt.perHour, tt.finish, tt.needed)
			}
		})
	}
}

func TestTurnoutOrder(t *testing.T) {
	got := NewTurnout([]Entry{{Tick: Tick{DoneAt: at(9, 0)}}, {Tick: Tick{DoneAt: at(8, 0)}}, {Tick: Tick{Mark: MarkPresent}}})
	if got.Done != 2 || got.Present != 1 || !got.Ticks[0].Equal(at(8, 0)) {
		t.Errorf("%+v", got)
	}
}
