package e2e

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/drawn/paper"
	"github.com/gerai-ikd/gerai/internal/stage"
)

// TestPapers brings a first card through by the keyboard alone: the papers are photographed from a
// recording of a desk, which is the second camera's; one has two pages. The power is cut in between. The
// registry takes the case in, and no picture lies anywhere on this PC.
func TestPapers(t *testing.T) {
	th := newTheatre(t, 5*time.Minute)
	desk := filepath.Join(th.dir, "desk.avi")
	th.must(stage.Record(th.ctx, desk, stage.DeskScene(1.5), stage.PaperScene(paper.FamilyCard(1), 5),
		stage.DeskScene(1.5), stage.PaperScene(paper.FamilyCard(2), 5)))
	var err error
	th.camera, err = stage.NewCamera()
	th.must(err)
	t.Cleanup(func() { th.camera.Close() })
	th.gerai.Camera, th.gerai.Args = th.camera.URL(), append(th.gerai.Args, "--camera2", desk)
	at := th.enter()

	th.firstCard()
	at = th.until("the papers that lack", at, func(e stage.Event) bool { return e.Problem == string(enrol.CodeDocuments) })
	id := th.gerai.Events()[at].Case
	th.shot("checklist")
	th.key("Return")
	th.until("the desk", at, func(e stage.Event) bool { return e.Phase == "paper" })
	th.shot("desk")
	at = th.page("kk-new", at)
	th.key("F7") // one page more
	at = th.page("kk-new-2", at)
	th.key("Return")
	th.until("the next paper", at, func(e stage.Event) bool { return e.Phase == "paper" })
	th.noPictures()

	th.gerai.Kill()
	th.must(th.gerai.Start(th.ctx))
	th.must(th.gerai.LogIn(th.ctx, staffName, staffPIN))
	at = th.until("the same case", 0, func(e stage.Event) bool { return e.Case != "" && !passing[e.Phase] })
	if e := th.gerai.Events()[at]; e.Phase != "paper" || e.Case != id {
		t.Fatalf("case %s was at the desk, and %s comes up at %q", id, e.Case, e.Phase)
	}
	th.shot("after-the-power-cut")
	at = th.page("akta", at)
	th.key("Return")
	at = th.page("ijazah", at)
	th.key("Return")
	at = th.until("the recording", at, func(e stage.Event) bool { return e.Phase == "blocked" })
	th.shot("recording")
	th.key("F7", "4")
	at = th.readBack(at)
	at = th.until("consent", at, func(e stage.Event) bool { return e.Phase == "consent" })
	th.must(stage.Settle(th.ctx))
	th.must(th.camera.Show(stage.FaceScene(5, 1)))
	th.key("Return")
	at = th.until("the verdict", at, func(e stage.Event) bool { return e.Phase == "decide" })
	th.key("Return")
	th.until("saved", at, func(e stage.Event) bool { return e.Phase == "saved" })
	th.noPictures()
	th.accepted(id)
}

// key presses keys slowly enough for a list that a digit answers.
func (th *theatre) key(keys ...string) {
	th.t.Helper()
	for _, k := range keys {
		th.must(stage.Settle(th.ctx))
		th.must(th.display.Key(th.ctx, k))
		time.Sleep(150 * time.Millisecond)
	}
}

// firstCard types one of the demonstration's residents for a first card.
func (th *theatre) firstCard() {
	th.t.Helper()
	r := stage.DemoResident()
	th.key("F4")
	time.Sleep(time.Second) // a list is read before it is answered
	th.shot("kinds")
	th.key("4")
	time.Sleep(time.Second)
	for _, field := range []string{string(r.NIK), string(r.Email), string(r.Phone)} {
		th.must(th.display.TypeAt(th.ctx, person, field))
		th.shot("typed")
		th.key("Tab")
	}
	th.key("Return")
}

// page waits for the straightened page, which is taken by itself, and looks at it.
func (th *theatre) page(name string, from int) int {
	th.t.Helper()
	at := th.until("page of "+name, from+1, func(e stage.Event) bool { return e.Phase == "page" })
	time.Sleep(time.Second) // as long as staff look at least
	th.shot("page-" + name)
	return at
}

// noPictures fails where a picture lies readable in the counter's folder: the marker of a JPEG or a PNG,
// at the beginning of a file or within one.
func (th *theatre) noPictures() {
	th.t.Helper()
	markers := [][]byte{{0xFF, 0xD8, 0xFF, 0xDB, 0x00, 0x84}, {0xFF, 0xD8, 0xFF, 0xE0, 0x00, 0x10, 'J', 'F', 'I', 'F'}, []byte("\x89PNG\r\n\x1a\n")}
	files := 0
	err := filepath.WalkDir(th.gerai.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		files++
		for _, m := range markers {
			if bytes.Contains(content, m) {
				th.t.Errorf("%s holds a picture", filepath.Base(path))
			}
		}
		return err
	})
	th.must(err)
	if files == 0 {
		th.t.Error("the counter's folder is empty")
	}
}

// accepted waits until the registry has taken a case in.
func (th *theatre) accepted(id string) {
	th.t.Helper()
	for range 100 {
		items, err := th.gerai.Queue(th.ctx)
		th.must(err)
		for _, it := range items {
			if it.ID == id && it.Answer == enrol.AnswerAccepted {
				th.t.Logf("accepted")
				return
			}
			if it.ID == id && it.Answer == enrol.AnswerRefused {
				th.t.Fatalf("refused: %s", it.Code)
			}
		}
		time.Sleep(200 * time.Millisecond)
	}
	th.t.Fatal("never accepted")
}
