package lane_test

import (
	"errors"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// TestApproveThoughFacesDiffer: it takes a reason, and a supervisor where the outlet reserves exceptions; both are in
// the case that is decided. A decision that could not be saved leaves no leave behind.
func TestApproveThoughFacesDiffer(t *testing.T) {
	for name, tt := range exceptions {
		t.Run(name, func(t *testing.T) {
			play(t, func(w *world) {
				w.eye.result.Band, w.books.settings.ExceptionBySupervisor = enrol.BandNoMatch, tt.bySupervisor
			}, func(w *world) {
				w.logIn(tt.staff)
				v := w.toDecide("QR-BUDI")
				if v.Enter == lane.ActionApprove || v.NeedsSupervisor(lane.ActionApprove) != (tt.bySupervisor && tt.staff.ID != "agus") {
					t.Fatalf("Enter does %q, with a supervisor %v", v.Enter, v.Presence)
				}
				ask := lane.Command{Action: lane.ActionApprove, Text: "twin, papers agree", Staff: tt.beside}
				if tt.by.ID == "" {
					w.do(ask)
					w.expect(lane.PhaseDecide, enrol.CodeForbidden)
					return
				}
				w.do(lane.Command{Action: lane.ActionApprove, Staff: tt.beside})
				w.expect(lane.PhaseDecide, enrol.CodeReason)
				w.desk.set(func(d *fakeDesk) { d.decideErr = errors.New("full") })
				w.do(ask)
				if v = w.expect(lane.PhaseDecide, enrol.CodeInternal); v.Case.Override != nil {
					t.Errorf("a leave without a decision: %+v", v.Case.Override)
				}
				w.desk.set(func(d *fakeDesk) { d.decideErr = nil })
				w.do(ask)
				w.expect(lane.PhaseSaved, "")
				c := w.approved()[0]
				if o := c.Override; o == nil || o.Code != enrol.CodeFaceDiffers || o.By != tt.by.ID || o.Reason != ask.Text || c.Operator != tt.staff.ID {
					t.Errorf("%+v by %s", o, c.Operator)
				}
			})
		})
	}
}

// TestMatchNeedsNoReason: whoever is in order takes one key.
func TestMatchNeedsNoReason(t *testing.T) {
	for _, band := range []enrol.Band{enrol.BandMatch, enrol.BandReview} {
		play(t, func(w *world) { w.eye.result.Band, w.books.settings.ExceptionBySupervisor = band, true }, func(w *world) {
			w.logIn(siti)
			if v := w.toDecide("QR-BUDI"); v.Enter != lane.ActionApprove || v.NeedsSupervisor(lane.ActionApprove) {
				t.Fatalf("%s: Enter does %q, with a supervisor %v", band, v.Enter, v.Presence)
			}
			w.do(lane.Command{Action: lane.ActionApprove})
			w.expect(lane.PhaseSaved, "")
			if c := w.approved()[0]; c.Override != nil {
				t.Errorf("%s: %+v", band, c.Override)
			}
		})
	}
}
