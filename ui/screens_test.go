package ui

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// TestScreens draws every screen in both languages and both themes at the smallest
// size that is supported, keeps the pictures in out/ui, and fails where a text is cut.
func TestScreens(t *testing.T) {
	for _, language := range assets.Languages {
		for _, dark := range []bool{false, true} {
			name := language + "-" + map[bool]string{false: "light", true: "dark"}[dark]
			t.Run(name, func(t *testing.T) {
				r := MustRig(t, language, dark)
				for _, s := range uidemo.Scenes() {
					r.arrived(s.View)
					r.check(s.Name, r.window)
					r.picture(r.window, fmt.Sprintf("lane-%s-%s", s.Name, name))
					r.check(s.Name+" resident", r.resident.window)
					r.picture(r.resident.window, fmt.Sprintf("resident-%s-%s", s.Name, name))
				}
				r.questions(name)
				r.queueScreens(name)
				r.cameraScreens(name)
				r.largeScreens(name)
			})
		}
	}
}

// TestScreensInHighContrast draws everything once more with its thicker lines.
func TestScreensInHighContrast(t *testing.T) {
	for i, language := range assets.Languages {
		r := MustRig(t, language, i > 0)
		r.choose(Prefs{Language: language, Contrast: true, Dark: i > 0, Resident: true})
		name := language + "-high"
		for _, s := range uidemo.Scenes() {
			r.arrived(s.View)
			r.check(s.Name, r.window)
			r.check(s.Name+" resident", r.resident.window)
			r.picture(r.window, fmt.Sprintf("lane-%s-%s", s.Name, name))
		}
		r.questions(name)
		r.queueScreens(name)
	}
}

// questions draws what lies over the lane.
func (r *rig) questions(name string) {
	for _, q := range []struct {
		scene, name string
		open        func() question
	}{
		{"02-ready", "typed", func() question {
			return newTypedForm(r.UI, lane.Typed{NIK: "32760145", Email: "bunga@gmial.com", Phone: "0812"})
		}},
		{"31-parked", "parked", func() question { return newParkedForm(r.UI, "") }},
		{"02-ready", "parked-none", func() question { return newParkedForm(r.UI, "") }},
		{"02-ready", "kinds", func() question { return newKinds(r.UI, lane.Typed{}, -1) }},
		{"02-ready", "purposes-card", func() question { return newPurposes(r.UI, lane.Typed{Kind: enrol.KindCard}, -1) }},
		{"02-ready", "purposes-change", func() question { return newPurposes(r.UI, lane.Typed{Kind: enrol.KindChange}, -1) }},
		{"02-ready", "typed-card", func() question {
			return newTypedForm(r.UI, lane.Typed{NIK: "32760145", Kind: enrol.KindCard, Purpose: enrol.PurposeCardWorn})
		}},
		{"02-ready", "typed-change", func() question {
			return newTypedForm(r.UI, lane.Typed{NIK: "3276014503990001", Kind: enrol.KindChange, Purpose: enrol.PurposeFamily})
		}},
		{"02-ready", "token", func() question { return newLineForm(r.UI, tokenForm, "") }},
		{"02-ready", "file", func() question {
			r.UI.folder = MustPictures(r.tb)
			return newFileForm(r.UI)
		}},
		{"12-match", "reject", func() question { return newReasons(r.UI, lane.ActionReject) }},
		{"12-match", "park", func() question { return newReasons(r.UI, lane.ActionPark) }},
		{"07-blocked-papers", "papers", func() question { return newChecklist(r.UI) }},
		{"57-papers-ticked", "papers-ticked", func() question { return newChecklist(r.UI) }},
		{"57-papers-ticked", "paper-again", func() question {
			return newSure(r.UI, "paper-again", "camera", func() {}, "paper", r.words.Documents([]enrol.Document{enrol.DocBiometry}))
		}},
		{"29-papers-supervisor", "override", func() question { return newLineForm(r.UI, overrideForm, "") }},
		{"06-blocked-phase", "allow-override", func() question { return newAllowForm(r.UI, allowOverride) }},
		{"22-refused", "allow-exception", func() question { return newAllowForm(r.UI, allowException) }},
		{"39-half-done-staff", "allow-takeup", func() question { return newAllowForm(r.UI, allowTakeUp("half-0")) }},
		{"38-half-done", "half-done", func() question { return newParkedForm(r.UI, "") }},
		{"39-half-done-staff", "half-done-staff", func() question { return newParkedForm(r.UI, "") }},
		{"12-match", "cancel", func() question { return newSure(r.UI, "cancel", "back", func() {}) }},
		{"14-nomatch", "anyway", func() question { return newLineForm(r.UI, anywayForm, "") }},
		{"14-nomatch", "allow-anyway", func() question { return newAllowForm(r.UI, allowAnyway) }},
		{"12-match", "logout", func() question { return newSure(r.UI, "logout", "lock", func() {}) }},
		{"12-match", "reveal", func() question { return newReveal(r.UI) }},
	} {
		r.scene(q.scene)
		r.ask(q.open())
		r.check("question "+q.name, r.window)
		r.picture(r.window, "question-"+q.name+"-"+name)
		r.answer()
	}
	r.scene("02-ready")
	r.ask(newTypedForm(r.UI, lane.Typed{NIK: "3276014599990001", Email: "bunga", Phone: "12"}))
	r.press(fyne.KeyReturn)
	r.check("question typed wrong", r.window)
	r.picture(r.window, "question-typed-wrong-"+name)
	r.answer()
	r.withSupervisor().scene("06-blocked-phase")
	r.press(fyne.KeyF1)
	for _, text := range []string{"surat dinas", "siti", "975310"} {
		r.typeText(text)
		r.press(fyne.KeyReturn)
	}
	r.check("question allow refused", r.window)
	r.picture(r.window, "question-allow-refused-"+name)
	r.answer()
}

// largeScreens draws a few at the sizes of larger monitors.
func (r *rig) largeScreens(name string) {
	for _, size := range []fyne.Size{fyne.NewSize(1366, 768), fyne.NewSize(1920, 1080), fyne.NewSize(1280, 1024), fyne.NewSize(3840, 2160)} {
		r.window.Resize(size)
		r.resident.window.Resize(size)
		for _, scene := range []string{"01-closed", "02-ready", "12-match", "18-camera-lost"} {
			what := fmt.Sprintf("%s at %vx%v", scene, size.Width, size.Height)
			r.scene(scene)
			r.check(what, r.window)
			r.check(what+" resident", r.resident.window)
			r.picture(r.window, fmt.Sprintf("large-%v-%s-%s", size.Width, scene, name))
		}
		r.picture(r.resident.window, fmt.Sprintf("large-%v-resident-%s", size.Width, name))
	}
}

func (r *rig) queueScreens(name string) {
	r.scene("18-camera-lost")
	r.press(fyne.KeyF9)
	for i := range 8 {
		r.check(fmt.Sprintf("queue %d", i), r.window)
		r.picture(r.window, fmt.Sprintf("queue-%d-%s", i, name))
		r.press(fyne.KeyDown)
	}
	r.press(fyne.KeyF7)
	r.picture(r.window, "queue-all-"+name)
	r.queue.N = 0
	r.press(fyne.KeyF7)
	r.check("queue empty", r.window)
	r.picture(r.window, "queue-empty-"+name)
	r.queue.N = 200
	r.press(fyne.KeyEscape)
	if _, ok := r.screen.(*laneScreen); !ok {
		r.tb.Errorf("Esc in the queue does not lead to the lane")
	}
}

// check fails for every visible text that does not fit, and for what is painted dearly.
func (r *rig) check(what string, w fyne.Window) {
	r.tb.Helper()
	r.paints(what, w)
	eachText(w.Content(), func(x *look.Text) {
		if x.Cut() {
			r.tb.Errorf("%s: %q is cut", what, x.Text())
		}
		if x.Text() != "" && (x.Size().Width <= 0 || x.Size().Height <= 0) {
			r.tb.Errorf("%s: %q has no room", what, x.Text())
		}
	})
}

// TestOfferScreens draws the outlet's own QR where there is no window for the resident.
func TestOfferScreens(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, language == "en")
		r.UI.resident = nil
		r.open(atLane)
		for _, size := range []fyne.Size{fyne.NewSize(1280, 720), fyne.NewSize(1920, 1080)} {
			r.window.Resize(size)
			for _, scene := range []string{"19-offer", "20-offer-away", "12-match", "19-offer"} {
				r.scene(scene)
				r.check(fmt.Sprintf("%s at %v", scene, size), r.window)
				shown := r.screen.(*laneScreen).panel.plate.code.Visible()
				if shown != (scene == "19-offer") {
					t.Errorf("%s: QR shown %v", scene, shown)
				}
				r.picture(r.window, fmt.Sprintf("alone-%v-%s-%s", size.Width, scene, language))
			}
		}
	}
}
