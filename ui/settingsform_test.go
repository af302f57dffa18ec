package ui

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// withTools gives the window what a program has behind the settings.
func (r *rig) withTools() (bundles *int) {
	bundles = new(int)
	r.deps.Facts = func(context.Context) []Fact {
		return []Fact{{"fact.version", "v1.4.0-12-gabcdef0"}, {"fact.models", "yunet, sface, anti-spoof"}, {"fact.key", "tpm"},
			{"fact.data", "~/.local/share/gerai"}}
	}
	r.deps.Doctor = func(_ context.Context, language string) []Finding {
		var out []Finding
		for i := range 11 {
			out = append(out, Finding{Name: fmt.Sprint(r.words.Say("bar.registry"), " ", i), Tone: look.Tone(1 + i%3),
				Fact: r.words.Say("code.certificate"), Do: r.words.Say("code.certificate.do")})
		}
		return out
	}
	r.deps.Bundle = func(context.Context, string) (string, error) {
		*bundles++
		return "~/Unduhan/gerai-bantuan-20260309-101530.zip", nil
	}
	return bundles
}

func TestSettingsKeys(t *testing.T) {
	r := MustRig(t, "id", false)
	r.withTools()
	var kept []Prefs
	r.deps.Changed = func(p Prefs) { kept = append(kept, p) }
	r.scene("12-match")
	r.press(fyne.KeyF11)
	for _, tt := range []struct {
		key  string
		want Prefs
	}{
		{"1", Prefs{Language: "en", Resident: true}},
		{"2", Prefs{Language: "en", TextSize: 125, Resident: true}},
		{"2", Prefs{Language: "en", TextSize: 150, Resident: true}},
		{"2", Prefs{Language: "en", TextSize: 175, Resident: true}},
		{"2", Prefs{Language: "en", TextSize: 100, Resident: true}},
		{"3", Prefs{Language: "en", TextSize: 100, Dark: true, Resident: true}},
		{"4", Prefs{Language: "en", TextSize: 100, Dark: true, Contrast: true, Resident: true}},
		{"5", Prefs{Language: "en", TextSize: 100, Dark: true, Contrast: true, Silent: true, Resident: true}},
		{"6", Prefs{Language: "en", TextSize: 100, Dark: true, Contrast: true, Silent: true}},
		{"7", Prefs{Language: "en", TextSize: 100, Dark: true, Contrast: true, Silent: true, Slips: "en"}},
		{"7", Prefs{Language: "en", TextSize: 100, Dark: true, Contrast: true, Silent: true, Slips: "id"}},
	} {
		r.clock = r.clock.Add(time.Second) // a person, not a scanner
		r.typeText(tt.key)
		if got := kept[len(kept)-1]; got != tt.want {
			t.Errorf("key %s: kept %+v, want %+v", tt.key, got, tt.want)
		}
		if _, open := r.question.(*settingsForm); !open {
			t.Fatal("the settings close by themselves")
		}
	}
	if r.look.Palette != look.HighDark() || r.words.Language != "en" {
		t.Error("what was chosen is not in use")
	}
	r.press(fyne.KeyEscape)
	r.press(fyne.KeyReturn)
	if got := r.sent(); got.Action != lane.ActionApprove {
		t.Errorf("back at the case Enter asks for %+v", got)
	}
}

// TestSettingsLeadToTheCameras: by the key that is printed there, where the lane is open.
func TestSettingsLeadToTheCameras(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.press(fyne.KeyF11)
	if got := texts(r.window); !strings.Contains(got, r.words.Say("camera.page")) {
		t.Errorf("the settings do not speak of the cameras' page: %s", got)
	}
	r.press(fyne.KeyEnd)
	if _, ok := r.screen.(*cameraScreen); !ok || r.question != nil {
		t.Errorf("End leads to %T, %T", r.screen, r.question)
	}
	r.press(fyne.KeyF11)
	r.press(fyne.KeyEnd) // here it is neither offered nor meant
	if _, ok := r.question.(*settingsForm); !ok {
		t.Errorf("End at the cameras' settings leads to %T", r.question)
	}
}

func TestTechnicianIsForSome(t *testing.T) {
	for role, want := range map[enrol.Role]bool{enrol.RoleStaff: false, enrol.RoleSupervisor: true, enrol.RoleTechnician: true, "": false} {
		r := MustRig(t, "id", false)
		bundles := r.withTools()
		r.scene("02-ready")
		v := r.view
		v.Staff.Role = role
		r.arrived(v)
		r.press(fyne.KeyF11)
		r.press(fyne.KeyF8)
		q, open := r.question.(*techForm)
		if open != want {
			t.Fatalf("%q: technician's part open %v", role, open)
		}
		if !open {
			continue
		}
		if len(q.findings) != 11 || q.looking {
			t.Errorf("%d findings", len(q.findings))
		}
		r.press(fyne.KeyPageDown)
		if got := r.question.(*techForm).top; got != findingRows {
			t.Errorf("the second page begins at %d", got)
		}
		r.press(fyne.KeyPageDown)
		r.press(fyne.KeyPageDown) // the first follows on the last
		r.press(fyne.KeyF6)
		r.press(fyne.KeyReturn) // into the folder that is open
		if *bundles != 1 || r.question.(*techForm).top != 0 {
			t.Errorf("%d bundles", *bundles)
		}
		r.press(fyne.KeyEscape)
		if _, ok := r.question.(*settingsForm); !ok {
			t.Error("Esc does not lead back to the settings")
		}
	}
}

func TestSettingsScreens(t *testing.T) {
	for _, language := range assets.Languages {
		for _, p := range []Prefs{{}, {Dark: true}, {Contrast: true, TextSize: 175}, {Dark: true, Contrast: true, TextSize: 150}} {
			r := MustRig(t, language, p.Dark)
			r.withTools()
			r.scene("18-camera-lost")
			v := r.view
			v.Staff.Role = enrol.RoleTechnician
			r.arrived(v)
			p.Language, p.Resident = language, true
			r.choose(p)
			name := fmt.Sprintf("%d-%v-%s-%s", max(100, p.TextSize), p.Contrast, language, map[bool]string{false: "light", true: "dark"}[p.Dark])
			r.press(fyne.KeyF11)
			r.check("settings", r.window)
			r.picture(r.window, "settings-"+name)
			r.press(fyne.KeyF8)
			r.check("technician", r.window)
			r.picture(r.window, "technician-"+name)
			r.press(fyne.KeyF6)
			r.check("bundle's folder", r.window)
			r.press(fyne.KeyReturn)
			r.check("bundle", r.window)
		}
	}
}

// TestSettingsOfAKiosk: with the cameras, the devices and the end of the kiosk all three
// have room in one row.
func TestSettingsOfAKiosk(t *testing.T) {
	for _, language := range assets.Languages {
		for _, size := range []int{100, 175} {
			r := MustRig(t, language, false)
			r.withTools()
			r.withDevices()
			r.deps.Kiosk = true
			r.choose(Prefs{Language: language, TextSize: size, Resident: true})
			r.scene("02-ready")
			r.press(fyne.KeyF11)
			r.check(fmt.Sprintf("kiosk's settings at %d", size), r.window)
			r.picture(r.window, fmt.Sprintf("settings-kiosk-%d-%s-light", size, language))
		}
	}
}

// TestTextSizes walks every scene and question in every size of text and contrast, at
// the smallest window and at a large one: nothing may be cut.
func TestTextSizes(t *testing.T) {
	for _, language := range assets.Languages {
		for _, size := range TextSizes[1:] {
			r := MustRig(t, language, false)
			r.withTools()
			r.choose(Prefs{Language: language, TextSize: size, Contrast: size == 175, Resident: true})
			for _, dip := range []fyne.Size{fyne.NewSize(1280, 720), fyne.NewSize(3840, 2160)} {
				r.window.Resize(dip)
				r.resident.window.Resize(dip)
				for i, s := range uidemo.Scenes() {
					if dip.Width > 1280 && i%5 > 0 || size == 150 && i%2 > 0 {
						continue // the same texts with more room
					}
					what := fmt.Sprintf("%s at %d %%, %v", s.Name, size, dip)
					r.arrived(s.View)
					r.check(what, r.window)
					r.check(what+" resident", r.resident.window)
					if dip.Width == 1280 && size == 175 {
						r.picture(r.window, fmt.Sprintf("text-%d-%s-%s-light", size, s.Name, language))
					}
				}
				r.everyQuestion(fmt.Sprintf("%d %%", size))
			}
		}
	}
}

// everyQuestion checks what can lie over a screen.
func (r *rig) everyQuestion(what string) {
	for _, q := range []func() question{
		func() question {
			return newTypedForm(r.UI, lane.Typed{NIK: "32760145", Email: "bunga@gmial.com", Phone: "0812"})
		},
		func() question { return newLineForm(r.UI, tokenForm, "") },
		func() question { return newReasons(r.UI, lane.ActionReject) },
		func() question { return newReasons(r.UI, lane.ActionPark) },
		func() question { return newSure(r.UI, "logout", "lock", func() {}) },
		func() question { return newReveal(r.UI) },
		func() question { return newLockScreen(r.UI, "siti") },
		func() question { return newPINForm(r.UI, pinChange{}) },
	} {
		r.scene("12-match")
		r.ask(q())
		r.check(fmt.Sprintf("%T at %s", r.question, what), r.window)
		r.answer()
	}
}
