package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

func TestWedge(t *testing.T) {
	code := strings.Repeat("6BF+70 ", 6)
	for _, tt := range []struct {
		name  string
		text  string
		pause time.Duration
		enter time.Duration
		want  string
	}{
		{"Scanner", code, 2 * time.Millisecond, 5 * time.Millisecond, code},
		{"Person", code, 150 * time.Millisecond, 5 * time.Millisecond, ""},
		{"EnterLater", code, 2 * time.Millisecond, time.Second, ""},
		{"TooShort", "6BF+70", 2 * time.Millisecond, 5 * time.Millisecond, ""},
		{"Nothing", "", 0, 0, ""},
	} {
		var w wedge
		now := uidemo.Now
		for _, r := range tt.text {
			now = now.Add(tt.pause)
			w.rune(r, now)
		}
		if got := w.enter(now.Add(tt.enter)); got != tt.want {
			t.Errorf("%s: %q", tt.name, got)
		}
		if got := w.enter(now.Add(tt.enter)); got != "" {
			t.Errorf("%s: %q a second time", tt.name, got)
		}
	}
}

// TestHandScanner: its Enter must never approve anybody.
func TestHandScanner(t *testing.T) {
	r := MustRig(t, "id", false)
	code := strings.Repeat("6BF+70 ", 6)
	r.scene("02-ready")
	r.typeText(code)
	r.press(fyne.KeyReturn)
	if got := r.sent(); got != (lane.Command{Action: lane.ActionScanText, Text: code}) {
		t.Errorf("asked for %+v", got)
	}
	r.scene("12-match")
	r.typeText(code)
	r.press(fyne.KeyReturn)
	if got := r.sent(); got != (lane.Command{}) {
		t.Errorf("a code scanned in the middle of a case asks for %+v", got)
	}
	r.press(fyne.KeyF4)
	r.typeText("NCF1")
	if got := r.sent(); got != (lane.Command{}) || r.question == nil {
		t.Errorf("a code scanned over the reasons asks for %+v", got)
	}
	r.press(fyne.KeyEscape)
	r.press(fyne.KeyReturn)
	if got := r.sent(); got.Action != lane.ActionApprove {
		t.Errorf("staff's own Enter asks for %+v", got)
	}
}
