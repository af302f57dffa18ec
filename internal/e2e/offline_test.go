package e2e

import (
	"fmt"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// offlineResidents come while the registry is away.
const offlineResidents = 6

// TestOfflineDay serves residents who registered in the morning while the registry is
// away, cuts the power in the middle, and finds everything delivered once when it is
// back. By the keyboard alone.
func TestOfflineDay(t *testing.T) {
	th := newFilmedTheatre(t, 6*time.Minute)
	th.cut = true // a receipt may be on its way when the registry goes
	var codes []string
	for range offlineResidents {
		codes = append(codes, th.nextQR())
	}
	th.pusat.Kill()
	for i, qr := range codes {
		at := th.judged(int64(1+i), th.scanned(qr))
		if i == offlineResidents/2 {
			at = th.powerCut(at, staffName, staffPIN)
		}
		th.must(th.display.Key(th.ctx, "Return"))
		th.until("saved", at, func(e stage.Event) bool { return e.Phase == "saved" })
		th.pending(i+1, false)
		if i == 0 {
			th.shot("queued-offline")
		}
		th.show(th.person(0))
		_, _, err := th.gerai.AwaitPhase(th.ctx, "ready", at)
		th.must(err)
	}
	th.must(th.gerai.OpenQueue(th.ctx, offlineResidents))
	th.shot("queue")
	th.must(th.display.Key(th.ctx, "F2"))
	th.shot("line")
	th.must(th.pusat.Start(th.ctx))
	th.must(th.display.Key(th.ctx, "Return")) // try now
	th.must(th.gerai.AwaitNow(th.ctx, th.gerai.Process, "nothing pending", func(e stage.Event) bool { return e.Pending == 0 && e.Online }))
	th.shot("line-again")
	th.must(th.display.Key(th.ctx, "F9")) // to the lane
	th.must(stage.Settle(th.ctx))
	th.delivered(offlineResidents)
	th.lettersOnce(offlineResidents)
	th.figures()
}

// powerCut kills the counter at a verdict, starts it and logs in somebody: the same case waits at
// the same step. It answers that event's number.
func (th *theatre) powerCut(at int, name, pin string) int {
	th.t.Helper()
	id := th.gerai.Events()[at].Case
	th.figures() // of this life
	th.gerai.Kill()
	cut := time.Now()
	th.must(th.gerai.Start(th.ctx))
	th.must(th.gerai.LogIn(th.ctx, name, pin))
	e, at, err := th.gerai.AwaitPhase(th.ctx, "decide", 0)
	th.must(err)
	th.t.Logf("%v after the power cut the same case is at the same step, log-in by keys included", e.At.Sub(cut).Round(10*time.Millisecond))
	if e.Case != id {
		th.must(fmt.Errorf("case %s after the power cut, want %s", e.Case, id))
	}
	th.shot("after-the-power-cut")
	return at
}
