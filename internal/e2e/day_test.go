package e2e

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// dayKinds are the ways in which cases end in a day, in turn; each by the keyboard only.
var dayKinds = []string{"in-order", "read-back", "retaken", "rejected", "parked", "left"}

// dayLength is how many residents come: a few with every test, a whole day with make days.
func dayLength() int {
	if n, err := strconv.Atoi(os.Getenv("GERAI_DAY")); err == nil && n > 0 {
		return n
	}
	return 2
}

// TestDay serves residents one after the other by the keyboard, each to another end,
// and cuts the power in the middle of a case. It says for how long the window ever kept
// a key waiting, and what the memory did.
func TestDay(t *testing.T) {
	n := dayLength()
	th := newFilmedTheatre(t, 3*time.Minute+time.Duration(n)*25*time.Second)
	for i := range n {
		kind := dayKinds[i%len(dayKinds)]
		th.dayCase(kind, int64(1+i%8))
		if i < len(dayKinds) {
			th.shot(kind)
		}
	}
	th.figures()

	from := th.judged(3, th.scanned(th.nextQR()))
	id := th.gerai.Events()[from].Case
	th.gerai.Kill()
	cut := time.Now()
	th.must(th.gerai.Start(th.ctx))
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	e, at, err := th.gerai.AwaitPhase(th.ctx, "decide", 0)
	th.must(err)
	took := e.At.Sub(cut)
	t.Logf("%v after the power cut the same case is at the same step, log-in by keys included", took.Round(10*time.Millisecond))
	if e.Case != id {
		t.Errorf("case %s after the power cut, want %s", e.Case, id)
	}
	th.shot("after-the-power-cut")
	th.approve(at)
}

// dayCase serves one resident, and answers the event from which the next may come.
func (th *theatre) dayCase(kind string, seed int64) int {
	th.t.Helper()
	at := th.judged(seed, th.scanned(th.nextQR()))
	keys := map[string][]string{"in-order": {"Return"}, "read-back": {"F3", "Return", "Return"}, "rejected": {"F4", "1"},
		"parked": {"F6", "3"}, "left": {"Escape", "Return"}}[kind]
	if kind == "retaken" {
		th.must(th.display.Key(th.ctx, "F5"))
		_, again, err := th.gerai.AwaitPhase(th.ctx, "decide", at+1)
		th.must(err)
		at, keys = again, []string{"Return"}
	}
	for _, k := range keys {
		th.must(th.display.Key(th.ctx, k))
		time.Sleep(150 * time.Millisecond) // a list is answered by a digit that stays alone
	}
	th.show(stage.EmptyScene(1))
	_, at, err := th.gerai.AwaitPhase(th.ctx, "ready", at)
	th.must(err)
	return at
}

// figures says what the day did to the window: from the second on which the lane was open.
func (th *theatre) figures() {
	var longest float64
	var first, last int64
	for _, e := range th.gerai.Events() {
		if e.Stats == nil {
			continue
		}
		longest = max(longest, e.Stats.MainMaxMS)
		if first == 0 {
			first = e.Stats.RSS
		}
		last = e.Stats.RSS
	}
	if longest == 0 {
		th.t.Error("the trace has no sign of the main goroutine's life")
	}
	th.t.Logf("main goroutine: longest wait %.0f ms; memory %d MB at first, %d MB at the end", longest, first>>20, last>>20)
}
