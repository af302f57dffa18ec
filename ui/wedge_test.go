package ui

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/internal/uidemo"
)

func TestWedge(t *testing.T) {
	code := strings.Repeat("6BF+70 ", 6)
	const ms = time.Millisecond
	for _, tt := range []struct {
		name  string
		text  string
		least int
		pause time.Duration
		enter time.Duration
		want  string
	}{
		{"Scanner", code, leastField, 2 * ms, 5 * ms, code},
		{"SlowScanner", code, leastField, 30 * ms, 30 * ms, code},
		{"AllAtOnce", code, leastField, 0, 0, code},
		{"QuickestPerson", code, leastField, 60 * ms, 60 * ms, ""},
		{"Person", code, leastFree, 150 * ms, 5 * ms, ""},
		{"SlowPerson", code, leastFree, 400 * ms, 5 * ms, ""},
		{"EnterOnItsOwn", code, leastField, 2 * ms, time.Second, code},
		{"EnterLater", code, leastField, 2 * ms, 3 * time.Second, ""},
		{"TooShortForAField", "6BF+70", leastField, 2 * ms, 5 * ms, ""},
		{"BarcodeWhereNobodyTypes", "8991234567890", leastFree, 2 * ms, 5 * ms, "8991234567890"},
		{"TwoKeysByAccident", "ab", leastFree, 2 * ms, 5 * ms, ""},
		{"Nothing", "", leastFree, 0, 0, ""},
		{"NotText", "\ufffd\U0010ffff\x00abcdefghijklmnopqrstuvwxyz", leastField, 2 * ms, 5 * ms, "\ufffd\U0010ffff\x00abcdefghijklmnopqrstuvwxyz"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var w wedge
			now := uidemo.Now
			for i, r := range []rune(tt.text) {
				now = now.Add(tt.pause)
				if begins := w.rune(r, now); begins != (i == 0 || tt.pause > wedgeGap) {
					t.Fatalf("character %d begins a text: %v", i, begins)
				}
			}
			if got := w.enter(tt.least, now.Add(tt.enter)); got != tt.want {
				t.Errorf("%q", got)
			}
			if got := w.enter(tt.least, now.Add(tt.enter)); got != "" {
				t.Errorf("%q a second time", got)
			}
		})
	}
}

// TestWedgeHiccup: a window that was busy for a moment loses no code.
func TestWedgeHiccup(t *testing.T) {
	var w wedge
	now := uidemo.Now
	code := strings.Repeat("6BF+70 ", 20)
	for i, r := range code {
		now = now.Add(time.Millisecond)
		if i%50 == 49 {
			now = now.Add(700 * time.Millisecond)
		}
		w.rune(r, now)
	}
	if got := w.enter(leastField, now); got != code {
		t.Errorf("%d of %d characters", len(got), len(code))
	}
}

// TestWedgeAfterAPerson: what somebody typed before is no part of the code.
func TestWedgeAfterAPerson(t *testing.T) {
	var w wedge
	now := uidemo.Now
	for _, r := range "3276" {
		now = now.Add(120 * time.Millisecond)
		w.rune(r, now)
	}
	now = now.Add(300 * time.Millisecond)
	code := strings.Repeat("6BF+70 ", 6)
	for _, r := range code {
		now = now.Add(2 * time.Millisecond)
		w.rune(r, now)
	}
	if got := w.enter(leastField, now); got != code {
		t.Errorf("%q", got)
	}
}

// TestWedgeIsBounded: a scanner that never ends takes no memory without end, and what
// it sent is answered too long for any code rather than as a code's end.
func TestWedgeIsBounded(t *testing.T) {
	var w wedge
	now := uidemo.Now
	for range 1 << 20 {
		now = now.Add(time.Millisecond)
		w.rune('界', now)
	}
	if n := w.text.Len(); n > wedgeMost {
		t.Fatalf("%d bytes kept", n)
	}
	if got := w.enter(leastField, now); len(got) < wedgeMost-3 {
		t.Errorf("%d bytes answered", len(got))
	}
}

// FuzzWedge: whatever is typed at whatever pace, the text is bounded and never made up.
func FuzzWedge(f *testing.F) {
	f.Add("6BF+70 6BF+70 6BF+70\n", uint64(1))
	f.Add("\x00\xff\n\n界", uint64(2))
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 1))
		var w wedge
		now := uidemo.Now
		for _, r := range text {
			now = now.Add(time.Duration(rng.IntN(300)) * time.Millisecond / time.Duration(1+rng.IntN(50)))
			if r != '\n' {
				w.rune(r, now)
				continue
			}
			if got := w.enter(leastFree, now); len(got) > wedgeMost || !strings.Contains(string([]rune(text)), got) {
				t.Fatalf("%q", got)
			}
		}
	})
}
