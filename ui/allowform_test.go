package ui

import (
	"context"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

// withSupervisor knows agus, a supervisor, and siti, who is none; new has a PIN that somebody else made.
func (r *rig) withSupervisor() *rig {
	people := map[string]enrol.Staff{"agus": {ID: "agus", Role: enrol.RoleSupervisor}, "siti": {ID: "siti", Role: enrol.RoleStaff},
		"new": {ID: "new", Role: enrol.RoleSupervisor, MustSet: true}}
	r.logIn = func(id, pin string) (enrol.Staff, error) {
		s, ok := people[id]
		switch {
		case pin == "9":
			return enrol.Staff{}, &enrol.Error{Code: enrol.CodeLocked, RetryAfter: 2 * time.Minute}
		case !ok || pin != "975310":
			return enrol.Staff{}, enrol.NewError(enrol.CodeLogin, "log in")
		}
		return s, nil
	}
	return r
}

// TestSupervisorAllows: by keys alone, reason, name, PIN; the command carries who it was and the case,
// and nobody is logged out. What is wrong is said, and what was typed stays, but for the PIN.
func TestSupervisorAllows(t *testing.T) {
	for _, tt := range []struct {
		name, scene string
		change      func(*lane.View)
		key         fyne.KeyName
		answers     []string
		want        lane.Command
		says        string
	}{
		{"Override", "06-blocked-phase", nil, fyne.KeyF1, []string{"surat dinas", "agus", "975310"},
			lane.Command{Action: lane.ActionOverride, Text: "surat dinas", Case: uidemo.Case().ID, Staff: enrol.Staff{ID: "agus", Role: enrol.RoleSupervisor}}, ""},
		{"Exception", "22-refused", func(v *lane.View) { v.Presence = []lane.Action{lane.ActionException} }, fyne.KeyF1, []string{"wajah diperban", "agus", "975310"},
			lane.Command{Action: lane.ActionException, Text: "wajah diperban", Case: uidemo.Case().ID, Staff: enrol.Staff{ID: "agus", Role: enrol.RoleSupervisor}}, ""},
		{"NoReason", "06-blocked-phase", nil, fyne.KeyF1, []string{" "}, lane.Command{}, "Tulis alasannya dahulu"},
		{"NoName", "06-blocked-phase", nil, fyne.KeyF1, []string{"surat dinas", ""}, lane.Command{}, ""},
		{"WrongPIN", "06-blocked-phase", nil, fyne.KeyF1, []string{"surat dinas", "agus", "1"}, lane.Command{}, "Nama atau PIN salah"},
		{"LockedOut", "06-blocked-phase", nil, fyne.KeyF1, []string{"surat dinas", "agus", "9"}, lane.Command{}, "Tunggu 2 menit"},
		{"NoSupervisor", "06-blocked-phase", nil, fyne.KeyF1, []string{"surat dinas", "siti", "975310"}, lane.Command{}, "bukan nama penyelia"},
		{"PINNotHerOwn", "06-blocked-phase", nil, fyne.KeyF1, []string{"surat dinas", "new", "975310"}, lane.Command{}, "PIN ini masih PIN bawaan"},
		{"SomebodyElsesCase", "39-half-done-staff", nil, fyne.KeyF6, []string{"", "agus", "975310"}, // Enter takes the first row, which asks for a supervisor
			lane.Command{Action: lane.ActionResume, Text: "half-0", Staff: enrol.Staff{ID: "agus", Role: enrol.RoleSupervisor}}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := MustRig(t, "id", false).withSupervisor()
			r.scene(tt.scene)
			if tt.change != nil {
				v := r.view
				tt.change(&v)
				r.arrived(v)
			}
			r.press(tt.key)
			for _, text := range tt.answers {
				r.typeText(text)
				r.press(fyne.KeyReturn)
			}
			if got := r.sent(); got != tt.want {
				t.Errorf("asked for %+v, want %+v", got, tt.want)
			}
			if _, open := r.question.(*allowForm); open != (tt.want == lane.Command{}) {
				t.Errorf("the form is open: %v", open)
			}
			if all := texts(r.window); !strings.Contains(all, tt.says) {
				t.Errorf("%q is not said:\n%s", tt.says, all)
			}
			if r.view.Staff.ID != "siti" {
				t.Errorf("%s is logged in", r.view.Staff.ID)
			}
		})
	}
}

// A supervisor who is logged in gives a reason and nothing else.
func TestSupervisorAllowsHerself(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("29-papers-supervisor")
	r.press(fyne.KeyF1)
	r.typeText("KK di kantor")
	r.press(fyne.KeyReturn)
	if got := r.sent(); got.Action != lane.ActionOverride || got.Text != "KK di kantor" || got.Staff.ID != "" {
		t.Errorf("asked for %+v", got)
	}
}

// slowJobs keep what a job answers until it is wanted.
type slowJobs struct{ answers []func() }

func (j *slowJobs) run(job func(context.Context) func()) {
	j.answers = append(j.answers, job(context.Background()))
}

// While the check runs: another language draws the form anew and the answer reaches it; a form that was left, and
// one that was opened since, are not meant; and a case that has gone takes its form along.
func TestSupervisorsAnswerIsForItsForm(t *testing.T) {
	open := func() (*rig, *slowJobs) {
		r := MustRig(t, "id", false).withSupervisor()
		slow := &slowJobs{}
		r.scene("06-blocked-phase")
		r.press(fyne.KeyF1)
		r.UI.door = slow
		for _, text := range []string{"surat dinas", "agus", "975310"} {
			r.typeText(text)
			r.press(fyne.KeyReturn)
		}
		if len(slow.answers) != 1 || r.sent().Action != "" {
			t.Fatal("the check is not under way")
		}
		return r, slow
	}
	t.Run("Language", func(t *testing.T) {
		r, slow := open()
		r.press(fyne.KeyF10)
		r.press(fyne.KeyReturn) // busy: no second check
		slow.answers[0]()
		if got := r.sent(); got.Action != lane.ActionOverride || got.Text != "surat dinas" || got.Staff.ID != "agus" || len(slow.answers) != 1 {
			t.Errorf("asked for %+v, %d checks", got, len(slow.answers))
		}
	})
	t.Run("Left", func(t *testing.T) {
		r, slow := open()
		r.press(fyne.KeyEscape)
		r.press(fyne.KeyF1)
		slow.answers[0]()
		if got := r.sent(); got.Action != "" || r.question == nil {
			t.Errorf("asked for %+v", got)
		}
	})
	t.Run("CaseGone", func(t *testing.T) {
		r, slow := open()
		r.scene("02-ready")
		slow.answers[0]()
		if got := r.sent(); got.Action != "" || r.question != nil {
			t.Errorf("asked for %+v", got)
		}
	})
}

// Up and down move between the fields.
func TestAllowFormFields(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, false).withSupervisor()
		r.scene("06-blocked-phase")
		r.press(fyne.KeyF1)
		r.press(fyne.KeyDown)
		r.typeText("agus")
		r.press(fyne.KeyUp)
		r.typeText("x")
		q := r.question.(*allowForm)
		if q.fields[0].Text != "x" || q.fields[1].Text != "agus" || q.fields[2].Text != "" {
			t.Errorf("%q %q", q.fields[0].Text, q.fields[1].Text)
		}
	}
}
