package scanner

import "time"

// clock keeps a frame within its time. It learns what each pass costs on this
// machine, so that one that would not end in time is not begun.
type clock struct {
	start, entered time.Time
	deadline       time.Time // zero for patient scanning
	cost           [passCount]time.Duration
	owed           int // pass to begin the next frame with, plus one
	sequence       [passCount]int
	insisted       int
	reads          int
}

// slack is kept free at the end for what cannot be broken off.
const slack = 6 * time.Millisecond

func (c *clock) begin(o Options) {
	c.start = time.Now()
	c.deadline = time.Time{}
	c.insisted, c.reads = 0, 0
	if !o.Patient {
		c.deadline = c.start.Add(o.Budget - min(slack, o.Budget/4))
	}
}

func (c *clock) spent() time.Duration { return time.Since(c.start) }

// late says that the frame's time is used up.
func (c *clock) late() bool { return !c.deadline.IsZero() && time.Now().After(c.deadline) }

// order is that of the ladder; what is cheap in a small picture differs. What
// was left out last time comes first.
func (c *clock) order(small bool) []int {
	ladder := [passCount]int{0, 1, 2, 3, 4}
	if small {
		ladder = [passCount]int{1, 2, 0, 3, 4}
	}
	out := c.sequence[:0]
	if c.owed > 0 {
		out = append(out, c.owed-1)
	}
	for _, i := range ladder {
		if i != c.owed-1 {
			out = append(out, i)
		}
	}
	c.owed = 0
	return out
}

// fits says whether a pass will end in time by what it cost before. The first
// pass of a frame always runs.
func (c *clock) fits(i int) bool {
	return c.deadline.IsZero() || c.insistedFirst() || time.Now().Add(c.cost[i]).Before(c.deadline)
}

// insistedFirst is true as long as no pass was run on this frame.
func (c *clock) insistedFirst() bool { return c.entered.Before(c.start) }

// owe notes the first pass that did not fit.
func (c *clock) owe(i int) {
	if c.owed == 0 {
		c.owed = i + 1
	}
}

func (c *clock) enter() { c.entered = time.Now() }

// leave learns the cost: at once when it rises, slowly when it falls.
func (c *clock) leave(i int) {
	took := time.Since(c.entered)
	if took > c.cost[i] {
		c.cost[i] = took
	} else {
		c.cost[i] -= (c.cost[i] - took) / 4
	}
}

// maxReads is how many grids are sampled and decoded in a frame.
const maxReads = 12

// mayRead counts the grids that are decoded.
func (c *clock) mayRead() bool {
	c.reads++
	return c.reads <= maxReads && (c.reads == 1 || !c.late())
}

// insist says whether one more costly look at a doubtless code is in order.
func (c *clock) insist() bool {
	c.insisted++
	return c.insisted <= 3 || (c.deadline.IsZero() && c.insisted <= 8)
}
