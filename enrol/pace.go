package enrol

import (
	"slices"
	"time"
)

// Turnout is how far a roster is.
type Turnout struct {
	Total, Done, Present, Waiting, Absent, Barred int

	Ticks []time.Time // when each of the done was, the oldest first
}

// NewTurnout counts a roster.
func NewTurnout(list []Entry) Turnout {
	t := Turnout{Total: len(list)}
	for _, e := range list {
		switch e.Standing() {
		case StandingDone:
			t.Done++
			t.Ticks = append(t.Ticks, e.DoneAt)
		case StandingAbsent:
			t.Absent++
		case StandingBarred:
			t.Barred++
		case StandingPresent:
			t.Present++
		case StandingWaiting:
			t.Waiting++
		}
	}
	slices.SortFunc(t.Ticks, time.Time.Compare)
	return t
}

// Expected are those that can still come and those who were served.
func (t Turnout) Expected() int { return t.Done + t.Left() }

// Left are those who are still to be served.
func (t Turnout) Left() int { return t.Waiting + t.Present }

// Verdict says how the pace stands against the time left.
type Verdict string

// The verdicts.
const (
	VerdictBefore  Verdict = "before"  // it has not begun
	VerdictEarly   Verdict = "early"   // too few to tell
	VerdictInTime  Verdict = "in-time" //
	VerdictLate    Verdict = "late"    // goes on past the end
	VerdictStalled Verdict = "stalled" // nobody for a while
	VerdictOver    Verdict = "over"    // the time is up, some were not served
	VerdictDone    Verdict = "done"    // nobody is left
)

// Pace is how quickly a roster is worked through, and where that leads.
type Pace struct {
	Verdict Verdict
	PerHour float64   // over the last PaceSpan; 0: not known, or nobody
	Finish  time.Time // at this pace; zero: not known
	Needed  float64   // an hour, to be through in time; 0: no time left, or nobody
}

// PaceSpan is how far back a pace is measured: long enough to even out a class that
// comes at once, short enough to show a second counter.
const PaceSpan = time.Hour

// Below these a pace is a guess.
const (
	paceLeast = 3
	paceSpan  = 5 * time.Minute
)

// Pace measures the pace at now of a roster that is worked on from until until. The first
// tick begins the clock where it is younger than PaceSpan, and is not counted then: what
// is measured are the gaps between ticks.
func (t Turnout) Pace(from, until, now time.Time) Pace {
	var p Pace
	left := t.Left()
	if left == 0 {
		p.Verdict = VerdictDone
		return p
	}
	if rest := until.Sub(maxTime(now, from)); rest > 0 {
		p.Needed = float64(left) / rest.Hours()
	}
	n, span := t.recent(now)
	switch {
	case n > 0 && (n >= paceLeast && span >= paceSpan || span >= PaceSpan):
		p.PerHour = float64(n) / span.Hours()
		p.Finish = now.Add(time.Duration(float64(left) / p.PerHour * float64(time.Hour)))
		p.Verdict = VerdictInTime
		if p.Finish.After(until) {
			p.Verdict = VerdictLate
		}
	case !now.Before(until):
		p.Verdict = VerdictOver
	case now.Before(from) && len(t.Ticks) == 0:
		p.Verdict = VerdictBefore
	case span >= PaceSpan || len(t.Ticks) == 0 && now.Sub(from) >= PaceSpan:
		p.Verdict = VerdictStalled
	default:
		p.Verdict = VerdictEarly
	}
	return p
}

// recent counts the ticks of the last PaceSpan, or since the first where that is less.
func (t Turnout) recent(now time.Time) (n int, span time.Duration) {
	if len(t.Ticks) == 0 {
		return 0, 0
	}
	start := now.Add(-PaceSpan)
	if first := t.Ticks[0]; first.After(start) {
		start = first
	}
	for _, at := range t.Ticks {
		if at.After(start) && !at.After(now) {
			n++
		}
	}
	return n, max(0, now.Sub(start))
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// PaceFrame answers the hours that a drawing of the pace covers: from begin or the first
// tick to the end, or to where the pace leads, but not hours of nothing.
func PaceFrame(from, until, now time.Time, t Turnout, p Pace) (begin, end time.Time) {
	begin, end = from, until
	if len(t.Ticks) > 0 {
		if t.Ticks[0].Before(begin) {
			begin = t.Ticks[0]
		}
		end = maxTime(end, t.Ticks[len(t.Ticks)-1])
		if p.Verdict == VerdictLate {
			end = maxTime(end, now)
		}
	}
	if most := until.Add(until.Sub(from) / 2); p.Finish.After(end) {
		end = maxTime(end, minTime(p.Finish, most))
	}
	return begin, end
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// RosterGroup is a class or unit with its turnout.
type RosterGroup struct {
	Name    string
	Turnout Turnout
}

// RosterGroups counts a sorted roster by group.
func RosterGroups(list []Entry) []RosterGroup {
	var out []RosterGroup
	for first := 0; first < len(list); {
		last := first
		for last < len(list) && list[last].Group == list[first].Group {
			last++
		}
		out = append(out, RosterGroup{list[first].Group, NewTurnout(list[first:last])})
		first = last
	}
	return out
}
