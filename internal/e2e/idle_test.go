package e2e

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// lockAfter is the time without a hand on anything in TestIdleLock: longer than a case
// takes to its verdict.
const lockAfter = "20s"

// TestIdleLock leaves a half-done case alone: the window warns, locks, takes no decision
// from a key, and shows the same case at the same step to its owner.
func TestIdleLock(t *testing.T) {
	th := newTheatre(t, 3*time.Minute)
	th.configure(`idle_lock = "` + lockAfter + `"`)
	var err error
	th.camera, err = stage.NewCamera()
	th.must(err)
	t.Cleanup(func() { th.camera.Close() })
	th.gerai.Camera = th.camera.URL()
	th.enter()
	qr := th.nextQR()
	th.must(th.display.Key(th.ctx, "shift"))
	at := th.judged(1, th.scanned(qr))
	id := th.gerai.Events()[at].Case
	at = th.until("the lock", at, func(e stage.Event) bool { return e.Locked })
	th.shot("locked")
	th.must(th.display.Key(th.ctx, "Return"))
	th.must(th.display.Key(th.ctx, "F4"))
	th.must(th.display.TypeAt(th.ctx, person, "1"))
	th.must(th.display.Key(th.ctx, "Return")) // a PIN of one digit
	time.Sleep(time.Second)
	th.shot("nobody-gets-in")
	for _, e := range th.gerai.Events()[at:] {
		if e.Kind == "phase" && (!e.Locked || e.Case != id || e.Phase != "decide") {
			t.Fatalf("behind the lock: %+v", e)
		}
	}
	th.must(th.display.TypeAt(th.ctx, person, staffPIN))
	th.must(th.display.Key(th.ctx, "Return"))
	at = th.until("the case again", at+1, func(e stage.Event) bool { return !e.Locked })
	if e := th.gerai.Events()[at]; e.Case != id || e.Phase != "decide" {
		t.Fatalf("after the lock: %+v", e)
	}
	th.must(stage.Settle(th.ctx))
	th.shot("case-again")
	th.approve(at)
	th.delivered(1)
}

// configure writes the counter's gerai.toml.
func (th *theatre) configure(toml string) {
	th.t.Helper()
	dir := filepath.Join(th.gerai.Dir, "home", "config", "gerai")
	th.must(os.MkdirAll(dir, 0o700))
	th.must(os.WriteFile(filepath.Join(dir, "gerai.toml"), []byte(toml+"\n"), 0o600))
}
