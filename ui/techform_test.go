package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// doctorNames are what a doctor's sentences are filled with, as long as they come.
var doctorNames = map[string]string{
	"file": "gerai.db.aside-20260309-101530", "path": "~/.local/share/gerai/gerai.db.aside-20260309-101530", "n": "1.284",
	"since": "2026-03-09", "until": "2026-04-08", "printer": "EPSON-TM-T82III-loket-kecamatan-cilodong", "swap": "/dev/mapper/ubuntu--vg-swap_1",
	"pending": "1.204", "held": "118", "refused": "36", "at": "09/03/2026 10.15", "kind": "passphrase",
}

// doctorSays are the facts and the advice that gerai doctor knows in a language, filled.
func doctorSays(t *testing.T, language string) (facts, advice []string) {
	t.Helper()
	all, err := assets.Sentences(language)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]string{"why": all["doctor.lapsed"], "tpm": all["doctor.key-no-tpm"], "keyring": all["doctor.key-no-tpm"]}
	for k, v := range all {
		if strings.HasPrefix(k, "keyring.") && len(v) > len(names["keyring"]) {
			names["keyring"] = v
		}
	}
	fill := func(s string) string {
		for range 2 { // a sentence may be filled with another one
			for _, with := range []map[string]string{names, doctorNames} {
				for k, v := range with {
					s = strings.ReplaceAll(s, "{"+k+"}", v)
				}
			}
		}
		if strings.Contains(s, "{") {
			t.Errorf("%s: %q has a name that this test does not know", language, s)
		}
		return s
	}
	for key, s := range all {
		switch {
		case !strings.HasPrefix(key, "doctor."):
		case strings.HasSuffix(key, ".do"):
			advice = append(advice, fill(s))
		default:
			facts = append(facts, fill(s))
		}
	}
	facts = append(facts, fill(all["doctor.key-file"]+" "+all["doctor.key-offers"]))
	slices.Sort(facts)
	slices.Sort(advice)
	return facts, advice
}

// TestTechnicianCutsNothing runs everything that the doctor says through the technician's
// page: facts stand both alone and beside the longest advice.
func TestTechnicianCutsNothing(t *testing.T) {
	for _, language := range assets.Languages {
		facts, advice := doctorSays(t, language)
		if len(facts) < 20 || len(advice) < 10 {
			t.Fatalf("%s: only %d facts and %d pieces of advice", language, len(facts), len(advice))
		}
		var all []Finding
		for i := range max(len(facts), len(advice)) {
			f := Finding{Name: facts[i%len(facts)], Tone: look.Tone(1 + i%3), Fact: facts[i%len(facts)], Do: advice[i%len(advice)]}
			f.Name = []string{"Antrean", "Database"}[i%2]
			all = append(all, f)
			f.Do = ""
			all = append(all, f)
		}
		for _, size := range []int{100, 175} {
			r := MustRig(t, language, false)
			r.deps.Doctor = func(context.Context, string) []Finding { return all }
			r.scene("02-ready")
			v := r.view
			v.Staff.Role = enrol.RoleTechnician
			r.arrived(v)
			r.choose(Prefs{Language: language, TextSize: size, Resident: true})
			r.openTechnician()
			for page := 0; page*findingRows < len(all); page++ {
				if got := r.question.(*techForm).top; got != page*findingRows {
					t.Fatalf("page %d begins at %d", page, got)
				}
				r.check(fmt.Sprintf("technician, page %d, %s at %d %%", page, language, size), r.window)
				if page == 1 && size == 175 {
					r.picture(r.window, fmt.Sprintf("technician-doctor-%d-%s-light", size, language))
				}
				r.press(fyne.KeyPageDown)
			}
		}
	}
}
