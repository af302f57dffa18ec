package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// tapPad taps the pad's keys by what stands on them; "" is Enter.
func (r *rig) tapPad(labels ...string) {
	r.tb.Helper()
	for _, label := range labels {
		for i, l := range padKeys {
			if l == label {
				r.clock = r.clock.Add(300e6)
				r.window.Canvas().Unfocus() // as a tap on a button does
				r.pad.keys[i].Tapped(nil)
			}
		}
	}
}

// finger taps a field of the operator's window.
func (r *rig) finger(e *look.Entry) {
	r.focus(e)
	e.Tapped(&fyne.PointEvent{})
}

// A NIK and a number by finger alone, and a PIN at the door.
func TestPad(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.press(fyne.KeyF2)
	form := r.question.(*typedForm)
	r.finger(form.entries[1])
	if r.pad.box.Visible() {
		t.Fatal("a pad of digits for an address")
	}
	r.finger(form.entries[0])
	if !r.pad.box.Visible() {
		t.Fatal("no pad for the NIK")
	}
	r.touches("the form with its pad")
	r.check("the form with its pad", r.window)
	r.picture(r.window, "settings-pad-id-light")
	r.tapPad("3", "2", "7", "9", "⌫", "6", "0", "1", "4", "5", "0", "3", "9", "9", "0", "0", "0", "1")
	form.entries[1].SetText("bunga@gmail.com")
	r.finger(form.entries[2])
	r.tapPad("0", "8", "1", "2", "9", "8", "7", "6", "1", "2", "3", "4", "")
	want := lane.Typed{NIK: "3276014503990001", Email: "bunga@gmail.com", Phone: "081298761234", Kind: form.kind}
	if got := r.sent(); got.Action != lane.ActionType || got.Typed != want {
		t.Errorf("asked for %s, %v", got.Action, got.Typed == want)
	}
	if r.pad.box.Visible() {
		t.Error("the pad stays after the form")
	}
}

func TestPadAtTheDoor(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("01-closed")
	r.logIn = func(id, pin string) (enrol.Staff, error) {
		if pin != "482913" {
			t.Errorf("PIN %q", pin)
		}
		return enrol.Staff{ID: id}, nil
	}
	r.typeText("siti")
	r.press(fyne.KeyPageDown) // the name takes no digits: no pad
	if r.pad.box.Visible() {
		t.Fatal("a pad for the name")
	}
	r.press(fyne.KeyReturn)
	r.press(fyne.KeyPageDown)
	if !r.pad.box.Visible() {
		t.Fatal("no pad by key")
	}
	r.picture(r.window, "settings-pad-login-id-light")
	r.tapPad("4", "8", "2", "9", "1", "3", "")
	if got := r.sent(); got.Action != lane.ActionLogIn {
		t.Errorf("asked for %s", got.Action)
	}
	r.lockAt("12-match")
	r.finger(r.gate.(*lockScreen).pin)
	if over := r.root.Objects[len(r.root.Objects)-1]; over != r.pad.box || !r.pad.box.Visible() {
		t.Error("no pad over the lock")
	}
	eachText(r.pad.box, func(x *look.Text) {
		if x.Cut() {
			t.Errorf("%q is cut", x.Text())
		}
	})
}
