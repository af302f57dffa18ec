package e2e

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
	"github.com/gerai-ikd/gerai/internal/training"
)

// TestPracticeByKey goes from the counter's door to the training and back by F7: the
// counter is as it was, and knows nothing of the training.
func TestPracticeByKey(t *testing.T) {
	th := newTheatre(t, 8*time.Minute)
	var err error
	th.camera, err = stage.NewCamera()
	th.must(err)
	t.Cleanup(func() { th.camera.Close() })
	th.gerai.Camera = th.camera.URL()
	th.must(th.gerai.Start(th.ctx))
	from := th.swap(0)
	th.shot("training")
	th.must(th.gerai.LogIn(th.ctx, training.StaffID, training.PIN))
	_, _, err = th.gerai.AwaitPhase(th.ctx, "selfie", from) // the first invented resident has come by herself
	th.must(err)
	th.shot("practice")
	th.logOut()
	th.swap(from)
	th.shot("counter-again")
	from = th.now()
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	th.until("ready and online", from-1, func(e stage.Event) bool { return e.Phase == "ready" && e.Online })
	items, err := th.gerai.Queue(th.ctx)
	th.must(err)
	if len(items) != 0 {
		t.Errorf("%d cases in the counter's books", len(items))
	}
}

// swap presses F7 at the door that event number from or a later one has opened, and answers
// the event that opens the other one's.
func (th *theatre) swap(from int) int {
	th.t.Helper()
	open := func(e stage.Event) bool { return e.Kind == "open" }
	_, at, err := th.gerai.Await(th.ctx, th.gerai.Process, "the door", from, open)
	th.must(err)
	th.must(th.display.Key(th.ctx, "F7"))
	_, at, err = th.gerai.Await(th.ctx, th.gerai.Process, "the other door", at+1, open)
	th.must(err)
	th.must(th.display.Focus(th.ctx, stage.WindowTitle))
	return at
}
