package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol/lane"
)

var scannedCode = strings.Repeat("6BF+70 ", 6)

// TestHandScanner: its Enter must never approve anybody.
func TestHandScanner(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.scan(scannedCode)
	if got := r.sent(); got != (lane.Command{Action: lane.ActionScanText, Text: scannedCode}) {
		t.Errorf("asked for %+v", got)
	}
	r.scene("12-match")
	for _, code := range []string{scannedCode, "8991234567890"} {
		r.scan(code)
		if got := r.sent(); got != (lane.Command{}) || !r.note.box.Visible() {
			t.Errorf("a code scanned in the middle of a case asks for %+v", got)
		}
	}
	r.press(fyne.KeyEscape) // sure to cancel?
	r.scan("123456")
	if got := r.sent(); got != (lane.Command{}) || r.question == nil {
		t.Errorf("a code scanned over a question asks for %+v", got)
	}
	r.press(fyne.KeyEscape)
	r.press(fyne.KeyReturn)
	if got := r.sent(); got.Action != lane.ActionApprove {
		t.Errorf("staff's own Enter asks for %+v", got)
	}
}

// TestHandScannerInAField: the case begins wherever the keyboard's focus is, and the
// field keeps what stood in it.
func TestHandScannerInAField(t *testing.T) {
	for name, tt := range map[string]struct {
		open  fyne.KeyName
		field func(r *rig) string
	}{
		"TypedForm": {fyne.KeyF2, func(r *rig) string { return r.question.(*typedForm).entries[0].Text }},
		"Token":     {fyne.KeyF7, func(r *rig) string { return r.question.(*lineForm).entry.Text }},
	} {
		t.Run(name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene("02-ready")
			r.press(tt.open)
			r.typeText("3276")
			asked := r.question
			r.scan(scannedCode)
			if got := r.sent(); got != (lane.Command{Action: lane.ActionScanText, Text: scannedCode}) || r.question != nil {
				t.Errorf("asked for %+v, question %v", got, r.question)
			}
			r.question = asked
			if got := tt.field(r); got != "3276" {
				t.Errorf("the field keeps %q", got)
			}
		})
	}
}

// TestHandScannerElsewhere: in the queue it leads back to the lane, at the log-in it
// says what comes first, and in a note about a case it spoils nothing.
func TestHandScannerElsewhere(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("01-closed")
	r.typeText("siti")
	r.scan(scannedCode)
	if got := r.sent(); got != (lane.Command{}) || !r.note.box.Visible() || r.screen.(*loginScreen).name.Text != "siti" {
		t.Errorf("at the log-in: %+v, %q", got, r.screen.(*loginScreen).name.Text)
	}
	r.scene("02-ready")
	r.press(fyne.KeyF9)
	r.press(fyne.KeyF3)
	r.scan(scannedCode)
	if got := r.sent(); got.Action != lane.ActionScanText || r.where != atLane || r.queueQuery.Text != "" {
		t.Errorf("in the queue: %+v, query %q", got, r.queueQuery.Text)
	}
	r.scene("12-match")
	r.press(fyne.KeyF4)
	r.typeText("9")
	r.typeText("listrik")
	r.scan(scannedCode)
	if got := r.sent(); got != (lane.Command{}) || r.question.(*lineForm).entry.Text != "listrik" {
		t.Errorf("in a note: %+v, %q", got, r.question.(*lineForm).entry.Text)
	}
}

// TestHandScannerRubbish: a burst answers no question by its digits, whether its first
// character is one or a later one.
func TestHandScannerRubbish(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("12-match")
	r.press(fyne.KeyF4)
	r.scan("NCF1234")
	if got := r.sent(); got != (lane.Command{}) || r.question == nil {
		t.Errorf("a code scanned over the reasons asks for %+v", got)
	}
	late := &jobsLater{}
	r.jobs = late
	r.scan("1234567")
	late.work()
	if got := r.sent(); got != (lane.Command{}) || r.question == nil {
		t.Errorf("a code that begins with a digit asks for %+v", got)
	}
	r.typeText("1")
	late.work()
	if got := r.sent(); got.Action != lane.ActionReject {
		t.Errorf("a digit by hand asks for %+v", got)
	}
}
