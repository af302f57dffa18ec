package e2e

import (
	"context"
	"fmt"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/stage"
)

// The technician of the demonstration's outlet.
const (
	technicianName = "tono"
	technicianPIN  = "864209"
)

// TestKiosk kills the window's process in the middle of a case, twice. The counter comes back
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
	th.enter()
	th.crash(th.scanned(th.nextQR()), "selfie")
	th.crash(th.judged(1, th.now()), "decide")

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

// second starts the counter again while another window lies before it: the first comes to the
// front, and the second ends at once, and well.
func (th *theatre) second() {
	th.t.Helper()
	th.otherWindow()
	again := &stage.Gerai{Bin: th.gerai.Bin, Dir: th.gerai.Dir, Camera: th.gerai.Camera, Display: th.display}
	err := again.StartOn(th.ctx, th.display.Env()) // no trace of a window comes
	if err == nil {
		th.t.Fatal("a second window")
	}
	<-again.Done()
	if again.Err() != nil {
		th.t.Errorf("the second start: %v\n%s", again.Err(), again.Output())
	}
	limit, cancel := context.WithTimeout(th.ctx, patience)
	defer cancel()
	for {
		title, err := th.display.Active(limit)
		if err == nil && strings.HasPrefix(title, stage.WindowTitle) && !th.seen(foreign) {
			return
		}
		select {
		case <-limit.Done():
			th.must(fmt.Errorf("the first window stays behind %q, %w", title, err))
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// foreign is the colour of the window that lies before the counter's, which has it nowhere.
var foreign = color.RGBA{0xff, 0x00, 0xff, 0xff}

// otherWindow opens one before the counter's.
func (th *theatre) otherWindow() {
	th.t.Helper()
	const title = "surat"
	c := exec.CommandContext(th.ctx, "display", "-title", title, "-size", "700x500", "xc:#ff00ff")
	c.Env = th.display.Env()
	th.must(c.Start())
	th.t.Cleanup(func() {
		_ = c.Process.Kill()
		_ = c.Wait()
	})
	th.must(th.display.Focus(th.ctx, title))
	if active, err := th.display.Active(th.ctx); err != nil || active != title || !th.seen(foreign) {
		th.t.Fatalf("the other window is not before the counter's, but %q, %v", active, err)
	}
}

// seen tells whether a colour is on the screen.
func (th *theatre) seen(c color.RGBA) bool {
	th.t.Helper()
	th.shot("screen")
	f, err := os.Open(filepath.Join(th.out, fmt.Sprintf("%02d-screen.png", th.shots)))
	th.must(err)
	defer f.Close()
	img, err := png.Decode(f)
	th.must(err)
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if color.RGBAModel.Convert(img.At(x, y)) == color.Color(c) {
				return true
			}
		}
	}
	return false
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
