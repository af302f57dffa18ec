package e2e

import (
	"os"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
	"github.com/gerai-ikd/gerai/internal/steal"
)

// blockBar is the longest that the window may keep a key waiting in a day, in
// milliseconds.
const blockBar = 50

// watchProcessors has it told when a processor of this machine stood still, where that is
// allowed.
func (th *theatre) watchProcessors() {
	th.t.Helper()
	w, err := steal.Start()
	if err != nil {
		th.t.Logf("SKIP: it is not known when this machine's processors stood still: %v", err)
		return
	}
	th.steal = w
	th.t.Cleanup(w.Stop)
}

// figures says what a life of the window did to its main goroutine and to memory: until
// the door was open, and from then on, which is when people press keys.
//
// A block is measured from look to look at the keyboard, so whatever the main goroutine
// did in between is in it, painting and the swap of buffers by a software renderer as
// well, and the time in which the processors worked for others. What the thread itself
// worked, and how long work handed to it had to wait, is said apart. So is what is left
// of each block without the time in which a processor stood still, which no program can
// help; against the bar is held the whole.
func (th *theatre) figures() {
	th.t.Helper()
	var start float64
	var seconds []*stage.Stats
	for _, e := range th.gerai.Events() {
		switch {
		case e.Stats == nil:
		case e.Kind == "open":
			start = e.Stats.MainMaxMS
		default:
			seconds = append(seconds, e.Stats)
		}
	}
	if start == 0 || len(seconds) == 0 {
		th.t.Error("the trace has no sign of the main goroutine's life")
		return
	}
	var handed, worked float64
	for _, s := range seconds {
		handed, worked = max(handed, s.HandedMax), max(worked, s.MainCPUMS)
	}
	with := newWaits(seconds, func(s *stage.Stats) float64 { return s.MainMaxMS })
	th.t.Logf("BAR longest block of the window: %.0f ms since the door is open (limit %d ms; %d of %d seconds had one above it, half stayed below %.0f ms, nine in ten below %.0f; the thread itself worked %.0f ms at most, what was handed to it waited %.0f), %.0f ms before that",
		with.longest(), blockBar, with.over(), len(with), with[len(with)/2], with[len(with)*9/10], worked, handed, start)
	if th.steal != nil {
		own := newWaits(seconds, th.ownBlock)
		th.t.Logf("longest block without the time in which a processor of this machine stood still: at most %.0f ms (%d of %d seconds had one above %d, half stayed below %.0f ms, nine in ten below %.0f)",
			own.longest(), own.over(), len(own), blockBar, own[len(own)/2], own[len(own)*9/10])
	}
	if ms := with.longest(); ms > blockBar && os.Getenv("GERAI_BARS") != "" { // a time is no matter of right or wrong but where it is what is asked for
		th.t.Errorf("a key had to wait for %.0f ms", ms)
	}
	th.t.Logf("memory %d MB at first, %d MB at the end", seconds[0].RSS>>20, seconds[len(seconds)-1].RSS>>20)
}

// ownBlock is at most the longest block of a second without the time in which a processor stood still, in
// milliseconds. Of two processors it leaves out the one that stood still longest, not both.
func (th *theatre) ownBlock(s *stage.Stats) float64 {
	const listed = 30 // milliseconds: of shorter ones it is not known when they were
	longest := min(s.MainMaxMS, listed)
	for _, b := range s.Blocks {
		th.must(th.steal.Await(th.ctx, b.Until))
		from := b.Until.Add(-time.Duration(b.MS * float64(time.Millisecond)))
		longest = max(longest, b.MS-float64(th.steal.Within(from, b.Until).Microseconds())/1000)
	}
	return longest
}

// waits are the longest blocks of seconds, the shortest first, in milliseconds.
type waits []float64

func newWaits(seconds []*stage.Stats, of func(*stage.Stats) float64) waits {
	w := make(waits, len(seconds))
	for i, s := range seconds {
		w[i] = of(s)
	}
	slices.Sort(w)
	return w
}

func (w waits) longest() float64 { return w[len(w)-1] }

// over is how many are above the bar.
func (w waits) over() int {
	n := 0
	for _, ms := range w {
		if ms > blockBar {
			n++
		}
	}
	return n
}
