package e2e

import (
	"cmp"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/drawn/paper"
	"github.com/gerai-ikd/gerai/internal/stage"
)

// crashBar is how soon after a crash the half-done case is at its step again, the log-in
// typed included: counted from the kill.
const crashBar = 5 * time.Second

// crash kills the window's process of a kiosk at the event numbered at, which is of a phase, and
// logs in again: the same case is at the same step. It answers that event's number.
func (th *theatre) crash(at int, phase string) int {
	th.t.Helper()
	before, from := th.gerai.Events()[at], th.now()
	child, killed := th.child(), time.Now()
	th.must(syscall.Kill(child, syscall.SIGKILL))
	_, _, err := th.gerai.Await(th.ctx, th.gerai.Process, "the door again", from, func(e stage.Event) bool {
		return (e.Kind == "screen" || e.Kind == "phase") && e.Phase == "closed"
	})
	th.must(err)
	door := time.Since(killed)
	th.must(th.display.Focus(th.ctx, stage.WindowTitle))
	for _, who := range []string{staffName, staffPIN} {
		th.must(th.display.TypeAt(th.ctx, 0, who))
		th.must(th.display.Key(th.ctx, "Return"))
	}
	at = th.until("the case again", from, func(e stage.Event) bool { return e.Case != "" && !passing[e.Phase] })
	after := th.gerai.Events()[at]
	th.crashTook(phase, after.At.Sub(killed), door)
	if after.Case != before.Case || after.Phase != phase {
		th.t.Errorf("case %q at %q came back as %q at %q", before.Case, phase, after.Case, after.Phase)
	}
	th.shot("back-at-" + phase)
	return at
}

// passing are phases that a case goes through without anybody.
var passing = map[string]bool{"checking": true, "comparing": true}

// crashTook says how long a case was away. A time is no matter of right or wrong but where it is
// what is asked for.
func (th *theatre) crashTook(phase string, took, door time.Duration) {
	th.t.Helper()
	th.t.Logf("BAR crash at %s: %.1f s (limit %.0f; the door after %.1f)", phase, took.Seconds(), crashBar.Seconds(), door.Seconds())
	if took > crashBar && os.Getenv("GERAI_BARS") != "" {
		th.t.Errorf("the case is at its step %v after the crash", took)
	}
}

// TestCrashBeforeTheCamera kills the window's process while a paper lies under the desk's camera, with
// one page of it kept: the same paper is in hand again, and goes on with its second page. At a counter that
// compares faces the same is so with the card of somebody without a template.
func TestCrashBeforeTheCamera(t *testing.T) {
	th := newTheatre(t, 6*time.Minute)
	var err error
	th.camera, err = stage.NewCamera()
	th.must(err)
	t.Cleanup(func() { th.camera.Close() })
	desk, err := stage.NewCamera()
	th.must(err)
	t.Cleanup(desk.Close)
	th.must(desk.Show(stage.DeskScene(1)))
	th.gerai.Camera, th.gerai.Models = th.camera.URL(), models(t)
	th.gerai.Args = append(th.gerai.Args, "--kiosk", "--camera2", desk.URL())
	at := th.enter()

	th.firstCard()
	at = th.until("the papers that lack", at, func(e stage.Event) bool { return e.Problem == string(enrol.CodeDocuments) })
	th.key("Return")
	at = th.until("the desk", at, func(e stage.Event) bool { return e.Phase == "paper" })
	th.must(desk.Show(stage.PaperScene(paper.FamilyCard(1), 1)))
	at = th.page("kept", at)
	th.must(desk.Show(stage.DeskScene(1)))
	th.key("F7") // one page more
	at = th.until("the desk for its second page", at, func(e stage.Event) bool { return e.Phase == "paper" })
	at = th.crash(at, "paper")
	th.must(desk.Show(stage.PaperScene(paper.FamilyCard(2), 1)))
	at = th.page("second", at)
	th.key("Return", "F8", "F8") // kept; the others were seen by staff
	at = th.until("the recording", at, func(e stage.Event) bool { return e.Phase == "blocked" })
	th.key("F7", "4")
	at = th.until("what was typed is read back", at, func(e stage.Event) bool { return e.Phase == "contact" })
	th.key("Return")
	at = th.until("consent", at, func(e stage.Event) bool { return e.Phase == "consent" })
	th.key("Return")
	at = th.judged(5, at)
	if th.gerai.Models == "" {
		t.Log("no face models here: the crash before the card is played by the lane's own tests alone")
	} else {
		th.key("F7")
		at = th.until("the card", at, func(e stage.Event) bool { return e.Phase == "card" })
		th.crash(at, "card")
		from := th.now()
		th.key("F8") // compared by eye
		at = th.until("the verdict again", from, func(e stage.Event) bool { return e.Phase == "decide" })
	}
	th.approve(at)
}

// models is a folder of face models: GERAI_MODELS, the one beside the project, or the user's own; "": none.
func models(t *testing.T) string {
	t.Helper()
	beside := filepath.Join(moduleRoot(t), "..", "shared", "models")
	if _, err := os.Stat(filepath.Join(beside, "models.toml")); err != nil {
		beside = ""
	}
	return cmp.Or(os.Getenv("GERAI_MODELS"), beside, stage.UserModels())
}
