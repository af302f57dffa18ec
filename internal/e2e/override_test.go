package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/stage"
)

// TestSupervisorsOverride serves a resident whose programme phase is over, by the keyboard alone: the
// supervisor comes to the counter, gives a reason, name and PIN beside who is logged in, and the case goes on.
// The registry's record names both; nobody was logged out.
func TestSupervisorsOverride(t *testing.T) {
	const reason = "surat dinas"
	th := newTheatre(t, 3*time.Minute)
	th.endPhases()
	var err error
	th.camera, err = stage.NewCamera()
	th.must(err)
	t.Cleanup(func() { th.camera.Close() })
	th.gerai.Camera = th.camera.URL()
	from := th.enter()
	th.showQR(th.nextQR())
	at := th.refused(enrol.CodePhase, from)
	id := th.gerai.Events()[at].Case
	th.key("F1")
	th.shot("asked")
	for _, text := range []string{reason, supervisorName, supervisorPIN} {
		th.must(th.display.TypeAt(th.ctx, person, text))
		th.must(th.display.Key(th.ctx, "Return"))
	}
	at = th.until("the case that goes on", at, func(e stage.Event) bool { return e.Phase == "selfie" && e.Case == id })
	th.approve(th.judged(1, at))
	th.accepted(id)
	for _, e := range th.gerai.Events()[from:] {
		if e.Kind == "phase" && (e.Phase == "closed" || e.Locked) {
			t.Errorf("somebody was logged out: %+v", e)
		}
	}
	c := th.kept(id)
	if o := c.Override; c.Operator != staffName || o == nil || o.By != supervisorName || o.Reason != reason || o.Code != enrol.CodePhase {
		t.Errorf("the registry's record says operator %q, override %+v", c.Operator, c.Override)
	}
}

// endPhases closes the programme of the demonstration's outlet for everybody, on the day before yesterday.
func (th *theatre) endPhases() {
	th.t.Helper()
	var b strings.Builder
	b.WriteString("[[outlet]]\nid = \"demo\"\nname = \"Peragaan\"\nregion = \"3276\"\n")
	for _, c := range []enrol.Category{enrol.CategoryASN, enrol.CategoryStudent, enrol.CategoryPublic} {
		fmt.Fprintf(&b, "[[phase]]\ncategory = %q\noutlet = \"demo\"\nfrom = %d-01-01\nuntil = %s\n",
			c, time.Now().Year()-1, time.Now().AddDate(0, 0, -2).Format(time.DateOnly))
	}
	th.must(th.pusat.Setup(th.ctx, b.String()))
}

// kept is a case as the registry keeps it.
func (th *theatre) kept(id string) enrol.Case {
	th.t.Helper()
	out := filepath.Join(th.dir, "evidence")
	th.must(th.pusat.Tool(th.ctx, "evidence", "--reason", "pemeriksaan", "--out", out, id))
	text, err := os.ReadFile(filepath.Join(out, "case.json"))
	th.must(err)
	var c enrol.Case
	th.must(json.Unmarshal(text, &c))
	return c
}
