package e2e

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// residentTitle is what the resident's window is called.
const residentTitle = "Layar penduduk"

// TestSecondScreen: the resident's window fills the second monitor by itself, goes when
// that is unplugged, comes back with it, and takes no keys away from staff.
func TestSecondScreen(t *testing.T) {
	th := newTheatre(t, 3*time.Minute)
	two, err := stage.NewTwoScreens(th.ctx)
	th.must(err)
	t.Cleanup(two.Close)
	th.gerai.Display, th.display = two, two
	at := th.idle()
	th.spread(true)
	th.shot("two-screens")
	th.must(two.PlugSecond(th.ctx, false))
	th.spread(false)
	th.must(two.Key(th.ctx, "Next"))
	th.shot("one-screen-corner")
	th.must(two.PlugSecond(th.ctx, true))
	th.spread(true)

	qr := th.nextQR()
	path := filepath.Join(th.dir, "qr.png")
	th.must(writePicture(path, qr))
	th.must(two.Focus(th.ctx, residentTitle)) // the keys are the operator's window's
	th.must(two.Key(th.ctx, "F8"))
	th.must(two.TypeAt(th.ctx, person, path))
	th.must(two.Key(th.ctx, "Return"))
	_, _, err = th.await("a case by the keys", at, func(e stage.Event) bool { return e.Phase == "selfie" })
	th.must(err)
	th.shot("two-screens-selfie")
}

// spread waits until the resident's window fills the second monitor, or is gone.
func (th *theatre) spread(want bool) {
	th.t.Helper()
	ctx, cancel := context.WithTimeout(th.ctx, 20*time.Second)
	defer cancel()
	for {
		x, y, w, h, err := th.display.Place(ctx, residentTitle)
		filled := err == nil && x == stage.FirstWide && y == 0 && w == stage.SecondWide && h == stage.SecondHigh
		if want && filled || !want && err != nil && ctx.Err() == nil {
			return
		}
		select {
		case <-ctx.Done():
			th.shot("failed")
			th.t.Fatalf("the resident's window is %dx%d at %d,%d (%v), want it on the second screen: %v", w, h, x, y, err, want)
		case <-time.After(200 * time.Millisecond):
		}
	}
}
