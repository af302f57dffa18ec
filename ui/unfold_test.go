package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
)

// TestUnfold: a screen comes in pieces, complete and in its order, and one that is left
// half-way is forgotten.
func TestUnfold(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	for _, p := range []place{atLane, atQueue, atFigures, atShift, atSync} {
		r.unfolding.on = false
		r.open(p)
		whole := len(r.screen.object().(*fyne.Container).Objects)
		r.unfolding.on = true
		r.open(p)
		root := r.screen.object().(*fyne.Container)
		atOnce := r.unfolding.atOnce
		if len(root.Objects) != atOnce || len(r.unfolding.all) != whole {
			t.Fatalf("screen %d begins with %d objects of %d", p, len(root.Objects), whole)
		}
		if need := time.Duration((whole+atOnce-1)/atOnce) * unfoldEvery; need > unfoldWithin {
			t.Errorf("screen %d comes in %v, and is to be whole after %v", p, need, unfoldWithin)
		}
		all, frames := r.unfolding.all, 1
		r.unfolding.due = r.unfolding.due.Add(time.Hour)
		for r.unfoldMore() {
			frames++
		}
		if !slices.Equal(root.Objects, all) || frames > (whole+atOnce-1)/atOnce {
			t.Errorf("screen %d has %d objects of %d after %d frames", p, len(root.Objects), whole, frames)
		}
	}
	r.open(atLane)
	r.open(atQueue)
	for r.unfoldMore() {
	}
	if root := r.screen.object().(*fyne.Container); len(root.Objects) != len(r.unfolding.all) {
		t.Errorf("%d of %d objects of the screen that was opened last", len(root.Objects), len(r.unfolding.all))
	}
	if r.unfoldMore() {
		t.Error("more than everything")
	}
	for name, act := range map[string]func(){"a key": func() { r.press(fyne.KeyTab) }, "late": func() { r.unfolding.due = time.Time{}; r.unfoldMore() }} {
		r.open(atLane)
		if act(); len(r.screen.object().(*fyne.Container).Objects) != len(r.unfolding.all) {
			t.Errorf("%s: the screen is not whole", name)
		}
	}
}

// TestUnfoldPart: what is agreed to comes line by line where it appears, at once for who presses a key, and again
// line by line for the next resident.
func TestUnfoldPart(t *testing.T) {
	for name, sheetOf := range map[string]func(r *rig) *consentSheet{
		"on the one screen": func(r *rig) *consentSheet {
			r.UI.resident = nil
			r.open(atLane)
			return r.screen.(*laneScreen).consent
		},
		"in the resident's window": func(r *rig) *consentSheet { return r.UI.resident.consent },
	} {
		t.Run(name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene("02-ready")
			unfoldsPart(t, r, sheetOf(r).box)
		})
	}
}

func unfoldsPart(t *testing.T, r *rig, sheet *fyne.Container) {
	t.Helper()
	whole := slices.Clone(sheet.Objects)
	r.unfolding.on = true
	painted := 0
	r.unfolding.paint = func(o fyne.CanvasObject) {
		if o == sheet {
			painted++
		}
	}
	appear := func() {
		t.Helper()
		r.scene("02-ready")
		r.scene("08-consent")
		if len(sheet.Objects) != unfoldLines || !sheet.Visible() {
			t.Fatalf("it begins with %d objects of %d, visible %v", len(sheet.Objects), len(whole), sheet.Visible())
		}
		r.unfolding.part.due = time.Now().Add(time.Hour)
	}
	appear()
	frames := 1
	for r.unfoldMore() {
		frames++
	}
	if want := (len(whole)+unfoldLines-1)/unfoldLines - 1; frames != want || painted != want || !slices.Equal(sheet.Objects, whole) {
		t.Errorf("%d objects of %d after %d frames, of which %d are painted; want all after %d", len(sheet.Objects), len(whole), frames, painted, want)
	}
	r.refresh() // the same once more: it has not just appeared
	if !slices.Equal(sheet.Objects, whole) {
		t.Errorf("%d objects of %d after the lane told the same again", len(sheet.Objects), len(whole))
	}
	appear()
	r.unfoldMore()
	r.scene("02-ready") // gone half-way, and there again
	appear()
	if len(r.unfolding.part.all) != len(whole) {
		t.Errorf("%d objects of %d are to come", len(r.unfolding.part.all), len(whole))
	}
	painted = 0
	r.press(fyne.KeyTab)
	if !slices.Equal(sheet.Objects, whole) || painted != 1 {
		t.Errorf("%d objects of %d after a key, painted %d times", len(sheet.Objects), len(whole), painted)
	}
}
