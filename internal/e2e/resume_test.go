package e2e

import (
	"testing"
	"time"
)

// TestResumedCaseOutlivesAPowerCut parks a case, has somebody else take it up from the list, and kills the
// counter at the verdict: the case comes up for who took it, at its step, and is delivered once.
func TestResumedCaseOutlivesAPowerCut(t *testing.T) {
	th := newFilmedTheatre(t, 4*time.Minute)
	th.dayCase("parked", 1)
	th.logOut()
	from := th.now()
	for _, text := range []string{supervisorName, supervisorPIN} {
		th.must(th.display.TypeAt(th.ctx, person, text))
		th.must(th.display.Key(th.ctx, "Return"))
	}
	_, _, err := th.gerai.AwaitPhase(th.ctx, "ready", from)
	th.must(err)
	at := th.judged(1, th.resumed())
	th.shot("taken-up-by-another")

	th.approve(th.powerCut(at, supervisorName, supervisorPIN))
	th.delivered(1)
}
