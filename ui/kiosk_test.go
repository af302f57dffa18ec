package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// kiosk is a rig that counts how often it was ended.
func (r *rig) kiosk(role enrol.Role) (ended *int) {
	ended = new(int)
	r.deps.Kiosk, r.end = true, func() { *ended++ }
	r.logIn = func(id, pin string) (enrol.Staff, error) {
		if pin != "482913" {
			return enrol.Staff{}, enrol.NewError(enrol.CodeLogin, "log in")
		}
		return enrol.Staff{ID: id, Role: role}, nil
	}
	return ended
}

// A kiosk ends for a technician with her PIN, and for nobody and nothing else.
func TestKioskEnds(t *testing.T) {
	for _, tt := range []struct {
		name  string
		scene string
		role  enrol.Role
		pin   string
		ends  int
	}{
		{"Technician", "12-match", enrol.RoleTechnician, "482913", 1},
		{"AtTheDoor", "01-closed", enrol.RoleTechnician, "482913", 1},
		{"WrongPIN", "12-match", enrol.RoleTechnician, "111111", 0},
		{"Staff", "12-match", enrol.RoleStaff, "482913", 0},
		{"Supervisor", "12-match", enrol.RoleSupervisor, "482913", 0},
		{"NoPIN", "12-match", enrol.RoleTechnician, "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			ended := r.kiosk(tt.role)
			r.scene(tt.scene)
			r.askToEnd() // what the window's close intercept is
			r.enterAs("budi", tt.pin)
			if *ended != tt.ends {
				t.Fatalf("ended %d times", *ended)
			}
			if tt.ends > 0 {
				return
			}
			r.press(fyne.KeyEscape)
			if r.gate != nil || *ended != 0 || r.sent() != (lane.Command{}) {
				t.Error("Esc does not lead back")
			}
		})
	}
}

// Whoever asks to end a locked counter and thinks better of it stands before the lock.
func TestKioskEndOverTheLock(t *testing.T) {
	r := MustRig(t, "id", false)
	r.kiosk(enrol.RoleStaff)
	r.lockAt("12-match")
	r.askToEnd()
	r.askToEnd()
	r.press(fyne.KeyEscape)
	if !isLock(r.gate) {
		t.Fatal("the lock is gone")
	}
	r.scene("12-match")
	r.askToEnd()
	r.lockAt("12-match") // while the question lies there
	r.press(fyne.KeyEscape)
	if !isLock(r.gate) {
		t.Error("the question about the end opens the lock")
	}
}

// No key but the settings' leads to the end, and it asks.
func TestKioskKeys(t *testing.T) {
	r := MustRig(t, "id", false)
	ended := r.kiosk(enrol.RoleTechnician)
	r.scene("02-ready")
	for _, k := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyF4, fyne.KeyReturn, fyne.KeyF12} {
		r.press(k)
	}
	if *ended != 0 || r.gate != nil {
		t.Fatal("a key ends the kiosk")
	}
	r.question = nil
	r.press(fyne.KeyF11)
	r.press(fyne.KeyF4)
	if _, asked := r.gate.(*endForm); !asked {
		t.Fatal("the settings do not lead to the end")
	}
}

func TestKioskScreens(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, language == "en")
		r.kiosk(enrol.RoleStaff)
		r.scene("12-match")
		r.press(fyne.KeyF11)
		r.check("settings in a kiosk", r.window)
		r.picture(r.window, "settings-kiosk-"+language)
		r.press(fyne.KeyF4)
		r.enterAs("siti", "482913")
		r.check("end", r.window)
		r.picture(r.window, "settings-end-"+language)
	}
}

// TestKioskNeedsAnOwnPIN: who has not chosen a PIN of her own ends no kiosk with the one
// that somebody handed over.
func TestKioskNeedsAnOwnPIN(t *testing.T) {
	r := MustRig(t, "id", false)
	ended := r.kiosk(enrol.RoleTechnician)
	logIn := r.logIn
	r.logIn = func(id, pin string) (enrol.Staff, error) {
		s, err := logIn(id, pin)
		s.MustSet = true
		return s, err
	}
	r.scene("12-match")
	r.askToEnd()
	r.enterAs("tono", "482913")
	if *ended != 0 {
		t.Fatal("a PIN that others know ended the kiosk")
	}
	if got := r.gate.(*endForm).fault.Text(); !strings.Contains(got, r.words.Say("code.forbidden.own-pin")) {
		t.Errorf("says %q", got)
	}
}
