package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// installs are what an installation can come to, with the tones and the keys of what is said first and last.
var installs = []struct {
	name        string
	folder      string
	got         ModelsInstalled
	tones       []look.Tone
	first, last string
}{
	{"all", "", ModelsInstalled{Done: []string{"yunet", "sface"}}, []look.Tone{look.OK}, "install.done", "install.done"},
	{"nothing", "/stick", ModelsInstalled{}, []look.Tone{look.Warn}, "install.none-there", "install.none-there"},
	{"no models", "/stick", ModelsInstalled{Err: enrol.NewError(enrol.CodeNoModel, "install models")}, []look.Tone{look.Warn}, "install.none-there", "install.none-there"},
	{"one is broken", "/stick", ModelsInstalled{[]string{"yunet"}, "sface", enrol.NewError(enrol.CodeBadModel, "check model")},
		[]look.Tone{look.OK, look.Bad}, "install.done", "install.broken"},
	{"no line", "", ModelsInstalled{nil, "yunet", enrol.NewError(enrol.CodeOffline, "download model")}, []look.Tone{look.Bad}, "install.offline", "install.offline"},
	{"stick pulled out", "/stick", ModelsInstalled{[]string{"yunet"}, "sface", enrol.NewError(enrol.CodeOffline, "copy model")},
		[]look.Tone{look.OK, look.Bad}, "install.done", "install.not-there"},
	{"stopped", "", ModelsInstalled{[]string{"yunet"}, "sface", enrol.WrapError(enrol.CodeCancelled, "install models", context.Canceled)},
		[]look.Tone{look.OK, look.Warn}, "install.done", "install.stopped"},
	{"no list", "/media/stick", ModelsInstalled{nil, "", enrol.NewError(enrol.CodeBadModel, "read models' manifest")}, []look.Tone{look.Bad}, "install.no-list", "install.no-list"},
	{"full disk", "", ModelsInstalled{nil, "sface", enrol.NewError(enrol.CodeDiskFull, "write model")}, []look.Tone{look.Bad}, "code.disk-full", "code.disk-full"},
	{"something else", "", ModelsInstalled{Err: errors.New("bug")}, []look.Tone{look.Bad}, "code.internal", "code.internal"},
}

func TestInstallResults(t *testing.T) {
	for _, language := range assets.Languages {
		w, err := words.Load(language)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range installs {
			got := installResults(w, tt.folder, tt.got, func(err error) (string, string) { return w.Code(enrol.CodeOf(err), nil) })
			if len(got) != len(tt.tones) {
				t.Errorf("%s: %s: %+v", language, tt.name, got)
				continue
			}
			for i, r := range got {
				if r.tone != tt.tones[i] || r.text == "" || r.add == "" {
					t.Errorf("%s: %s: %+v", language, tt.name, r)
				}
			}
			for i, key := range map[int]string{0: tt.first, len(got) - 1: tt.last} {
				if want, _, _ := strings.Cut(w.Say(key, "model", tt.got.Failed), "{"); !w.Has(key) || !strings.HasPrefix(got[i].text, want) {
					t.Errorf("%s: %s: %q does not begin as %s", language, tt.name, got[i].text, key)
				}
			}
		}
	}
}

// TestInstallModelsByKeys installs models by the keyboard: how far it is shows, what there is to choose from is
// renewed, and everything that can be said fits.
func TestInstallModelsByKeys(t *testing.T) {
	for _, language := range assets.Languages {
		for _, size := range []int{100, 175} {
			r := MustRig(t, language, size > 100)
			d := r.withDevices()
			d.models = []string{}
			r.choose(Prefs{Language: language, TextSize: size, Dark: size > 100, Resident: true})
			later := &jobsLater{}
			r.fetch = later
			r.as(enrol.RoleTechnician)
			for _, tt := range installs {
				what := fmt.Sprintf("%s, %s at %d", tt.name, language, size)
				d.installs = tt.got
				r.openedDevices()
				r.press(fyne.KeyF8)
				r.check(what+" sources", r.window)
				if tt.name == "all" {
					r.picture(r.window, fmt.Sprintf("settings-models-sources-%d-%s", size, language))
				}
				r.digits("2")
				if q, ok := r.question.(*devicesForm); !ok || q.results[0].text != r.words.Say("install.begins") {
					t.Fatalf("%s: it is not said that it has begun", what)
				}
				r.installs(r.installing, ModelStep{ID: "mobilefacenet-foamliu", At: 2, Of: 5, Bytes: 12_400_000, Size: 130_700_000})
				r.check(what+" under way", r.window)
				if tt.name == "all" {
					r.picture(r.window, fmt.Sprintf("settings-models-step-%d-%s", size, language))
				}
				d.models = append(d.models, tt.got.Done...)
				later.work()
				q := r.question.(*devicesForm)
				if r.installing != nil || len(q.results) != len(tt.tones) || len(q.known.models) != len(d.models) {
					t.Errorf("%s: %+v, models %v", what, q.results, q.known.models)
				}
				r.check(what, r.window)
				r.touches(what)
				if tt.name == "one is broken" {
					r.picture(r.window, fmt.Sprintf("settings-models-broken-%d-%s", size, language))
				}
				r.press(fyne.KeyEscape)
				r.press(fyne.KeyEscape)
			}
		}
	}
}

// TestInstallStops: F8 ends it, and who has left the page is told all the same what it came to.
func TestInstallStops(t *testing.T) {
	r := MustRig(t, "id", false)
	d := r.withDevices()
	later := &jobsLater{}
	r.fetch = later
	r.as(enrol.RoleSupervisor)
	r.openedDevices()
	r.press(fyne.KeyF8)
	r.digits("2")
	r.press(fyne.KeyEscape)
	r.press(fyne.KeyEscape)
	r.openedDevices() // and is back
	if q := r.question.(*devicesForm); q.results[0].text != r.words.Say("install.begins") {
		t.Errorf("the page that is opened again says %q", q.results[0].text)
	}
	r.press(fyne.KeyF8)
	later.work()
	if got := r.question.(*devicesForm).results[0]; got.text != r.words.Say("install.stopped") || r.installing != nil {
		t.Errorf("stopped: %+v", got)
	}
	d.installs = ModelsInstalled{Done: []string{"yunet"}}
	r.press(fyne.KeyF8)
	r.digits("2")
	r.press(fyne.KeyEscape)
	r.press(fyne.KeyEscape)
	later.work()
	if said := r.texts(); !strings.Contains(said, r.words.Say("install.done", "models", "yunet")) {
		t.Errorf("who has left is told nothing: %s", said)
	}
}

// TestInstallIsForSome: not for staff, and not in a training, whose PIN everybody knows.
func TestInstallIsForSome(t *testing.T) {
	for name, tt := range map[string]struct {
		role     enrol.Role
		training *Training
	}{"Staff": {enrol.RoleStaff, nil}, "Training": {enrol.RoleSupervisor, &Training{}}} {
		t.Run(name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			d := r.withDevices()
			r.deps.Training = tt.training
			r.as(tt.role)
			r.openedDevices()
			r.press(fyne.KeyF8)
			if _, ok := r.question.(*devicesForm); !ok || len(d.done) != 0 {
				t.Errorf("%T, %v", r.question, d.done)
			}
		})
	}
}
