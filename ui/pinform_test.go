package ui

import (
	"context"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// mustSet lets everybody in who then has to choose a PIN.
func (r *rig) mustSet() (set *[]string) {
	set = &[]string{}
	r.logIn = func(id, _ string) (enrol.Staff, error) { return enrol.Staff{ID: id, Name: "Siti", MustSet: true}, nil }
	r.deps.SetPIN = func(_ context.Context, id, old, pin string) (enrol.Staff, error) {
		*set = append(*set, id, old, pin)
		return enrol.Staff{ID: id, Name: "Siti"}, nil
	}
	return set
}

func (r *rig) enterAs(texts ...string) {
	for _, s := range texts {
		r.typeText(s)
		r.press(fyne.KeyReturn)
	}
}

func TestForcedPIN(t *testing.T) {
	for _, tt := range []struct {
		name  string
		typed []string
		fault string // key
		set   bool
	}{
		{"OK", []string{"730284", "730284"}, "", true},
		{"Same", []string{"246810"}, "pin.same", false},
		{"Easy", []string{"123456"}, "pin.easy", false},
		{"Short", []string{"7302"}, "pin.form", false},
		{"Empty", []string{""}, "pin.form", false},
		{"Differ", []string{"730284", "730285"}, "pin.differ", false},
		{"DifferThenOK", []string{"730284", "730285", "730284"}, "", true},
		{"EasyThenOK", []string{"111111", "730284", "730284"}, "", true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene("01-closed")
			set := r.mustSet()
			r.enterAs("siti", "246810")
			form, ok := r.gate.(*pinForm)
			if !ok || r.sent() != (lane.Command{}) {
				t.Fatal("let in with a PIN that somebody else knows")
			}
			r.enterAs(tt.typed...)
			if !tt.set {
				if got := form.fault.Text(); got != r.words.Say(tt.fault) || len(*set) != 0 || r.gate == nil {
					t.Errorf("%q, set %v", got, *set)
				}
				return
			}
			if got := r.sent(); got.Action != lane.ActionLogIn || got.Staff.MustSet || len(*set) != 3 || (*set)[1] != "246810" || (*set)[2] != "730284" {
				t.Errorf("asked for %+v, set %v", got, *set)
			}
			r.scene("02-ready")
			if r.gate != nil || r.where != atLane {
				t.Error("the form stays open")
			}
		})
	}
}

// Who does not want to choose is not let in, neither at the door nor at the lock.
func TestForcedPINLeft(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("01-closed")
	set := r.mustSet()
	r.enterAs("siti", "246810")
	r.press(fyne.KeyEscape)
	if r.gate != nil || r.sent() != (lane.Command{}) {
		t.Fatal("Esc lets in, or leads nowhere")
	}
	r.lockAt("12-match")
	r.enterAs("246810")
	if _, ok := r.gate.(*pinForm); !ok {
		t.Fatal("no form at the lock")
	}
	r.arrived(r.view) // the lane's next snapshot takes nothing away
	r.press(fyne.KeyEscape)
	if !isLock(r.gate) || r.sent() != (lane.Command{}) {
		t.Fatal("Esc opens the lock")
	}
	r.enterAs("246810", "730284", "730284")
	if got := r.sent(); got.Action != lane.ActionUnlock || len(*set) != 3 || !isLock(r.gate) {
		t.Errorf("asked for %+v, set %v", got, *set)
	}
}

func TestPINFormScreens(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, language == "en")
		r.scene("01-closed")
		r.mustSet()
		r.enterAs("siti", "246810", "123456")
		r.check("pin", r.window)
		r.picture(r.window, "pin-form-"+language+"-light")
		for _, key := range []string{"pin.same", "pin.form", "pin.differ"} {
			r.gate.(*pinForm).refuse(0, key)
			r.check(key, r.window)
		}
	}
}

// TestPINFormIdle: whoever walks away from the form leaves it to nobody, at the door or at the lock.
func TestPINFormIdle(t *testing.T) {
	for name, tt := range map[string]struct {
		open func(r *rig)
		back func(r *rig) bool // to where it came from
		told time.Duration     // by the lane
		idle time.Duration
	}{
		"Door":   {func(r *rig) { r.scene("01-closed"); r.enterAs("siti", "246810") }, func(r *rig) bool { return r.gate == nil && r.where == atLogin }, 4 * time.Minute, 4 * time.Minute},
		"Untold": {func(r *rig) { r.scene("01-closed"); r.enterAs("siti", "246810") }, func(r *rig) bool { return r.gate == nil && r.where == atLogin }, 0, untoldIdle},
		"Lock":   {func(r *rig) { r.lockAt("12-match"); r.enterAs("246810") }, func(r *rig) bool { return isLock(r.gate) }, 4 * time.Minute, 4 * time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			r := MustRig(t, map[bool]string{true: "en", false: "id"}[name == "Untold"], false)
			set := r.mustSet()
			tt.open(r)
			r.view.LockAfter = tt.told
			form := r.gate.(*pinForm)
			r.typeText("7302")
			r.press(fyne.KeyUp) // she is there
			r.clock = r.clock.Add(tt.idle - time.Minute - time.Second)
			r.refresh()
			if r.gate != question(form) || form.left.Text() != "" {
				t.Fatal("warned, or closed, too early")
			}
			r.clock = r.clock.Add(2 * time.Second)
			r.refresh()
			if r.gate != question(form) || form.left.Text() == "" {
				t.Fatal("no warning")
			}
			r.check("pin closing", r.window)
			if name == "Door" {
				r.picture(r.window, "pin-form-closing-id-light")
			}
			r.press(fyne.KeyUp)
			r.refresh()
			if form.left.Text() != "" {
				t.Fatal("a key does not put it off")
			}
			r.clock = r.clock.Add(tt.idle)
			r.refresh()
			r.check("pin closed", r.window)
			if !tt.back(r) || form.old != "" || form.pins[0].Text != "" || len(*set) != 0 || r.sent() != (lane.Command{}) {
				t.Errorf("the form stays, or holds a PIN: %T, set %v", r.gate, *set)
			}
		})
	}
}
