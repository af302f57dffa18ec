package ui

import (
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// trainingRig is a rig with a tour; the answer collects the kinds of days.
func trainingRig(t *testing.T, language string, dark bool) (*rig, *[]string) {
	t.Helper()
	days := &[]string{}
	r := MustRig(t, language, dark)
	r.deps.Training = &Training{Day: func(d string) { *days = append(*days, d) },
		Args: map[string]string{"name": "latihan", "pin": "123456", "nik": "3276005207840812", "email": "wulan@latihan.example", "phone": "081200000812"}}
	r.tour = newTour(r.UI)
	r.rebuild()
	return r, days
}

// TestTour walks through the whole tour, as a new member of staff does: each sentence
// fits, none lacks, and the bad days come in their places.
func TestTour(t *testing.T) {
	for _, language := range assets.Languages {
		r, days := trainingRig(t, language, language == "en")
		typed := func(v lane.View) lane.View {
			c := *v.Case
			c.Typed = true
			v.Case = &c
			return v
		}
		for i, step := range []struct {
			key   string
			scene string // that ends it; "": the key does
		}{
			{"log-in", "02-ready"}, {"qr", "10-hold"}, {"selfie", "12-match"}, {"decide", "16-saved"}, {"saved", ""},
			{"line", "16-saved"}, {"line-why", ""}, {"dark", "dark"}, {"dark-light", ""}, {"dark-go", "16-saved"},
			{"phone", "typed"}, {"phone-contact", "08-consent"}, {"phone-consent", "10-hold"}, {"phone-go", "16-saved"}, {"end", ""}, {"free", ""},
		} {
			if got := r.tour.steps[r.tour.at].key; got != step.key {
				t.Fatalf("%s: step %d is %q, want %q", language, i, got, step.key)
			}
			text := r.tour.text.Text()
			if strings.Contains(text, "{") || strings.HasSuffix(text, "tour."+step.key) {
				t.Errorf("%s: %q", language, text)
			}
			r.check("tour "+step.key, r.window)
			if s := texts(r.window); !strings.Contains(s, r.words.Say("lane.training")) {
				t.Errorf("%s: %s: not marked as a training", language, step.key)
			}
			r.picture(r.window, "tour-"+step.key+"-"+language+"-light")
			switch step.scene {
			case "":
				r.press(tourKey)
			case "dark":
				r.scene("09-selfie")
				v := r.view
				v.Prompt = "hint.more-light"
				r.arrived(v)
			case "typed":
				r.scene("08-consent")
				r.arrived(typed(r.view))
			default:
				r.scene("02-ready")
				r.scene(step.scene)
			}
		}
		if want := []string{"line", "dark", "phone", ""}; !slices.Equal(slices.Compact(slices.DeleteFunc(*days, func(d string) bool { return d == "" })), want[:3]) {
			t.Errorf("%s: days %q", language, *days)
		}
		if r.tour.steps[r.tour.at].key != "free" {
			t.Errorf("%s: ends at %q", language, r.tour.steps[r.tour.at].key)
		}
		r.leavesAsSaid(r.tour.text.Text())
	}
}

// leavesAsSaid does what the tour's last sentence says: F12, then F7.
func (r *rig) leavesAsSaid(sentence string) {
	r.tb.Helper()
	first, last := strings.Index(sentence, "F12"), strings.Index(sentence, "F7")
	if first < 0 || last < first {
		r.tb.Fatalf("%q does not say how a training ends", sentence)
	}
	swapped := 0
	r.deps.Swap = func() { swapped++ }
	r.scene("02-ready")
	r.press(fyne.KeyF12)
	if got := r.sent(); got.Action != lane.ActionLogOut {
		r.tb.Errorf("F12 asks for %+v", got)
	}
	r.scene("01-closed")
	if r.press(fyne.KeyF7); swapped != 1 {
		r.tb.Errorf("F7 left the training %d times", swapped)
	}
}

// TestTrainingIsAlwaysMarked: on every screen, with every question, in both themes.
func TestTrainingIsAlwaysMarked(t *testing.T) {
	for _, dark := range []bool{false, true} {
		r, _ := trainingRig(t, "id", dark)
		marked := func(where string) {
			t.Helper()
			if s := texts(r.window); !strings.Contains(s, r.words.Say("lane.training")) {
				t.Errorf("%s: not marked", where)
			}
			if r.where != atQueue { // its footer is measured at the counter's own size
				r.check(where, r.window)
			}
		}
		r.scene("01-closed")
		marked("log-in")
		for _, scene := range []string{"02-ready", "07-blocked-papers", "12-match", "18-camera-lost"} {
			r.scene(scene)
			marked(scene)
		}
		r.press(fyne.KeyF4)
		marked("question")
		r.press(fyne.KeyEscape)
		r.press(fyne.KeyF9)
		marked("queue")
	}
}

// TestTrainingIsMarkedForTheResident: the resident's window and the corner say that this is
// a training, and promise no code.
func TestTrainingIsMarkedForTheResident(t *testing.T) {
	for _, language := range assets.Languages {
		r, _ := trainingRig(t, language, false)
		r.resident.rebuild()
		for _, scene := range []string{"01-closed", "02-ready", "10-hold", "12-match", "16-saved"} {
			r.scene(scene)
			r.check(scene+" resident in training", r.resident.window)
			if s := texts(r.resident.window); !strings.Contains(s, r.words.Say("resident.training")) {
				t.Errorf("%s: %s: the resident's window is not marked", language, scene)
			}
		}
		if s := texts(r.resident.window); strings.Contains(s, "@") || !strings.Contains(s, r.words.Say("resident.saved-training")) {
			t.Errorf("%s: a training promises %q", language, s)
		}
		r.picture(r.resident.window, "tour-resident-"+language+"-light")
		r.UI.resident = nil
		r.turned = true
		r.rebuild()
		r.check("corner in training", r.window)
		if s := texts(r.window); !strings.Contains(s, r.words.Say("resident.training")) {
			t.Errorf("%s: the corner is not marked", language)
		}
		r.picture(r.window, "tour-corner-"+language+"-light")
	}
}
