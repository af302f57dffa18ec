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

// outageModel is the banner of a line that is away, or of a limit that is near.
type outageModel struct {
	On    bool
	Tone  look.Tone
	Icon  string
	Since string // since when; that a limit is near
	Facts string // how old the queue is, how long it may last, how long it will take
}

// newOutage tells how bad it is. It gets louder when less than a quarter of the way to
// the registry's limits is left; that is said with the line up, too, days before the limit
// stops the lane.
func newOutage(w *words.Words, v lane.View, now time.Time) outageModel {
	l, b := v.Link, v.Backlog
	noticed := l.Since
	if l.Noticed.After(noticed) { // the program has not tried for long
		noticed = l.Noticed
	}
	away := !l.Online && !l.Since.IsZero() && now.Sub(noticed) >= outageAfter
	n := nearStops(v, now)
	if !away && !n.any() {
		return outageModel{}
	}
	m := outageModel{On: true, Tone: look.Warn, Icon: "warning", Since: w.Say("outage.near")}
	if away {
		m.Icon, m.Since = "offline", w.Say("outage.since", "time", w.When(l.Since, now), "span", w.Span(now.Sub(l.Since)))
	}
	if n.time {
		m.Tone = look.Bad
	}
	facts := func(is bool, key string, pairs ...string) {
		if !is {
			return
		}
		if m.Facts != "" {
			m.Facts += "   ·   "
		}
		m.Facts += w.Say(key, pairs...)
	}
	facts(!b.Oldest.IsZero() && (away || n.time || n.room), "outage.oldest", "n", strconv.Itoa(b.Pending), "span", w.Span(now.Sub(b.Oldest)))
	facts(b.Held > 0, "outage.held", "n", strconv.Itoa(b.Held))
	facts(n.timed && (away || n.time), "outage.left", "span", w.Span(max(0, n.left)))
	facts(n.room || away && n.half, "outage.room", "n", strconv.Itoa(max(0, n.rest)))
	facts(n.disk, "outage.disk", "mb", strconv.FormatInt(max(0, v.FreeDisk-v.Stops.MinFreeDisk)>>20, 10))
	facts(away && b.Pending > 0 && l.PerPacket > 0, "outage.drain", "span", w.Span(max(time.Second, l.PerPacket*time.Duration(b.Pending))))
	return m
}

// near is how far the registry's limits are, and which of them are near.
type near struct {
	timed bool // a limit of time is set
	left  time.Duration
	rest  int  // cases that there is room for
	half  bool // half of the room is taken

	time, room, disk bool // is near
}

func (n near) any() bool { return n.time || n.room || n.disk }

// nearStops: a limit is near with a quarter of its way left, the disk's with as much room
// left as the limit keeps free.
func nearStops(v lane.View, now time.Time) near {
	var n near
	var most time.Duration
	n.left, most, n.timed = timeLeft(v.Stops, v.Backlog, now)
	n.time = n.timed && n.left <= most/4
	if most, takes := v.Stops.MaxPending, v.Backlog.Waiting(); most > 0 {
		n.rest, n.half, n.room = most-takes, takes*2 > most, takes*4 >= most*3
	}
	n.disk = v.Stops.MinFreeDisk > 0 && v.FreeDisk >= 0 && v.FreeDisk < 2*v.Stops.MinFreeDisk
	return n
}

// timeLeft is how long until a limit of time stops new cases, and how long that limit
// is; false where none is set.
func timeLeft(s enrol.Stops, b enrol.Backlog, now time.Time) (left, most time.Duration, ok bool) {
	if s.MaxAge > 0 && !b.Oldest.IsZero() {
		left, most, ok = s.MaxAge-now.Sub(b.Oldest), s.MaxAge, true
	}
	if s.MaxSinceSync > 0 && !b.Synced().IsZero() {
		if d := s.MaxSinceSync - now.Sub(b.Synced()); !ok || d < left {
			left, most, ok = d, s.MaxSinceSync, true
		}
	}
	return left, most, ok
}
