package ui

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

// TestOlderSheets: from the shift's page and from the queue the papers on this PC are
// printed again, and saved to a stick, by the keyboard.
func TestOlderSheets(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.open(atShift)
	r.press(fyne.KeyF7)
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyF7)
	r.press(fyne.KeyDown)
	r.press(fyne.KeyReturn)
	stick := t.TempDir()
	r.UI.folder = stick
	r.press(fyne.KeyF7)
	r.press(fyne.KeyDown)
	r.press(fyne.KeyDown)
	r.press(fyne.KeyF6)
	if f, ok := r.question.(*fileForm); !ok || filepath.Dir(f.dir) == "" {
		t.Fatal("F6 asks for no folder")
	}
	r.typeText(stick)
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyReturn)
	want := "print kept giliran-20260309-1015; print kept 20260309-094410-1; save kept giliran-20260308-1015 " + stick
	if got := strings.Join(r.deskFake.Done, "; "); got != want {
		t.Errorf("asked for %q\nwant %q", got, want)
	}
}

// TestKeptIsNoTechnicians: a technician is told so, and sees no paper.
func TestKeptIsNoTechnicians(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.view.Staff.Role = enrol.RoleTechnician
	r.openKept()
	if r.question != nil || r.note.text.Text() == "" {
		t.Errorf("%T is open, %q said", r.question, r.note.text.Text())
	}
	r.view.Staff.Role = enrol.RoleStaff
	r.openKept()
	if _, ok := r.question.(*keptForm); !ok {
		t.Errorf("%T is open for staff", r.question)
	}
}

// TestPrintAgain: an approved or a parked case's slip can be had again from the queue, and
// a parked one's where it is taken up.
func TestPrintAgain(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("31-parked")
	r.press(fyne.KeyF6)
	r.press(fyne.KeyDown)
	r.press(fyne.KeyF5)
	r.press(fyne.KeyEscape)
	r.press(fyne.KeyF9)
	s := r.screen.(*queueScreen)
	s.act(doPrint, enrol.Item{ID: uidemo.Item(3).ID, State: enrol.StateApproved})
	if got, want := strings.Join(r.deskFake.Done, "; "), "print again parked-1; print again "+uidemo.Item(3).ID; got != want {
		t.Errorf("asked for %q, want %q", got, want)
	}
	r.deskFake.Err = enrol.NewError(enrol.CodeNotFound, "print again")
	s.act(doPrint, enrol.Item{ID: "x"})
	if got := r.note.text.Text(); got != r.words.Say("kept.no-slip") {
		t.Errorf("of a case without a slip is said %q", got)
	}
}

func TestKeptScreens(t *testing.T) {
	for _, language := range assets.Languages {
		for _, size := range []int{100, 175} {
			r := MustRig(t, language, false)
			r.choose(Prefs{Language: language, TextSize: size, Resident: true})
			name := fmt.Sprintf("%d-%s-light", size, language)
			r.scene("02-ready")
			r.open(atShift)
			r.check("shift", r.window)
			r.press(fyne.KeyF7)
			r.check("kept", r.window)
			r.picture(r.window, "kept-"+name)
			r.ask(newKeptForm(r.UI, nil, true, 0))
			r.check("kept none", r.window)
			r.answer()
			r.scene("31-parked")
			r.ask(newParkedForm(r.UI, ""))
			r.check("parked", r.window)
			r.picture(r.window, "kept-parked-"+name)
			r.answer()
		}
	}
}
