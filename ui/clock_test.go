package ui

import "testing"

// TestClockWarning: a PC whose clock is off says so on every screen, and one whose
// clock is right does not.
func TestClockWarning(t *testing.T) {
	for _, language := range []string{"id", "en"} {
		r := MustRig(t, language, false)
		bar := func() *statusBar { return r.screen.(*laneScreen).bar }
		r.scene("18-camera-lost")
		if b := bar(); !b.clock.box.Visible() || newBarModel(r.words, r.view, r.clock).Clock.Text == "" {
			t.Errorf("%s: no warning", language)
		}
		r.scene("02-ready")
		if bar().clock.box.Visible() {
			t.Errorf("%s: a warning about a clock that is right", language)
		}
	}
}
