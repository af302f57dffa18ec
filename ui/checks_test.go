package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// warned is a match with more findings than there are lines, the gravest found last.
func warned(tb testing.TB, warnings ...enrol.Warning) lane.View {
	v := sceneView(tb, "12-match")
	cas := *v.Case
	cas.Pages = []enrol.Page{{}}
	v.Case, v.Unchecked, v.Warnings = &cas, enrol.CodeOffline, warnings
	v.Face.Liveness = enrol.Liveness{Turn: enrol.TurnOther}
	return v
}

// TestGravestFindingIsDrawn: what speaks against the person is on the screen however much else was
// found, nothing goes without a word, and the large sentence is no green one beside it.
func TestGravestFindingIsDrawn(t *testing.T) {
	for _, language := range assets.Languages {
		for _, text := range []int{100, 175} {
			r := MustRig(t, language, text == 175)
			r.choose(Prefs{Language: language, Dark: text == 175, TextSize: text, Resident: true})
			r.window.Resize(fyne.NewSize(1280, 720))
			w := r.words
			red, region := w.Say("live.turn-other"), w.WarningShort(enrol.WarnNIKRegion)
			one, many := []string{red, w.Say("lane.unchecked"), region}, []string{red, w.Say("lane.unchecked"), region,
				w.Say("lane.checks-more", "n", "1", "what", w.WarningShort(enrol.WarnNIKBirth))}
			if text == 175 { // two lines have room over the faces
				one, many = []string{red, w.Say("lane.checks-more", "n", "1", "what", w.Say("lane.unchecked"))},
					[]string{red, w.Say("lane.checks-more", "n", "3", "what", w.Say("lane.unchecked"))}
			}
			for _, tt := range []struct {
				name string
				view lane.View
				want []string
			}{
				{"One", warned(t, enrol.WarnNIKRegion), one},
				{"Many", warned(t, enrol.WarnNIKRegion, enrol.WarnNIKBirth, enrol.WarnNIKSex), many},
			} {
				r.arrived(tt.view)
				r.check(language+" "+tt.name, r.window)
				r.picture(r.window, "checks-"+tt.name+"-"+language+"-"+map[int]string{100: "light", 175: "dark"}[text])
				said, panel := texts(r.window), r.screen.(*laneScreen).panel
				for _, c := range panel.checks {
					if c.text.Text() != "" && c.text.Position().Y+c.text.Size().Height > panel.thumbs[0].back.Shape.Position().Y+1 {
						t.Errorf("%s, %s at %d %%: %q lies over the faces", language, tt.name, text, c.text.Text())
					}
				}
				for _, want := range append(tt.want[:len(tt.want):len(tt.want)], w.Say("lane.decide.turn-other")) {
					if !strings.Contains(said, want) {
						t.Errorf("%s, %s: %q is not on the screen", language, tt.name, want)
					}
				}
				if m := r.screen.(*laneScreen).model; m.Tone != look.Warn || strings.Contains(said, w.Say("lane.decide.match")) {
					t.Errorf("%s, %s: the sentence is %v, %q", language, tt.name, m.Tone, m.Sentence)
				}
				r.press(fyne.KeyReturn)
				if got := r.sent(); got.Action != lane.ActionApprove {
					t.Errorf("%s, %s: Enter sent %q", language, tt.name, got.Action)
				}
			}
		}
	}
}

// TestFitChecks: what is in order shares a line, warnings that lack one are named together.
func TestFitChecks(t *testing.T) {
	w := MustWords(t, "id")
	line := func(tone look.Tone, text string) checkModel { return checkModel{Tone: tone, Text: text} }
	for _, tt := range []struct {
		name string
		all  []checkModel
		want string
	}{
		{"Fits", []checkModel{line(look.OK, "a"), line(look.Warn, "b"), line(look.Bad, "c")}, "c|b|a"},
		{"Stable", []checkModel{line(look.Warn, "a"), line(look.Warn, "b"), line(look.OK, "c"), line(look.OK, "d")}, "a|b|c|d"},
		{"GoodTogether", []checkModel{line(look.OK, "a"), line(look.OK, "b"), line(look.Warn, "c"), line(look.Warn, "d"), line(look.Bad, "e")}, "e|c|d|2 hal sudah beres"},
		{"GoodWithoutALine", []checkModel{line(look.OK, "a"), line(look.Warn, "b"), line(look.Warn, "c"), line(look.Warn, "d"), line(look.Bad, "e")}, "e|b|c|d"},
		{"WarningsTogether", []checkModel{line(look.Warn, "a"), line(look.Warn, "b"), line(look.Warn, "c"), line(look.Bad, "d"), line(look.Bad, "e"), line(look.OK, "f")}, "d|e|a|b, dan 1 peringatan lain"},
	} {
		var got []string
		for _, c := range fitChecks(w, byTone(tt.all), 4) {
			got = append(got, c.Text)
		}
		if strings.Join(got, "|") != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, strings.Join(got, "|"), tt.want)
		}
	}
}

// TestDoubtedSentence: a match that is doubted is not called one in green; a verdict that says enough stays.
func TestDoubtedSentence(t *testing.T) {
	w := MustWords(t, "id")
	spoof := enrol.Liveness{Models: "m", Passive: 0.1}
	for _, tt := range []struct {
		scene    string
		live     enrol.Liveness
		tone     look.Tone
		sentence string
	}{
		{"12-match", enrol.Liveness{Models: "m", Passive: 0.9, Turn: enrol.TurnLeft}, look.OK, w.Say("lane.decide.match")},
		{"12-match", enrol.Liveness{Turn: enrol.TurnSkipped}, look.OK, w.Say("lane.decide.match")},
		{"12-match", spoof, look.Warn, w.Say("lane.decide.doubt")},
		{"12-match", enrol.Liveness{Turn: enrol.TurnOther}, look.Warn, w.Say("lane.decide.turn-other")},
		{"13-review", spoof, look.Warn, w.Say("lane.decide.review")},
		{"14-nomatch", spoof, look.Bad, w.Say("lane.decide.nomatch")},
		{"15-staff", spoof, look.Warn, w.Say("lane.decide.staff")},
	} {
		v := sceneView(t, tt.scene)
		v.Face.Liveness = tt.live
		if m := newLaneModel(w, v, v.Now); m.Tone != tt.tone || m.Sentence != tt.sentence {
			t.Errorf("%s, %+v: %v %q", tt.scene, tt.live, m.Tone, m.Sentence)
		}
	}
}

// TestEveryOverrideIsNamed: a second leave does not hide the first, and a picture taken as it was is not
// called a supervisor's leave.
func TestEveryOverrideIsNamed(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, false)
		w := r.words
		phase, papers := w.Say("lane.overridden.phase"), w.Say("lane.overridden.documents")
		for _, tt := range []struct {
			codes []enrol.Code
			want  []string
		}{
			{[]enrol.Code{enrol.CodePhase}, []string{w.Say("lane.overridden", "what", phase)}},
			{[]enrol.Code{enrol.CodePhase, enrol.CodeDocuments}, []string{w.Say("lane.overridden", "what", phase+", "+papers)}},
			{[]enrol.Code{enrol.CodePhase, enrol.CodeDocuments, enrol.CodePoorPicture}, []string{w.Say("lane.overridden", "what", phase+", "+papers), w.Say("lane.excepted")}},
			{[]enrol.Code{enrol.CodePoorPicture}, []string{w.Say("lane.excepted")}},
		} {
			v := sceneView(t, "12-match")
			cas := *v.Case
			for _, c := range tt.codes {
				cas = cas.WithOverride(enrol.Override{Code: c, By: "agus", Reason: "r"})
			}
			v.Case = &cas
			r.arrived(v)
			r.check(language+" overrides", r.window)
			said := texts(r.window)
			for _, want := range tt.want {
				if !strings.Contains(said, want) {
					t.Errorf("%s, %v: %q is not on the screen", language, tt.codes, want)
				}
			}
			if len(tt.codes) == 1 && tt.codes[0] == enrol.CodePoorPicture && strings.Contains(said, strings.TrimSuffix(w.Say("lane.overridden", "what", ""), " ")) {
				t.Errorf("%s: the exception is called a supervisor's leave", language)
			}
		}
	}
}
