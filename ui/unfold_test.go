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
		if len(root.Objects) != unfoldPieces || len(r.unfolding.all) != whole {
			t.Fatalf("screen %d begins with %d objects of %d", p, len(root.Objects), whole)
		}
		all, frames := r.unfolding.all, 1
		r.unfolding.due = r.unfolding.due.Add(time.Hour)
		for r.unfoldMore() {
			frames++
		}
		if !slices.Equal(root.Objects, all) || frames > (whole+unfoldPieces-1)/unfoldPieces {
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
