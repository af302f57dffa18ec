package lane_test

import (
	"slices"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// TestReceiptBesideTheNext: who asks for a receipt while the next one's QR is in hand gets it, and it is never the next
// one's. Where there is something to decide it is not offered: there its key is another one's.
func TestReceiptBesideTheNext(t *testing.T) {
	for _, tt := range []struct {
		name    string
		change  func(*world)
		reach   func(w *world) lane.View // with Budi's case decided
		offered bool
	}{
		{"Waits", nil, func(w *world) lane.View { return w.expect(lane.PhaseSaved, "") }, true},
		{"Selfie", nil, func(w *world) lane.View {
			w.eye.set(func(e *fakeEye) { e.face = false })
			return w.until(lane.PhaseSelfie)
		}, true},
		{"Consent", func(w *world) {
			w.change("QR-ANI", func(c *enrol.Credential) { c.ConsentAt = time.Time{} })
		}, func(w *world) lane.View { return w.until(lane.PhaseConsent) }, true},
		{"Blocked", func(w *world) {
			w.change("QR-ANI", func(c *enrol.Credential) { c.Kind = enrol.KindChange })
		}, func(w *world) lane.View { return w.until(lane.PhaseBlocked) }, true},
		{"Decide", nil, func(w *world) lane.View { return w.until(lane.PhaseDecide) }, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var slips *[]enrol.Slip
			play(t, func(w *world) {
				slips = withPrinter(w)
				if tt.change != nil {
					tt.change(w)
				}
			}, func(w *world) {
				w.waiting() // Budi's case, with Ani's QR in hand
				w.do(lane.Command{Action: lane.ActionApprove})
				w.reader.hold("")
				v := tt.reach(w)
				if v.Can(lane.ActionPrint) != tt.offered || (v.Receipt == 1) != tt.offered {
					t.Fatalf("possible %v, receipt %d", v.Actions, v.Receipt)
				}
				if tt.name != "Waits" && (v.Case == nil || v.Case.Resident.NIK != ani) {
					t.Fatalf("case of %v", v.Case)
				}
				w.do(lane.Command{Action: lane.ActionPrint})
				after := w.pass(10 * time.Millisecond)
				if n := len(*slips); (n == 1) != tt.offered {
					t.Fatalf("%d slips", n)
				}
				if tt.offered && ((*slips)[0].NIK != budi.Masked() || (*slips)[0].Number != 1) {
					t.Errorf("printed %+v", (*slips)[0])
				}
				if after.Phase != v.Phase {
					t.Errorf("to print led from %s to %s", v.Phase, after.Phase)
				}
			})
		})
	}
}

// TestReceiptIsTheLastOnes: after the next decision it is that one's, and a while later nobody's.
func TestReceiptIsTheLastOnes(t *testing.T) {
	var slips *[]enrol.Slip
	play(t, func(w *world) { slips = withPrinter(w) }, func(w *world) {
		w.waiting()
		w.do(lane.Command{Action: lane.ActionApprove})
		w.reader.hold("")
		w.until(lane.PhaseDecide)
		w.do(lane.Command{Action: lane.ActionApprove})
		if v := w.until(lane.PhaseReady); v.Receipt != 2 || !v.Can(lane.ActionPrint) {
			t.Errorf("receipt %d, possible %v", v.Receipt, v.Actions)
		}
		w.do(lane.Command{Action: lane.ActionPrint})
		w.pass(time.Second)
		if len(*slips) != 1 || (*slips)[0].NIK != ani.Masked() || (*slips)[0].Number != 2 {
			t.Errorf("printed %+v", *slips)
		}
		if v := w.pass(3 * time.Minute); v.Receipt != 0 || v.Can(lane.ActionPrint) {
			t.Errorf("after a while: receipt %d, possible %v", v.Receipt, v.Actions)
		}
	})
}

// TestParkedSlipIsNotPrintedBesideTheNext: it has no number to be told by, and was printed by itself.
func TestParkedSlipIsNotPrintedBesideTheNext(t *testing.T) {
	play(t, func(w *world) { withPrinter(w) }, func(w *world) {
		w.logIn(siti)
		w.park()
		if v := w.until(lane.PhaseReady); !v.Can(lane.ActionPrint) || v.Receipt != 0 {
			t.Errorf("possible %v, receipt %d", v.Actions, v.Receipt)
		}
		w.toDecide("QR-ANI")
		w.mu.Lock()
		defer w.mu.Unlock()
		if i := slices.IndexFunc(w.views, func(v lane.View) bool { return v.Case != nil && v.Case.Resident.NIK == ani && v.Can(lane.ActionPrint) }); i >= 0 {
			t.Errorf("offered in %s", w.views[i].Phase)
		}
	})
}
