package look

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestWarmupDrawsEachKind: however often it is asked between two frames, no kind is passed over.
func TestWarmupDrawsEachKind(t *testing.T) {
	test.NewTempApp(t)
	w := NewWarmup()
	window := test.NewTempWindow(t, w.Box)
	window.Resize(fyne.NewSize(64, 64))
	kinds, drawn := len(w.left), 0
	for range 3 * kinds {
		before := len(w.left)
		if !w.Step() {
			t.Fatalf("over after %d of %d kinds", drawn, kinds)
		}
		for range 3 { // the window is busy
			w.Step()
		}
		if before-len(w.left) != 1 {
			t.Fatalf("%d kinds in one frame", before-len(w.left))
		}
		drawn++
		window.Canvas().Capture()
		if len(w.left) == 0 {
			break
		}
	}
	if w.Step() || drawn != kinds || len(w.Box.Objects) > 0 {
		t.Errorf("%d of %d kinds were drawn, and %d stay", drawn, kinds, len(w.Box.Objects))
	}
}
