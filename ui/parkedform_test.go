package ui

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

func TestParkedByKeyboard(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		keys       []fyne.KeyName
		want       string
	}{
		{"Newest", "", []fyne.KeyName{fyne.KeyReturn}, "parked-0"},
		{"Second", "", []fyne.KeyName{fyne.KeyDown, fyne.KeyReturn}, "parked-1"},
		{"NotBelowTheLast", "", []fyne.KeyName{fyne.KeyPageDown, fyne.KeyPageDown, fyne.KeyReturn}, "parked-6"},
		{"ByName", "contoh 3", []fyne.KeyName{fyne.KeyReturn}, "parked-3"},
		{"ByNIK", "3276014503990001", []fyne.KeyName{fyne.KeyReturn}, "3276014503990001"},
		{"Nobody", "nobody", []fyne.KeyName{fyne.KeyReturn}, ""},
		{"Esc", "", []fyne.KeyName{fyne.KeyEscape, fyne.KeyReturn}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := MustRig(t, "id", false)
			r.scene("31-parked")
			r.press(fyne.KeyF6)
			r.typeText(tt.text)
			for _, k := range tt.keys {
				r.press(k)
			}
			got := r.sent()
			if got.Text != tt.want || tt.want != "" && got.Action != lane.ActionResume {
				t.Errorf("asked for %s of %q, want %q", got.Action, got.Text, tt.want)
			}
		})
	}
}

// TestPaperIsSaid: a failing printer is a sentence, and each news is said once.
func TestPaperIsSaid(t *testing.T) {
	w := MustWords(t, "id")
	for state, want := range map[lane.PaperState]string{
		lane.PaperNone: "", lane.PaperPrinting: "", lane.PaperPrinted: "Slip dikirim ke printer loket.", lane.PaperKept: "Tidak ada printer. Slip disimpan: /s/1.pdf",
		lane.PaperFailed: "Printer tidak menjawab. Slip disimpan: /s/1.pdf", lane.PaperLost: "Slip tidak dapat dicetak atau disimpan. Kasusnya tetap tersimpan.",
	} {
		if _, got := paperNote(w, lane.PaperView{Number: 1, State: state, Printer: "loket", File: "/s/1.pdf"}); got != want {
			t.Errorf("%q: %q, want %q", state, got, want)
		}
	}
	r := MustRig(t, "id", false)
	r.scene("31-parked")
	r.press(fyne.KeyF5)
	if got := r.sent(); got.Action != lane.ActionPrint {
		t.Errorf("F5 asks for %s", got.Action)
	}
	v := r.view
	v.Paper = lane.PaperView{Number: 2, State: lane.PaperFailed, File: "/s/2.pdf"}
	r.arrived(v)
	if !r.note.box.Visible() {
		t.Error("nothing is said of the printer")
	}
	if _, detail := parkedLines(w, uidemo.Parked(1)[0], uidemo.Now.Add(time.Minute)); detail == "" {
		t.Error("a parked case has no second line")
	}
}

// TestSlipOfAParkedCaseAlone: the key for the slip is offered where there is a slip, and nowhere else.
func TestSlipOfAParkedCaseAlone(t *testing.T) {
	r := MustRig(t, "id", false)
	for _, tt := range []struct {
		scene           string
		downs           int
		shown, possible bool
	}{{"39-half-done-staff", 0, false, false}, {"38-half-done", 0, true, false}, {"38-half-done", 2, true, true}, {"31-parked", 0, true, true}, {"02-ready", 0, false, false}} {
		r.scene(tt.scene)
		r.ask(newParkedForm(r.UI, ""))
		for range tt.downs {
			r.press(fyne.KeyDown)
		}
		q := r.question.(*parkedForm)
		if q.paper.Visible() != tt.shown || q.paper.Visible() && q.paper.Enabled() != tt.possible {
			t.Errorf("%s, row %d: shown %v, possible %v", tt.scene, tt.downs, q.paper.Visible(), q.paper.Enabled())
		}
		r.press(fyne.KeyF5)
		if got := len(r.deskFake.Done) > 0; got != tt.possible {
			t.Errorf("%s, row %d: printed %q", tt.scene, tt.downs, r.deskFake.Done)
		}
		r.deskFake.Done = nil
		r.answer()
	}
}
