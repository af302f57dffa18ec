package ui

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/words"
)

// consentScenes are those of the kinds.
var consentScenes = map[string]enrol.Kind{"08-consent": enrol.KindNew, "53-consent-card": enrol.KindCard,
	"54-consent-change": enrol.KindChange, "55-consent-first-card": enrol.KindFirstCard}

// TestConsentNamesItsWords: the resident reads all that is agreed to, of the case's kind and of no other, with the
// papers by name; Enter tells the lane which words were shown.
func TestConsentNamesItsWords(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, false)
		for scene, kind := range consentScenes {
			r.scene(scene)
			said := texts(r.resident.window)
			papers := consentPapers(r.view.Case)
			want := []string{"consent.title", "consent.face", "consent.use." + string(kind), "consent.no." + string(kind)}
			not := []string{"consent.keep-papers"}
			if len(papers) > 0 {
				want, not = append(want, "consent.keep-papers"), nil
				if named := r.words.Say("consent.papers", "papers", r.words.Documents(papers)); !strings.Contains(said, named) {
					t.Errorf("%s, %s: %q is not said", language, scene, named)
				}
			} else {
				want = append(want, "consent.keep")
			}
			for _, other := range enrol.Kinds {
				if other != kind {
					not = append(not, "consent.use."+string(other))
				}
			}
			for _, key := range want {
				if !strings.Contains(said, r.words.Say(key)) {
					t.Errorf("%s, %s: %s is not said", language, scene, key)
				}
			}
			for _, key := range not {
				if strings.Contains(said, r.words.Say(key)) {
					t.Errorf("%s, %s: %s is said", language, scene, key)
				}
			}
			r.press(fyne.KeyReturn)
			if got, want := r.sent(), "3/"+language+"/"+string(kind); got.Action != lane.ActionConsent || got.Text != want {
				t.Errorf("%s, %s: consent to %q, want %q", language, scene, got.Text, want)
			}
		}
	}
}

// TestConsentSaysHowLong: where the outlet keeps pictures for some days the resident reads how many, never that they go
// at once, and the record names the days.
func TestConsentSaysHowLong(t *testing.T) {
	for _, language := range assets.Languages {
		for _, size := range []int{100, 175} {
			r := MustRig(t, language, false)
			r.choose(Prefs{Language: language, TextSize: size, Resident: true})
			r.resident.window.Resize(fyne.NewSize(1280, 720))
			for scene, kind := range consentScenes {
				v := sceneView(t, scene)
				v.KeepDays = 30
				r.arrived(v)
				r.check(fmt.Sprintf("%s, kept, at %d %%", scene, size), r.resident.window)
				r.picture(r.resident.window, fmt.Sprintf("consent-kept-%s-%d-%s", scene, size, language))
				said, keep := texts(r.resident.window), "consent.keep"
				if len(consentPapers(v.Case)) > 0 {
					keep = "consent.keep-papers"
				}
				span := r.words.Say("time.days", "n", "30")
				if want := r.words.Say(keep+"-days", "span", span); !strings.Contains(want, span) || !strings.Contains(said, want) || strings.Contains(said, r.words.Say(keep)) {
					t.Errorf("%s, %s: %q is not what is said", language, scene, want)
				}
				r.press(fyne.KeyReturn)
				if got, want := r.sent(), "3/"+language+"/"+string(kind)+"/30"; got.Action != lane.ActionConsent || got.Text != want {
					t.Errorf("%s, %s: consent to %q, want %q", language, scene, got.Text, want)
				}
			}
		}
	}
}

// TestConsentOfEveryKind: each has words of its own for what it is for, and none has those of another; a recording
// elsewhere is no paper.
func TestConsentOfEveryKind(t *testing.T) {
	for _, language := range assets.Languages {
		w, uses := MustWords(t, language), map[string]bool{}
		for _, k := range enrol.Kinds {
			lines := consentLines(w, &enrol.Case{Kind: k, Documents: []enrol.Document{enrol.DocBiometry}}, 0)
			if len(lines) != 4 {
				t.Fatalf("%s, %s: %d lines", language, k, len(lines))
			}
			uses[lines[1].Text] = true
			if strings.Contains(lines[3].Text, w.Say("consent.no.new")) && k != enrol.KindNew && k != enrol.KindReactivate {
				t.Errorf("%s, %s: a no is said to mean what it means for an activation", language, k)
			}
		}
		if len(uses) != len(enrol.Kinds) {
			t.Errorf("%s: %d purposes for %d kinds", language, len(uses), len(enrol.Kinds))
		}
		for _, c := range []*enrol.Case{nil, {Kind: "of-a-later-version"}} {
			if got := consentText(w, c, 0); got != "3/"+language+"/new" {
				t.Errorf("%s: consent to %q", language, got)
			}
		}
	}
}

// TestConsentWordsHaveTheirVersion: who changes what is agreed to counts consentVersion up, and adds a line here;
// lines of earlier versions stay, so that it is known what the words of a record were.
func TestConsentWordsHaveTheirVersion(t *testing.T) {
	known := map[string]string{"2/id": "be46dd88a753e40e", "2/en": "500af1c8b49443a4", "3/id": "dfd00f977a5369b6", "3/en": "169d6421cb0f70e8"}
	for _, language := range assets.Languages {
		name := fmt.Sprintf("%d/%s", consentVersion, language)
		if got := consentSum(MustWords(t, language)); got != known[name] {
			t.Errorf("the words of %s have the sum %s, were %q", name, got, known[name])
		}
	}
}

// consentSum is the begin of the SHA-256 of all words of the sheet.
func consentSum(w *words.Words) string {
	h := sha256.New()
	keys := []string{"consent.title", "consent.face", "consent.papers", "consent.keep", "consent.keep-papers", "consent.keep-days", "consent.keep-papers-days"}
	for _, k := range enrol.Kinds {
		keys = append(keys, "consent.use."+string(k), "consent.no."+string(k))
	}
	for _, key := range keys {
		fmt.Fprintln(h, w.Say(key, "papers", "{papers}", "span", "{span}"))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// TestConsentScreens: the sheet of every kind fits both places, at 175 % too.
func TestConsentScreens(t *testing.T) {
	for _, language := range assets.Languages {
		for _, size := range []int{100, 175} {
			r := MustRig(t, language, false)
			r.choose(Prefs{Language: language, TextSize: size, Resident: true})
			r.window.Resize(fyne.NewSize(1280, 720))
			r.resident.window.Resize(fyne.NewSize(1280, 720))
			for scene := range consentScenes {
				r.scene(scene)
				r.check(fmt.Sprintf("%s at %d %%, resident", scene, size), r.resident.window)
				r.picture(r.resident.window, fmt.Sprintf("consent-%s-%d-%s", scene, size, language))
			}
			r.UI.resident = nil
			r.open(atLane)
			for scene := range consentScenes {
				r.scene(scene)
				r.check(fmt.Sprintf("%s at %d %%, alone", scene, size), r.window)
				r.picture(r.window, fmt.Sprintf("consent-alone-%s-%d-%s", scene, size, language))
			}
		}
	}
}
