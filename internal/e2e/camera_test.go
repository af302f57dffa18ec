package e2e

import (
	"context"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// TestCameraPage sets the camera up in the real window: another source by key, then back to a lane that
// looks through it after the next start, too.
func TestCameraPage(t *testing.T) {
	th := newTheatre(t, 3*time.Minute)
	th.idle()
	screen := func(key, name string) {
		t.Helper()
		from := len(th.gerai.Events())
		th.must(th.display.Key(th.ctx, key))
		ctx, cancel := context.WithTimeout(th.ctx, 20*time.Second)
		defer cancel()
		_, _, err := th.gerai.Await(ctx, th.gerai.Process, "the screen "+name, from, func(e stage.Event) bool { return e.Kind == name })
		th.must(err)
	}
	screen("End", "cameras")
	th.must(stage.Settle(th.ctx))
	th.shot("camera-page")
	th.must(th.display.Key(th.ctx, "Home", "Down", "Right", "Right")) // the second camera: what follows "none"
	time.Sleep(3 * time.Second)                                       // a test of its picture
	th.shot("camera-page-second")
	screen("End", "lane")
	screen("End", "cameras")
	screen("Escape", "lane")
}
