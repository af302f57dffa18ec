package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
	"github.com/gerai-ikd/gerai/ui/look"
)

// sizeOf is the size in which a text shows.
func sizeOf(t *look.Text) float32 {
	for _, o := range test.WidgetRenderer(t).Objects() {
		if line, ok := o.(*canvas.Text); ok && o.Visible() && line.Text != "" {
			return line.TextSize
		}
	}
	return 0
}

// TestStepIsLarge: what to do next is never set smaller than what is wrong, and nowhere near body size; where papers
// lack it is as large as any sentence.
func TestStepIsLarge(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, false)
		for _, s := range uidemo.Scenes() {
			r.arrived(s.View)
			l, ok := r.screen.(*laneScreen)
			if !ok || !l.strip.hasDo {
				continue
			}
			fault, step := sizeOf(l.strip.sentence), sizeOf(l.strip.do)
			if step < fault || step < look.Title || s.View.Problem == enrol.CodeDocuments && step < look.Sentence {
				t.Errorf("%s, %s: the step %q is set in %v, the fault in %v", language, s.Name, l.strip.do.Text(), step, fault)
			}
			r.check(s.Name, r.window)
		}
	}
}

// TestStepIsLargeElsewhere: in the largest letters and on a large monitor nothing is cut either.
func TestStepIsLargeElsewhere(t *testing.T) {
	for _, language := range assets.Languages {
		for _, size := range []fyne.Size{fyne.NewSize(1280, 720), fyne.NewSize(1920, 1080)} {
			r := MustRig(t, language, false)
			if size.Width < 1900 {
				r.choose(Prefs{Language: language, TextSize: TextSizes[len(TextSizes)-1], Resident: true})
			}
			r.window.Resize(size)
			for _, name := range []string{"06-blocked-phase", "07-blocked-papers", "17-stopped", "45-active-already", "46-served-elsewhere"} {
				r.scene(name)
				r.check(name, r.window)
				if strip := r.screen.(*laneScreen).strip; sizeOf(strip.do) < sizeOf(strip.sentence) {
					t.Errorf("%s at %v, %s: the step is smaller than the fault", name, size, language)
				}
				r.picture(r.window, "strip-"+name+"-"+map[bool]string{true: "175", false: "1920"}[size.Width < 1900]+"-"+language+"-light")
			}
		}
	}
}

// TestStoppedShowsWhatCanBeDone: a case that is stopped has no dimmed buttons, and its way on in the first place.
func TestStoppedShowsWhatCanBeDone(t *testing.T) {
	w := MustWords(t, "id")
	first := map[string]lane.Action{"07-blocked-papers": lane.ActionPaper, "45-active-already": lane.ActionReactivate, "46-served-elsewhere": ""}
	for _, s := range uidemo.Scenes() {
		if s.View.Phase != lane.PhaseBlocked {
			continue
		}
		slots := slotsOf(w, s.View)
		for i, b := range slots {
			if b.Label != "" && !b.Enabled {
				t.Errorf("%s: %s %q is shown and can't be pressed", s.Name, b.Key, b.Label)
			}
			if i > 0 && b.Primary || b.Action == lane.ActionApprove && b.Label != "" {
				t.Errorf("%s: %s %q, primary %v", s.Name, b.Key, b.Label, b.Primary)
			}
		}
		if want, ok := first[s.Name]; ok && (slots[0].Action != want || slots[0].Primary != (want != "")) {
			t.Errorf("%s: the first button is for %q", s.Name, slots[0].Action)
		}
	}
	v := sceneView(t, "07-blocked-papers")
	v.Enter, v.Actions = "", []lane.Action{lane.ActionDocument, lane.ActionPark}
	if slots := slotsOf(w, v); slots[0].Key != "F7" || slots[5].Label != "" {
		t.Errorf("without a camera the first button is %+v", slots[0])
	}
	if _, _, _, do := sentenceOf(w, v); do != w.Say("lane.papers-tick") {
		t.Errorf("without a camera the step is %q", do)
	}
}

// TestNoMatchKeys: approval in spite of the verdict is called that, and nothing stands on two buttons.
func TestNoMatchKeys(t *testing.T) {
	for _, language := range assets.Languages {
		w := MustWords(t, language)
		seen := map[string]string{}
		for _, s := range slotsOf(w, sceneView(t, "14-nomatch")) {
			if other, twice := seen[s.Label]; twice {
				t.Errorf("%s: %q stands on %s and %s", language, s.Label, other, s.Key)
			}
			seen[s.Label] = s.Key
			if s.Ask == askAnyway && s.Label == w.Say("action."+string(lane.ActionApprove)) {
				t.Errorf("%s: approval in spite of the verdict is called %q", language, s.Label)
			}
		}
	}
}
