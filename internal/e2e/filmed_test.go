package e2e

import (
	"cmp"
	"context"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/stage"
)

// patience is how long a step of a play may take: it is no bar, and a machine that others
// use too must not fail a play that goes well.
const patience = 90 * time.Second

// newFilmedTheatre is a theatre with a network camera whose picture the test changes:
// the window is open, staff are logged in, and the registry has been heard.
func newFilmedTheatre(t *testing.T, limit time.Duration) *theatre {
	t.Helper()
	th := newTheatre(t, limit)
	var err error
	th.camera, err = stage.NewCamera()
	th.must(err)
	t.Cleanup(func() { th.camera.Close() })
	th.gerai.Camera = th.camera.URL()
	th.watchProcessors()
	th.enter()
	return th
}

// enter opens the window and logs in; answers the event from which the lane is ready.
func (th *theatre) enter() int {
	th.t.Helper()
	th.must(th.gerai.Start(th.ctx))
	return th.toReady()
}

// toReady logs in at the open door; answers the event from which the lane is ready.
func (th *theatre) toReady() int {
	th.t.Helper()
	th.heard()
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	_, at, err := th.gerai.Await(th.ctx, th.gerai.Process, "ready and online", 0, func(e stage.Event) bool {
		return e.Kind == "phase" && e.Phase == "ready" && e.Online
	})
	th.must(err)
	return at
}

// heard waits at the door until the registry's books are there: a counter that was just
// enrolled knows nobody before, and calls every PIN wrong.
func (th *theatre) heard() {
	th.t.Helper()
	limit, cancel := context.WithTimeout(th.ctx, cmp.Or(th.patience, patience))
	defer cancel()
	_, err := th.gerai.AwaitEvent(limit, "the registry at the door", func(e stage.Event) bool { return e.Kind == "phase" && e.Outlet })
	th.must(err)
}

// show changes the camera's picture, and waits until it is sent.
func (th *theatre) show(s stage.Scene) {
	th.t.Helper()
	th.must(th.camera.Show(s))
	th.must(th.camera.Wait(th.ctx))
}

// person is somebody before the camera, 0 the empty lane: drawn once, because drawing takes
// processors from the window.
func (th *theatre) person(seed int64) stage.Scene {
	s, ok := th.drawn[seed]
	switch {
	case ok:
		return s
	case seed == 0:
		s = stage.EmptyScene(1)
	default:
		s = stage.FaceScene(seed, 1)
	}
	if th.drawn == nil {
		th.drawn = map[int64]stage.Scene{}
	}
	th.drawn[seed] = s
	return s
}

// showQR holds a phone with this QR to the camera.
func (th *theatre) showQR(text string) {
	th.t.Helper()
	s, err := stage.PhoneGlance(text)
	th.must(err)
	th.show(s)
}

// nextQR registers one more of the demonstration's residents.
func (th *theatre) nextQR() string {
	th.t.Helper()
	qr, err := th.pusat.NextQR(th.ctx)
	th.must(err)
	return qr
}

// now is the number of the next event.
func (th *theatre) now() int { return len(th.gerai.Events()) }

// until waits for an event of a phase, with patience.
func (th *theatre) until(what string, from int, f func(stage.Event) bool) int {
	th.t.Helper()
	limit, cancel := context.WithTimeout(th.ctx, cmp.Or(th.patience, patience))
	defer cancel()
	_, at, err := th.gerai.Await(limit, th.gerai.Process, what, from, func(e stage.Event) bool {
		return e.Kind == "phase" && f(e)
	})
	th.must(err)
	return at
}

// online waits until the counter knows that the registry answers.
func (th *theatre) online(from int) {
	th.t.Helper()
	limit, cancel := context.WithTimeout(th.ctx, cmp.Or(th.patience, patience))
	defer cancel()
	_, _, err := th.gerai.Await(limit, th.gerai.Process, "the counter online", from, func(e stage.Event) bool { return e.Online })
	th.must(err)
}

// refused waits until the window names a problem.
func (th *theatre) refused(code enrol.Code, from int) int {
	th.t.Helper()
	return th.until(string(code), from, func(e stage.Event) bool { return e.Problem == string(code) })
}

// told waits until the window says a sentence about a live picture.
func (th *theatre) told(key string, from int) int {
	th.t.Helper()
	return th.until(key, from, func(e stage.Event) bool { return e.Prompt == key && e.Camera == string(enrol.CameraLive) })
}

// scanned shows a QR and waits until its case wants a selfie.
func (th *theatre) scanned(qr string) int {
	th.t.Helper()
	from := th.now()
	th.showQR(qr)
	return th.until("selfie", from, func(e stage.Event) bool { return e.Phase == "selfie" })
}

// judged shows a face and waits for the verdict.
func (th *theatre) judged(seed int64, from int) int {
	th.t.Helper()
	th.show(th.person(seed))
	limit, cancel := context.WithTimeout(th.ctx, cmp.Or(th.patience, patience))
	defer cancel()
	_, at, err := th.gerai.AwaitPhase(limit, "decide", from)
	th.must(err)
	return at
}
