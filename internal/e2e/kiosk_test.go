package e2e

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// The technician of the demonstration's outlet.
const (
	technicianName = "tono"
	technicianPIN  = "864209"
)

// backWithin is how soon after a crash the window has to be there again, and how soon
// after that the half-done case at its step, with the log-in typed.
const backWithin = 5 * time.Second

// TestKiosk kills the window's process in the middle of a case. The counter comes back
// by itself, the same case is at the same step, no key but the technician's ends it, and
// a second start brings it to the front.
func TestKiosk(t *testing.T) {
	th := newTheatre(t, 5*time.Minute)
	var err error
	th.camera, err = stage.NewCamera()
	th.must(err)
	t.Cleanup(func() { th.camera.Close() })
	th.gerai.Camera = th.camera.URL()
	th.gerai.Args = append(th.gerai.Args, "--kiosk")
	began := time.Now()
	th.must(th.gerai.Start(th.ctx))
	within := max(backWithin, 3*time.Since(began)) // a machine on which the first start takes long is slow itself
	th.toReady()
	at := th.judged(1, th.scanned(th.nextQR()))
	before := th.gerai.Events()[at]

	for i, step := range []string{"decide", "decide"} {
		from, killed := th.now(), time.Now()
		th.must(syscall.Kill(th.child(), syscall.SIGKILL))
		_, _, err = th.gerai.Await(th.ctx, th.gerai.Process, "the door again", from, func(e stage.Event) bool {
			return e.Kind == "screen" && e.Phase == "closed" || e.Kind == "phase" && e.Phase == "closed"
		})
		th.must(err)
		door := time.Since(killed)
		th.must(th.display.Focus(th.ctx, stage.WindowTitle))
		th.must(th.display.TypeAt(th.ctx, 0, staffName))
		th.must(th.display.Key(th.ctx, "Return"))
		th.must(th.display.TypeAt(th.ctx, 0, staffPIN))
		th.must(th.display.Key(th.ctx, "Return"))
		at = th.until("the case again", from, func(e stage.Event) bool { return e.Phase == step })
		took := time.Since(killed)
		t.Logf("crash %d: the door after %v, the case at its step after %v", i+1, door.Round(time.Millisecond), took.Round(time.Millisecond))
		if e := th.gerai.Events()[at]; e.Case == "" || e.Case != before.Case {
			t.Errorf("case %q came back as %q", before.Case, e.Case)
		}
		if door > within || took-door > within {
			t.Errorf("the door after %v, the case after another %v; want %v each", door, took-door, within)
		}
		th.shot(fmt.Sprintf("back-%d", i+1))
	}

	for _, key := range []string{"alt+F4", "Escape", "Escape", "Escape"} {
		th.must(th.display.Key(th.ctx, key))
	}
	th.must(stage.Settle(th.ctx))
	select {
	case <-th.gerai.Done():
		t.Fatal("a key ended the kiosk: ", th.gerai.Output())
	default:
	}
	th.shot("not-ended")
	th.second()
	th.technicianEnds()
}

// technicianEnds closes the kiosk as the settings offer it: not with the PIN of staff,
// but with the technician's, and then it stays closed.
func (th *theatre) technicianEnds() {
	th.t.Helper()
	th.must(th.display.Focus(th.ctx, stage.WindowTitle))
	for _, key := range []string{"F11", "F4"} {
		th.must(th.display.Key(th.ctx, key))
	}
	for _, who := range []string{staffName, staffPIN} {
		th.must(th.display.TypeAt(th.ctx, person, who))
		th.must(th.display.Key(th.ctx, "Return"))
	}
	time.Sleep(2 * time.Second)
	th.shot("staff-may-not")
	select {
	case <-th.gerai.Done():
		th.t.Fatal("staff ended the kiosk")
	default:
	}
	th.must(th.display.Key(th.ctx, "Escape"))
	th.must(th.display.Key(th.ctx, "F4"))
	for _, who := range []string{technicianName, technicianPIN} {
		th.must(th.display.TypeAt(th.ctx, person, who))
		th.must(th.display.Key(th.ctx, "Return"))
	}
	select {
	case <-th.gerai.Done():
	case <-time.After(patience):
		th.shot("technician")
		th.t.Fatal("the technician's PIN does not end the kiosk")
	}
	if err := th.gerai.Err(); err != nil {
		th.t.Errorf("the kiosk ended with %v", err)
	}
}

// second starts the counter again: it ends at once, and well.
func (th *theatre) second() {
	th.t.Helper()
	again := &stage.Gerai{Bin: th.gerai.Bin, Dir: th.gerai.Dir, Camera: th.gerai.Camera, Display: th.display}
	err := again.StartOn(th.ctx, th.display.Env()) // no trace of a window comes
	if err == nil {
		th.t.Fatal("a second window")
	}
	<-again.Done()
	if again.Err() != nil {
		th.t.Errorf("the second start: %v\n%s", again.Err(), again.Output())
	}
}

// child is the process that has the window.
func (th *theatre) child() int {
	th.t.Helper()
	pid := th.gerai.Pid()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	if err != nil || len(strings.Fields(string(raw))) == 0 {
		raw = th.childOfAnyThread(pid)
	}
	fields := strings.Fields(string(raw))
	if len(fields) != 1 {
		th.t.Fatalf("%d children of the supervisor", len(fields))
	}
	child, err := strconv.Atoi(fields[0])
	th.must(err)
	return child
}

// childOfAnyThread looks at every thread: the runtime starts processes from any.
func (th *theatre) childOfAnyThread(pid int) []byte {
	tasks, err := os.ReadDir(fmt.Sprintf("/proc/%d/task", pid))
	th.must(err)
	var out []byte
	for _, task := range tasks {
		raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%s/children", pid, task.Name()))
		if err == nil {
			out = append(out, raw...)
		}
	}
	return out
}
