package e2e

import (
	"os"
	"slices"
)

// blockBar is the longest that the window may keep a key waiting in a day, in
// milliseconds.
const blockBar = 50

// figures says what a life of the window did to its main goroutine and to memory: until
// the door was open, and from then on, which is when people press keys.
//
// A block is measured from look to look at the keyboard, so whatever the main goroutine
// did in between is in it, painting and the swap of buffers by a software renderer as
// well, and the time in which the processors worked for others. What the thread itself
// worked, and how long work handed to it had to wait, is said apart.
func (th *theatre) figures() {
	th.t.Helper()
	var start, longest, handed, worked float64
	var waits []float64
	var first, last int64
	for _, e := range th.gerai.Events() {
		switch {
		case e.Stats == nil:
		case e.Kind == "open":
			start = e.Stats.MainMaxMS
		default:
			waits = append(waits, e.Stats.MainMaxMS)
			longest, handed, worked = max(longest, e.Stats.MainMaxMS), max(handed, e.Stats.HandedMax), max(worked, e.Stats.MainCPUMS)
			if first == 0 {
				first = e.Stats.RSS
			}
			last = e.Stats.RSS
		}
	}
	if start == 0 || longest == 0 {
		th.t.Error("the trace has no sign of the main goroutine's life")
		return
	}
	slices.Sort(waits)
	over := len(waits) - slices.IndexFunc(append(waits, blockBar+1e9), func(ms float64) bool { return ms > blockBar })
	th.t.Logf("BAR longest block of the window: %.0f ms since the door is open (limit %d ms; %d of %d seconds had one above it, half stayed below %.0f ms, nine in ten below %.0f; the thread itself worked %.0f ms at most, what was handed to it waited %.0f), %.0f ms before that",
		longest, blockBar, max(0, over), len(waits), waits[len(waits)/2], waits[len(waits)*9/10], worked, handed, start)
	if longest > blockBar && os.Getenv("GERAI_BARS") != "" { // a time is no matter of right or wrong but where it is what is asked for
		th.t.Errorf("a key had to wait for %.0f ms", longest)
	}
	th.t.Logf("memory %d MB at first, %d MB at the end", first>>20, last>>20)
}
