package ui

import (
	"testing"

	"fyne.io/fyne/v2"
)

// The Home key changes the camera at the lane, and nowhere else.
func TestSwitchCamera(t *testing.T) {
	r := MustRig(t, "en", false)
	name, n := "/dev/video2", 0
	r.deps.SwitchCamera = func() string { n++; return name }
	r.scene("01-closed")
	r.press(fyne.KeyHome)
	if n != 0 {
		t.Fatal("switched at the log-in")
	}
	r.scene("24-card")
	r.press(fyne.KeyHome)
	if n != 1 || r.note.text.Text() != "Camera: /dev/video2" {
		t.Errorf("switched %d times, note %q", n, r.note.text.Text())
	}
	name = ""
	r.press(fyne.KeyHome)
	if r.note.text.Text() != "There is only one camera." {
		t.Errorf("note %q", r.note.text.Text())
	}
	r.deps.SwitchCamera = nil
	r.press(fyne.KeyHome)
}
