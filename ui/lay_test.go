package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// counted counts how often it is drawn anew.
type counted struct {
	canvas.Rectangle
	times int
}

func (c *counted) Refresh() { c.times++ }

// TestLayKeepsWhatWasThere: only what is new is drawn anew, and all of it has the window's size.
func TestLayKeepsWhatWasThere(t *testing.T) {
	u := MustRig(t, "id", false).UI
	screen, first, second := &counted{}, &counted{}, &counted{}
	u.lay([]fyne.CanvasObject{screen})
	u.lay([]fyne.CanvasObject{screen, first})
	u.lay([]fyne.CanvasObject{screen, second})
	u.lay([]fyne.CanvasObject{screen})
	if screen.times != 1 || first.times != 1 || second.times != 1 {
		t.Errorf("drawn anew: the screen %d times, questions %d and %d", screen.times, first.times, second.times)
	}
	if screen.Size() != u.root.Size() || second.Size() != u.root.Size() || screen.Size().IsZero() {
		t.Errorf("sizes %v and %v in %v", screen.Size(), second.Size(), u.root.Size())
	}
}
