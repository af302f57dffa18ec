package ui

import (
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// outageAfter is how long the line has to be away before it is an outage: a moment's
// gap is none.
const outageAfter = time.Minute

// outageModel is the banner of a line that is away.
type outageModel struct {
	On    bool
	Tone  look.Tone
	Since string // since when
	Facts string // how old the queue is, how long it may last, how long it will take
}

// newOutage tells how bad it is. It gets louder when less than a quarter of the way to
// the registry's limits is left.
func newOutage(w *words.Words, v lane.View, now time.Time) outageModel {
	l, b := v.Link, v.Backlog
	if l.Online || l.Since.IsZero() || now.Sub(l.Since) < outageAfter {
		return outageModel{}
	}
	m := outageModel{On: true, Tone: look.Warn, Since: w.Say("outage.since", "time", words.When(l.Since, now), "span", w.Span(now.Sub(l.Since)))}
	facts := func(key string, pairs ...string) {
		if m.Facts != "" {
			m.Facts += "   ·   "
		}
		m.Facts += w.Say(key, pairs...)
	}
	if !b.Oldest.IsZero() {
		facts("outage.oldest", "n", strconv.Itoa(b.Pending), "span", w.Span(now.Sub(b.Oldest)))
	}
	if left, most, ok := timeLeft(v.Stops, b, now); ok {
		if left <= most/4 {
			m.Tone = look.Bad
		}
		facts("outage.left", "span", w.Span(max(0, left)))
	}
	if max := v.Stops.MaxPending; max > 0 && b.Pending*2 > max {
		facts("outage.room", "n", strconv.Itoa(max-b.Pending))
	}
	if b.Pending > 0 && l.PerPacket > 0 {
		facts("outage.drain", "span", w.Span(max(time.Second, l.PerPacket*time.Duration(b.Pending))))
	}
	return m
}

// timeLeft is how long until a limit of time stops new cases, and how long that limit
// is; false where none is set.
func timeLeft(s enrol.Stops, b enrol.Backlog, now time.Time) (left, most time.Duration, ok bool) {
	if s.MaxAge > 0 && !b.Oldest.IsZero() {
		left, most, ok = s.MaxAge-now.Sub(b.Oldest), s.MaxAge, true
	}
	if s.MaxSinceSync > 0 && !b.LastSync.IsZero() {
		if d := s.MaxSinceSync - now.Sub(b.LastSync); !ok || d < left {
			left, most, ok = d, s.MaxSinceSync, true
		}
	}
	return left, most, ok
}
