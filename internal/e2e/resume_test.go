package e2e

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// TestResumedCaseOutlivesAPowerCut parks a case, has somebody else take it up from the list, and kills the
// counter at the verdict: the case comes up for who took it, at its step, and is delivered once.
func TestResumedCaseOutlivesAPowerCut(t *testing.T) {
	th := newTheatre(t, 4*time.Minute)
	var err error
	th.camera, err = stage.NewCamera()
	th.must(err)
	t.Cleanup(func() { th.camera.Close() })
	th.gerai.Camera = th.camera.URL()
	th.enter()
	th.dayCase("parked", 1)
	th.logOut()
	from := th.now()
	for _, text := range []string{supervisorName, supervisorPIN} {
		th.must(th.display.TypeAt(th.ctx, person, text))
		th.must(th.display.Key(th.ctx, "Return"))
	}
	_, _, err = th.gerai.AwaitPhase(th.ctx, "ready", from)
	th.must(err)
	at := th.judged(1, th.resumed())
	id := th.gerai.Events()[at].Case
	th.shot("taken-up-by-another")

	th.gerai.Kill()
	cut := time.Now()
	th.must(th.gerai.Start(th.ctx))
	th.must(th.gerai.LogIn(th.ctx, supervisorName, supervisorPIN))
	e, at, err := th.gerai.AwaitPhase(th.ctx, "decide", 0)
	th.must(err)
	th.t.Logf("%v after the power cut, log-in by keys included", e.At.Sub(cut).Round(10*time.Millisecond))
	if e.Case != id {
		t.Fatalf("case %s after the power cut, want %s", e.Case, id)
	}
	th.shot("after-the-power-cut")
	th.approve(at)
	th.delivered(1)
}
