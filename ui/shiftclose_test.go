package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

// TestCloseShift: half-done cases are handed over knowingly, a supervisor signs, a wrong
// PIN changes nothing, and what was closed is not closed twice.
func TestCloseShift(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.open(atShift)
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyEscape)
	if r.question != nil || len(r.deskFake.Done) != 0 {
		t.Fatal("Esc does not leave the question about half-done cases")
	}
	sign := func(name, pin string) {
		r.clock = r.clock.Add(time.Second)
		r.typeText(name)
		r.press(fyne.KeyReturn)
		r.clock = r.clock.Add(time.Second)
		r.typeText(pin)
		r.press(fyne.KeyReturn)
	}
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyReturn)
	r.deskFake.Err = enrol.NewError(enrol.CodeForbidden, "close shift")
	s := r.screen.(*shiftScreen)
	fake := s.ui.deps.Desk
	s.ui.deps.Desk = refusing{r.deskFake}
	sign("siti", "482913")
	form, ok := r.question.(*signForm)
	if !ok || form.fault.Text() == "" || form.pin.Text != "" || s.sheet.Seq != 0 {
		t.Fatal("a refused signature is not said, or its PIN stays in its field")
	}
	s.ui.deps.Desk, r.deskFake.Err, r.deskFake.Done = fake, nil, nil
	form.name.SetText("")
	r.focus(form.name)
	sign("penyelia", "739155")
	if got := strings.Join(r.deskFake.Done, "; "); got != "close siti penyelia true; print sheets/shift-4311.pdf" || r.question != nil {
		t.Fatalf("asked for %q", got)
	}
	if !strings.Contains(s.notes.Text(), "00000000 00000000") || !strings.Contains(s.notes.Text(), ".pdf") {
		t.Errorf("the closed shift shows %q", s.notes.Text())
	}
	r.press(fyne.KeyReturn)
	if r.question != nil {
		t.Error("a closed shift can be closed again")
	}
	r.press(fyne.KeyF8)
	if got := len(r.deskFake.Done); got != 3 {
		t.Errorf("%d things asked for: a second sheet can't be had", got)
	}
}

// refusing is a desk at which nobody's signature is good enough.
type refusing struct{ *uidemo.Desk }

func (refusing) CloseShift(context.Context, enrol.ShiftOrder) (enrol.Sheet, []string, error) {
	return enrol.Sheet{}, nil, errors.Join(enrol.NewError(enrol.CodeForbidden, "close shift"))
}

// TestShiftClosedInAnotherLanguage: while the supervisor's PIN is checked somebody speaks
// the other language, or goes elsewhere. The shift is closed once, shown where there is a
// page for it, and printed.
func TestShiftClosedInAnotherLanguage(t *testing.T) {
	for _, tt := range []struct {
		name  string
		leave func(r *rig)
		shown bool
	}{
		{"Language", func(r *rig) { r.switchLanguage() }, true},
		{"Elsewhere", func(r *rig) { r.answer(); r.press(fyne.KeyEscape) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene("02-ready")
			r.open(atShift)
			r.press(fyne.KeyReturn)
			r.press(fyne.KeyReturn)
			later := &jobsLater{}
			r.jobs = later
			r.enterAs("penyelia", "739155")
			if len(later.jobs) != 1 {
				t.Fatalf("%d signatures are on their way", len(later.jobs))
			}
			tt.leave(r)
			if q, ok := r.question.(*signForm); ok {
				q.name.SetText("penyelia")
				q.pin.SetText("739155")
				q.accept()
			}
			r.jobs = jobsAtOnce{}
			later.work()
			closed := 0
			for _, d := range r.deskFake.Done {
				if strings.HasPrefix(d, "close ") {
					closed++
				}
			}
			if closed != 1 || !strings.Contains(strings.Join(r.deskFake.Done, ";"), "print sheets/") || r.question != nil {
				t.Fatalf("asked for %q", r.deskFake.Done)
			}
			if !tt.shown {
				return
			}
			s := r.screen.(*shiftScreen)
			if s.sheet.Seq == 0 || !strings.Contains(s.notes.Text(), ".pdf") {
				t.Error("the closed shift is not shown")
			}
			r.switchLanguage()
			if s := r.screen.(*shiftScreen); s.sheet.Seq == 0 {
				t.Error("it is gone with the next language")
			}
		})
	}
}

// oddDesk has a shift that does not add up.
type oddDesk struct{ *uidemo.Desk }

func (oddDesk) Shift(context.Context) (enrol.Sheet, error) {
	s := uidemo.Sheet()
	s.Odd = []enrol.OddCase{{ID: "0195794a-7c1e-7b3a-9d5e-2f6a1b0c4d8e", Fault: enrol.FaultLost}}
	return s, nil
}

// TestOddShiftIsClosedKnowingly: before anybody signs for a shift that does not add up it is
// asked whether it shall be closed, then about what is half-done.
func TestOddShiftIsClosedKnowingly(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, false)
		r.scene("02-ready")
		r.deps.Desk = oddDesk{r.deskFake}
		r.open(atShift)
		asked := func() string {
			if q, ok := r.question.(*sure); ok {
				return q.name
			}
			return fmt.Sprintf("%T", r.question)
		}
		r.press(fyne.KeyReturn)
		if asked() != "odd-close" {
			t.Fatalf("%s: Enter leads to %s", language, asked())
		}
		r.check("odd-close", r.window)
		r.picture(r.window, "desk-odd-close-"+language+"-light")
		r.press(fyne.KeyEscape)
		if r.question != nil {
			t.Fatalf("%s: Esc leaves %s", language, asked())
		}
		r.press(fyne.KeyReturn)
		r.press(fyne.KeyReturn)
		if asked() != "handover" {
			t.Errorf("%s: then %s", language, asked())
		}
		r.press(fyne.KeyReturn)
		if _, ok := r.question.(*signForm); !ok {
			t.Errorf("%s: at last %s", language, asked())
		}
	}
}

// lostDesk closes a shift, and can't write its sheet until it is tried again.
type lostDesk struct{ *uidemo.Desk }

func (d lostDesk) CloseShift(ctx context.Context, o enrol.ShiftOrder) (enrol.Sheet, []string, error) {
	s, files, _ := d.Desk.CloseShift(ctx, o)
	return s, files, enrol.NewError(enrol.CodeDiskFull, "write sheet")
}

// TestUnwrittenSheet: that the sheet of a closed shift is not saved is said and stays on the
// page, and F8 makes it again.
func TestUnwrittenSheet(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, false)
		r.scene("02-ready")
		r.deps.Desk = lostDesk{r.deskFake}
		r.open(atShift)
		r.press(fyne.KeyReturn)
		r.press(fyne.KeyReturn)
		r.enterAs("penyelia", "739155")
		s := r.screen.(*shiftScreen)
		want := r.words.Say("shift.unwritten")
		if s.sheet.Seq == 0 || !strings.Contains(s.notes.Text(), want) || strings.Contains(s.notes.Text(), ".pdf") {
			t.Fatalf("%s: entry %d, the page says %q", language, s.sheet.Seq, s.notes.Text())
		}
		if got := texts(r.window); !strings.Contains(got, r.words.Say("shift.unwritten-full")) {
			t.Errorf("%s: that the disk is full is not said: %s", language, got)
		}
		r.check("unwritten", r.window)
		r.picture(r.window, "desk-unwritten-"+language+"-light")
		r.press(fyne.KeyF8)
		if got := r.deskFake.Done; len(got) != 2 || !strings.HasPrefix(got[1], "print ") || !strings.Contains(s.notes.Text(), ".pdf") {
			t.Errorf("%s: after F8 %q, the page says %q", language, got, s.notes.Text())
		}
	}
}
