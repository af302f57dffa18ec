package ui

import (
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

// TestRefusedQRIsTold: whoever shows a QR that is refused reads that it is of no use, also where the outlet shows
// a QR of its own; what only staff can do something about leaves the resident's sentence as it is.
func TestRefusedQRIsTold(t *testing.T) {
	for _, language := range assets.Languages {
		r := MustRig(t, language, false)
		for _, scene := range []string{"02-ready", "03-hint", "19-offer"} {
			for code, want := range map[enrol.Code]string{
				enrol.CodeQRExpired: "resident.qr-refused", enrol.CodeQRUsed: "resident.qr-refused", enrol.CodeQRForeign: "resident.qr-refused",
				enrol.CodeQRForged: "resident.qr-refused", enrol.CodeDuplicate: "resident.wait", enrol.CodeActive: "resident.wait",
				enrol.CodeDiskFull: "", enrol.CodeReason: "", enrol.CodeNoQR: "",
			} {
				v := sceneView(t, scene)
				before := newResidentModel(r.words, v).Sentence
				v.Problem, v.ProblemArgs = code, map[string]string{"owner": "Dewi Lestari"}
				r.arrived(v)
				said := texts(r.resident.window)
				if want == "" {
					if !strings.Contains(said, before) {
						t.Errorf("%s, %s, %s: %q is gone", language, scene, code, before)
					}
					continue
				}
				r.check(scene+" "+string(code), r.resident.window)
				if m := newResidentModel(r.words, v); m.Idle || m.Code != nil || m.Overlay.Guide != guideNone || !strings.Contains(said, r.words.Say(want)) {
					t.Errorf("%s, %s, %s: %q", language, scene, code, said)
				}
				if strings.Contains(said, before) || strings.Contains(said, "Dewi") {
					t.Errorf("%s, %s, %s: the window still says %q", language, scene, code, said)
				}
			}
		}
	}
}

// TestStepIsNotOfTheQR: what is checked first are data, and also those that staff typed.
func TestStepIsNotOfTheQR(t *testing.T) {
	for _, language := range assets.Languages {
		w := MustWords(t, language)
		for _, scene := range []string{"06-blocked-phase", "07-blocked-papers", "46-served-elsewhere"} {
			first := newLaneModel(w, sceneView(t, scene), uidemo.Now).Steps[0]
			if first.Label != "Data" || first.State != lane.StepFailed || first.Icon != "person" {
				t.Errorf("%s, %s: the first step is %+v", language, scene, first)
			}
		}
	}
}

// TestTurnIsSkippedByName: the key says what is left out.
func TestTurnIsSkippedByName(t *testing.T) {
	for language, want := range map[string]string{"id": "toleh", "en": "turn"} {
		for _, b := range newLaneModel(MustWords(t, language), sceneView(t, "23-turn"), uidemo.Now).Slots {
			if b.Action == lane.ActionSkipTurn && !strings.Contains(b.Label, want) {
				t.Errorf("%s: the key says %q", language, b.Label)
			}
		}
	}
}

// TestNothingOverAPage: while a page is judged no button lies over it, nor over what is agreed to where the
// resident has no window.
func TestNothingOverAPage(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.roster.asking.at = time.Time{}
	r.refresh() // asks for the roster
	for _, scene := range []string{"02-ready", "36-page", "12-match", "37-page-upright"} {
		r.scene(scene)
		s, page := r.screen.(*laneScreen), r.view.Page.Image != nil
		if s.roster.Visible() == page || s.other.Visible() == page || s.cameras.Visible() == page {
			t.Errorf("%s: roster %v, other camera %v, cameras %v", scene, s.roster.Visible(), s.other.Visible(), s.cameras.Visible())
		}
	}
	r.UI.resident = nil
	r.open(atLane)
	for _, scene := range []string{"02-ready", "08-consent", "12-match", "55-consent-first-card"} {
		r.scene(scene)
		s, sheet := r.screen.(*laneScreen), r.view.Phase == lane.PhaseConsent
		if s.consent.box.Visible() != sheet || s.roster.Visible() == sheet || s.turn.Visible() == sheet || s.other.Visible() == sheet {
			t.Errorf("%s: sheet %v, roster %v, corner's key %v", scene, s.consent.box.Visible(), s.roster.Visible(), s.turn.Visible())
		}
	}
}
