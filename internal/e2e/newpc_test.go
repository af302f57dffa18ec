package e2e

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// TestNewPC makes a PC known that no registry knows, by the keyboard in its window: a mistyped code is said and
// put right, the counter opens anew by itself, and staff log in with what the first sync has brought.
func TestNewPC(t *testing.T) {
	th := newTheatre(t, 3*time.Minute)
	out, err := th.pusat.Says(th.ctx, "enrol-device", "--outlet", "demo")
	th.must(err)
	code := strings.TrimSpace(out)
	th.gerai.Dir = filepath.Join(th.dir, "new-pc")
	th.must(os.MkdirAll(th.gerai.Dir, 0o700))
	th.gerai.Camera = "demo:"
	th.must(th.gerai.Start(th.ctx))
	isOpen := func(e stage.Event) bool { return e.Kind == "open" }
	_, at, err := th.gerai.Await(th.ctx, th.gerai.Process, "the door", 0, isOpen)
	th.must(err)
	th.shot("unknown")
	th.must(th.display.Key(th.ctx, "F8"))
	th.must(th.display.TypeAt(th.ctx, person, th.pusat.Devices))
	th.must(th.display.Key(th.ctx, "Return"))
	typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
	th.must(th.display.TypeAt(th.ctx, person, typed[:len(typed)-1]))
	th.must(th.display.Key(th.ctx, "Return"))
	th.shot("mistyped")
	th.must(th.display.TypeAt(th.ctx, person, typed[len(typed)-1:]))
	th.must(th.display.Key(th.ctx, "Return"))
	th.shot("asked")
	_, _, err = th.gerai.Await(th.ctx, th.gerai.Process, "the door of a counter that is known", at+1, isOpen)
	th.must(err)
	th.must(th.display.Focus(th.ctx, stage.WindowTitle))
	th.must(th.gerai.AwaitNow(th.ctx, th.gerai.Process, "the registry's settings", func(e stage.Event) bool { return e.Outlet }))
	th.shot("known")
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	th.must(th.gerai.AwaitNow(th.ctx, th.gerai.Process, "ready and online", func(e stage.Event) bool { return e.Phase == "ready" && e.Online }))
	th.shot("ready")
	if said := strings.ToLower(th.gerai.Output()); strings.Contains(said, typed) || strings.Contains(said, strings.ToLower(code)) {
		t.Error("the code is in the log")
	}
}
