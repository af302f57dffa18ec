package e2e

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// dayKinds are the ways in which cases come and end in a day, in turn; each by the keyboard
// only: new activations by QR with every ending, one that goes on after it was parked, and
// the four kinds that residents come for without a QR.
var dayKinds = []string{"in-order", "read-back", "retaken", "rejected", "parked", "resumed", "left",
	"reactivated", "changed", "first-card", "card"}

// shortDay is what comes with every test.
var shortDay = []string{"in-order", "rejected", "parked", "resumed", "card"}

// day is who comes: a few with every test, GERAI_DAY residents with make days.
func day() []string {
	n, err := strconv.Atoi(os.Getenv("GERAI_DAY"))
	if err != nil || n < 1 {
		return shortDay
	}
	all := make([]string, n)
	for i := range all {
		all[i] = dayKinds[i%len(dayKinds)]
	}
	return all
}

// TestDay serves residents one after the other by the keyboard, each to another end, with a
// power cut in the middle of the day and of a case. It says for how long the window ever
// kept a key waiting, and what the memory did. In the end every case has ended as it was
// meant to, and the registry has every one that was approved.
func TestDay(t *testing.T) {
	residents := day()
	th := newFilmedTheatre(t, 4*time.Minute+time.Duration(len(residents))*time.Minute)
	for i, kind := range residents {
		if i == len(residents)/2 {
			at := th.approve(th.powerCut(th.judged(3, th.scanned(th.nextQR())), staffName, staffPIN))
			th.nextPlease(at)
		}
		th.dayCase(kind, int64(1+i%8))
		if i < len(dayKinds) {
			th.shot(kind)
		}
	}
	th.figures()
	th.rendererSpread()
	th.ends(residents)
	th.nothingReadable()
}

// nothingReadable looks for every resident in whatever the counter's program has written
// anywhere: databases, backups, papers, settings, its trace, and temporary files. It is
// stopped for it, as by somebody who takes the PC away.
func (th *theatre) nothingReadable() {
	th.t.Helper()
	th.gerai.Kill()
	found, err := stage.Readable(th.gerai.Dir, stage.Entered())
	th.must(err)
	if len(found) > 0 {
		th.t.Errorf("residents can be read in %v", found)
	}
}

// looks is how long staff look at a picture before they say that it will not do: until just
// before the key printed the last one's receipt, and is no retake for a moment.
const looks = 2 * time.Second

// dayCase serves one resident, and answers the event from which the next may come.
func (th *theatre) dayCase(kind string, seed int64) int {
	th.t.Helper()
	if e, typed := errands[kind]; typed {
		return th.errand(e, seed)
	}
	var at int
	if kind == "resumed" {
		at = th.judged(seed, th.resumed())
	} else {
		at = th.judged(seed, th.scanned(th.nextQR()))
	}
	keys := map[string][]string{"in-order": {"Return"}, "read-back": {"F3", "Return", "Return"}, "rejected": {"F4", "1"},
		"parked": {"F6", "3"}, "resumed": {"Return"}, "left": {"Escape", "Return"}}[kind]
	if kind == "retaken" {
		time.Sleep(looks)
		th.must(th.display.Key(th.ctx, "F5"))
		_, again, err := th.gerai.AwaitPhase(th.ctx, "decide", at+1)
		th.must(err)
		at, keys = again, []string{"Return"}
	}
	for _, k := range keys {
		th.must(th.display.Key(th.ctx, k))
		time.Sleep(150 * time.Millisecond) // a list is answered by a digit that stays alone
	}
	return th.nextPlease(at)
}

// nextPlease shows the empty lane, and waits until it is ready.
func (th *theatre) nextPlease(from int) int {
	th.t.Helper()
	th.show(th.person(0))
	_, at, err := th.gerai.AwaitPhase(th.ctx, "ready", from)
	th.must(err)
	return at
}

// resumed takes up the newest parked case from the list.
func (th *theatre) resumed() int {
	th.t.Helper()
	from := th.now()
	th.key("F6", "Return")
	return th.until("the parked case", from, func(e stage.Event) bool { return e.Phase == "selfie" })
}
