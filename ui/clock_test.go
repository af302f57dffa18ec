package ui

import (
	"testing"
	"time"
)

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

// TestCaseClockOnAWrongClock: the case's clock goes by the registry's time, as the lane
// knows it, on a PC whose own is an hour off either way.
func TestCaseClockOnAWrongClock(t *testing.T) {
	for _, off := range []time.Duration{-time.Hour, 0, time.Hour} {
		r := MustRig(t, "id", false)
		r.scene("12-match")
		v := r.view
		v.Now = r.clock.Add(off)
		v.OpenedAt = v.Now.Add(-7 * time.Second)
		r.arrived(v)
		if got := r.screen.(*laneScreen).model.Elapsed; got != "00:07" {
			t.Errorf("off by %v: %s", off, got)
		}
		r.clock = r.clock.Add(5 * time.Second)
		r.refresh()
		if got := r.screen.(*laneScreen).model.Elapsed; got != "00:12" {
			t.Errorf("off by %v: %s five seconds later", off, got)
		}
	}
}
