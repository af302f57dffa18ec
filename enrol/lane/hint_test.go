package lane

import (
	"testing"
	"time"
)

func TestSteadyHint(t *testing.T) {
	at := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
	var h steadyHint
	for _, step := range []struct {
		after time.Duration // since the step before
		offer string
		want  string
	}{
		{0, "closer", ""},
		{300 * time.Millisecond, "closer", ""},
		{100 * time.Millisecond, "closer", "closer"},
		{100 * time.Millisecond, "light", "closer"},  // new advice must hold
		{100 * time.Millisecond, "closer", "closer"}, // and did not
		{100 * time.Millisecond, "", "closer"},
		{500 * time.Millisecond, "", "closer"}, // held, but the old one stays a while
		{100 * time.Millisecond, "", ""},
	} {
		at = at.Add(step.after)
		if got := h.offer(step.offer, at); got != step.want {
			t.Errorf("%v offer %q: shows %q, want %q", at.Sub(time.Time{}), step.offer, got, step.want)
		}
	}
	if h.reset(); h != (steadyHint{}) {
		t.Error("not forgotten")
	}
}

func TestPacer(t *testing.T) {
	p := pacer{every: 100 * time.Millisecond}
	at, taken := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC), 0
	for range 100 { // three seconds of frames
		if p.due(at) {
			taken++
		}
		at = at.Add(33 * time.Millisecond)
	}
	if taken < 24 || taken > 34 {
		t.Errorf("%d frames of 100 at a third of the rate", taken)
	}
}

// A look that takes long makes the next one wait, so that the picture stays fluent on
// a slow machine.
func TestPacerShare(t *testing.T) {
	p := pacer{every: 50 * time.Millisecond, share: 0.25}
	at := time.Date(2026, 5, 4, 8, 0, 0, 0, time.UTC)
	if !p.due(at) {
		t.Fatal("the first frame is left out")
	}
	p.done(at.Add(40 * time.Millisecond))
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{50 * time.Millisecond, false}, {159 * time.Millisecond, false}, {161 * time.Millisecond, true}} {
		if got := p.due(at.Add(c.after)); got != c.want {
			t.Errorf("due %v after a look of 40 ms: %v", c.after, got)
		}
	}
}
