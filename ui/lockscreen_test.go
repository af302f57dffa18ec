package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// lockAt locks the window at a scene.
func (r *rig) lockAt(scene string) {
	r.scene(scene)
	v := r.view
	v.Lock = lane.LockView{On: true}
	r.arrived(v)
}

func TestLockScreens(t *testing.T) {
	for _, language := range assets.Languages {
		for _, dark := range []bool{false, true} {
			r := MustRig(t, language, dark)
			name := language + "-" + map[bool]string{false: "light", true: "dark"}[dark]
			for _, size := range []fyne.Size{fyne.NewSize(1280, 720), fyne.NewSize(1920, 1080)} {
				r.window.Resize(size)
				r.scene("12-match")
				v := r.view
				v.Lock.Left = 43 * time.Second
				r.arrived(v)
				r.check("warning", r.window)
				r.picture(r.window, "lock-warning-"+name)
				r.lockAt("12-match")
				r.check("locked", r.window)
				r.check("locked resident", r.resident.window)
				r.picture(r.window, "lock-screen-"+name)
				r.picture(r.resident.window, "lock-resident-"+name)
			}
		}
	}
}

// Nothing of the resident can be read while nobody of the staff is there, on neither
// window, and no key but the lock's own does anything.
func TestLockHidesAndHolds(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("12-match")
	r.press(fyne.KeyF2)
	r.press(fyne.KeyF4) // the reasons lie open
	before := r.question
	r.lockAt("12-match")
	over := r.root.Objects[len(r.root.Objects)-2] // the pad, hidden, lies above
	if over != r.gate.object() || over.Size() != r.root.Size() {
		t.Fatal("the lock does not cover the window")
	}
	eachText(r.resident.window.Content(), func(x *look.Text) {
		if strings.Contains(x.Text(), "BUNGA") {
			t.Errorf("the resident's window shows %q", x.Text())
		}
	})
	for _, k := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyF3, fyne.KeyF4, fyne.KeyF9, fyne.KeyF12, fyne.KeyEscape, fyne.KeyHome} {
		r.press(k)
	}
	r.focus(nil)
	r.typeText("1") // a reason, were the list still listening
	r.scan(strings.Repeat("HC1:", 20))
	r.dropped(fyne.Position{}, []fyne.URI{nil})
	if got := r.sent(); got != (lane.Command{}) || r.where != atLane || r.gate == nil || r.question != before {
		t.Errorf("locked, and yet: %+v", got)
	}
}

func TestUnlock(t *testing.T) {
	r := MustRig(t, "id", false)
	r.logIn = func(id, pin string) (enrol.Staff, error) {
		if pin != "482913" {
			return enrol.Staff{}, &enrol.Error{Code: enrol.CodeLocked, RetryAfter: time.Minute}
		}
		return enrol.Staff{ID: id}, nil
	}
	r.scene("02-ready")
	r.press(fyne.KeyF2)
	r.typeText("32760145")
	form := r.question.(*typedForm)
	r.lockAt("02-ready")
	gate := r.gate.(*lockScreen)
	r.typeText("111111")
	r.press(fyne.KeyReturn)
	if got := gate.do.Text(); got != "Tunggu 1 menit, lalu coba lagi." || gate.pin.Text != "" {
		t.Errorf("after a wrong PIN: %q", got)
	}
	r.picture(r.window, "lock-wrong-id-light")
	r.press(fyne.KeyF10) // another language: who it was stays
	gate = r.gate.(*lockScreen)
	r.typeText("482913")
	r.press(fyne.KeyReturn)
	if got := r.sent(); got.Action != lane.ActionUnlock || got.Staff.ID != "siti" {
		t.Errorf("asked for %+v", got)
	}
	r.press(fyne.KeyUp)
	gate.name.SetText("dewi")
	r.press(fyne.KeyDown)
	r.typeText("482913")
	r.press(fyne.KeyReturn)
	if got := r.sent(); got.Action != lane.ActionUnlock || got.Staff.ID != "dewi" {
		t.Errorf("asked for %+v", got)
	}
	r.scene("02-ready")
	if r.gate != nil || r.question == nil || r.question.(*typedForm).entries[0].Text != form.entries[0].Text {
		t.Error("unlocking lost the half-typed form")
	}
}

// Enter in the last minute says "I am here", and nothing else.
func TestStayAwake(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("12-match")
	v := r.view
	v.Lock.Left = 30 * time.Second
	r.arrived(v)
	r.press(fyne.KeyReturn)
	if got := <-r.commands; got.Action != lane.ActionActive || len(r.commands) != 0 {
		t.Errorf("Enter asked for %+v and %d more", got, len(r.commands))
	}
	r.press(fyne.KeyReturn)
	if got := r.sent(); got.Action != lane.ActionApprove {
		t.Errorf("the second Enter asked for %+v", got)
	}
}

// Keys, characters, taps and the pointer each say that somebody is there, and not more
// often than need be.
func TestTouched(t *testing.T) {
	for name, act := range map[string]func(r *rig){
		"Key":       func(r *rig) { r.press(fyne.KeyPageUp) },
		"Modifier":  func(r *rig) { r.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft}) },
		"Character": func(r *rig) { r.typedRune('x') },
		"Pointer":   func(r *rig) { r.root.Objects[0].(*pointer).MouseMoved(nil) },
		"Tap":       func(r *rig) { r.root.Objects[0].(*pointer).Tapped(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene("12-match")
			r.clock = r.clock.Add(time.Minute)
			act(r)
			act(r)
			if n := len(r.commands); n != 1 || (<-r.commands).Action != lane.ActionActive {
				t.Errorf("%d commands", n)
			}
		})
	}
}

// unlockedBy takes the lock off in somebody's name.
func (r *rig) unlockedBy(id string, role enrol.Role) {
	v := r.view
	v.Lock, v.Staff = lane.LockView{}, enrol.Staff{ID: id, Role: role}
	r.arrived(v)
}

// TestUnlockBySomebodyElse: whoever takes the lane over at the lock finds nothing that the one before
// looked for, typed, or was about to be allowed; the one who comes back finds all of it.
func TestUnlockBySomebodyElse(t *testing.T) {
	for name, stays := range map[string]bool{"somebody else": false, "the same": true} {
		t.Run(name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene("02-ready")
			first := r.view.Staff.ID
			r.press(fyne.KeyF9)
			r.press(fyne.KeyF3)
			r.typeText("3276014503990001")
			r.UI.roster.query.Text = "BUDI"
			r.ask(newTypedForm(r.UI, lane.Typed{}))
			v := r.view
			v.Lock.On = true
			r.arrived(v)
			who := map[bool]string{true: first, false: "zz-other"}[stays]
			r.unlockedBy(who, enrol.RoleStaff)
			if r.gate != nil || (r.question != nil) != stays || (r.where == atQueue) != stays ||
				(r.queueQuery.Text != "") != stays || (r.UI.roster.query.Text != "") != stays {
				t.Errorf("gate %v, question %T, place %v, search %q", r.gate != nil, r.question, r.where, r.queueQuery.Text)
			}
		})
	}
}

// TestFiguresEndWithTheirPerson: a supervisor's figures are gone when an operator unlocks.
func TestFiguresEndWithTheirPerson(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.view.Staff = enrol.Staff{ID: "agus", Role: enrol.RoleSupervisor}
	r.open(atFigures)
	if r.screen.(*figuresScreen).data.Role != enrol.RoleSupervisor {
		t.Fatal("not a supervisor's")
	}
	v := r.view
	v.Lock.On = true
	r.arrived(v)
	r.unlockedBy("siti", enrol.RoleStaff)
	if _, ok := r.screen.(*laneScreen); !ok || r.where != atLane {
		t.Errorf("%T is open", r.screen)
	}
}

// TestLockDropsPIN: what a supervisor typed without Enter vouches for nothing after a lock, while
// the reason that staff wrote stays.
func TestLockDropsPIN(t *testing.T) {
	r := MustRig(t, "id", false).withSupervisor()
	r.scene("06-blocked-phase")
	r.press(fyne.KeyF1)
	q := r.question.(*allowForm)
	for i, s := range []string{"reason", "agus", "975310"} {
		q.fields[i].SetText(s)
	}
	v := r.view
	v.Lock.On = true
	r.arrived(v)
	r.unlockedBy(v.Staff.ID, v.Staff.Role)
	q = r.question.(*allowForm)
	r.press(fyne.KeyReturn)
	if q.fields[0].Text != "reason" || q.fields[2].Text != "" || q.try.busy || r.sent() != (lane.Command{}) {
		t.Errorf("%q, PIN kept: %v", q.fields[0].Text, q.fields[2].Text != "")
	}
	sign := newSignForm(r.UI, nil, "agus").(*signForm)
	sign.pin.SetText("975310")
	r.ask(sign)
	v.Lock.On = true
	r.arrived(v)
	if sign.pin.Text != "" {
		t.Error("the signature's PIN is still there")
	}
}
