package ui

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/uidemo"
)

// TestReceiptSlot: the last one's receipt has one key, told by its number, and takes no place from the case on the screen.
func TestReceiptSlot(t *testing.T) {
	one := &enrol.Case{Resident: enrol.Resident{NIK: "3276014503990001"}}
	for _, tt := range []struct {
		name    string
		view    lane.View
		place   int // of the receipt; -1: none
		label   string
		actions []lane.Action // that keep a key
	}{
		{"Nobody", lane.View{Phase: lane.PhaseReady, Receipt: 7}, 6, "Cetak bukti 007", []lane.Action{lane.ActionType, lane.ActionToken, lane.ActionScanFile}},
		{"NoNumber", lane.View{Phase: lane.PhaseReady}, 6, "Cetak bukti", nil},
		{"Waits", lane.View{Phase: lane.PhaseSaved, Receipt: 7, Enter: lane.ActionNext, Next: lane.NextView{Ready: true},
			Actions: []lane.Action{lane.ActionNext, lane.ActionDropNext}}, 5, "Cetak bukti 007", []lane.Action{lane.ActionNext, lane.ActionDropNext, lane.ActionScanFile}},
		{"Selfie", lane.View{Phase: lane.PhaseSelfie, Case: one, Receipt: 123, Actions: []lane.Action{lane.ActionTakeNow, lane.ActionCancel}}, 5, "Cetak bukti 123",
			[]lane.Action{lane.ActionTakeNow, lane.ActionCancel}},
		{"Exception", lane.View{Phase: lane.PhaseSelfie, Case: one, Receipt: 7, Actions: []lane.Action{lane.ActionTakeNow, lane.ActionException}}, -1, "",
			[]lane.Action{lane.ActionTakeNow, lane.ActionException}},
		{"Consent", lane.View{Phase: lane.PhaseConsent, Case: one, Receipt: 7, Enter: lane.ActionConsent, Actions: []lane.Action{lane.ActionConsent}}, 5, "Cetak bukti 007",
			[]lane.Action{lane.ActionConsent}},
		{"Overridable", lane.View{Phase: lane.PhaseBlocked, Case: one, Receipt: 7, Actions: []lane.Action{lane.ActionOverride, lane.ActionDocument}}, -1, "",
			[]lane.Action{lane.ActionOverride, lane.ActionDocument}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := tt.view
			v.Actions = append(v.Actions, lane.ActionPrint)
			if v.Case == nil {
				v.Actions = append(v.Actions, lane.ActionType, lane.ActionToken, lane.ActionScanFile, lane.ActionResume)
			}
			at, keys, enabled := -1, map[string]int{}, map[lane.Action]bool{}
			for i, s := range slotsOf(MustWords(t, "id"), v) {
				if s.Label != "" {
					keys[s.Key]++
				}
				enabled[s.Action] = enabled[s.Action] || s.Enabled
				if s.Action == lane.ActionPrint {
					if at = i; s.Label != tt.label || s.Key != "F5" || !s.Enabled {
						t.Errorf("%+v", s)
					}
				}
			}
			if at != tt.place {
				t.Errorf("in place %d, want %d", at, tt.place)
			}
			for k, n := range keys {
				if n > 1 {
					t.Errorf("%s is printed on %d buttons", k, n)
				}
			}
			for _, a := range tt.actions {
				if !enabled[a] {
					t.Errorf("%s has no key", a)
				}
			}
		})
	}
}

// TestReceiptIsNoRetake: the verdict comes by itself, and whoever pressed for the receipt a moment late sends nobody
// before the camera again.
func TestReceiptIsNoRetake(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("63-receipt-selfie")
	r.press(fyne.KeyF5)
	if got := r.sent(); got.Action != lane.ActionPrint {
		t.Fatalf("asked for %q", got.Action)
	}
	r.scene("12-match")
	r.press(fyne.KeyF5)
	if got := r.sent(); got.Action != "" {
		t.Errorf("a moment later: asked for %q", got.Action)
	}
	r.clock = r.clock.Add(otherPaper)
	r.press(fyne.KeyF5)
	if got := r.sent(); got.Action != lane.ActionRetake {
		t.Errorf("asked for %q", got.Action)
	}
	r.scene("63-receipt-selfie")
	r.press(fyne.KeyF5) // twice
	if got := r.sent(); got.Action != "" {
		t.Errorf("a second press of the retake asked for %q", got.Action)
	}
	r.clock = r.clock.Add(-2 * time.Hour) // by the registry
	r.press(fyne.KeyF5)
	if got := r.sent(); got.Action != lane.ActionPrint {
		t.Errorf("after the clock was put back: asked for %q", got.Action)
	}
}

// TestRetakeWithoutReceipt: where the key was on no receipt, because its place has something of the case, it takes the
// picture anew at once.
func TestRetakeWithoutReceipt(t *testing.T) {
	var f fifth
	now, retake := uidemo.Now, slotModel{Key: "F5", Action: lane.ActionRetake, Enabled: true}
	f.offered([]slotModel{{Key: "F5", Action: lane.ActionException, Enabled: true}, {Key: "F5", Action: lane.ActionPrint}}, true, now)
	if f.meantOther(retake, now) {
		t.Error("a retake beside no receipt waits")
	}
	f.offered([]slotModel{{Key: "F5", Action: lane.ActionPrint, Enabled: true}}, true, now)
	if !f.meantOther(retake, now) {
		t.Error("a retake in the moment of a receipt is taken")
	}
}

// TestReceiptOnOneScreen: where the next one looks at the same window the key tells nothing of who came before.
func TestReceiptOnOneScreen(t *testing.T) {
	for _, language := range assets.Languages {
		for _, s := range slotsOf(MustWords(t, language), sceneView(t, "63-receipt-selfie")) {
			if s.Action == lane.ActionPrint && (!strings.HasSuffix(s.Label, "064") || strings.Contains(s.Label, "•")) {
				t.Errorf("%s: %q", language, s.Label)
			}
		}
	}
}
