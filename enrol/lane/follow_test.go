package lane_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// refused is Budi's case that the registry did not take: one is to put it right.
func refused(w *world) {
	w.desk.decided = []enrol.Case{{ID: "old", Kind: enrol.KindNew, State: enrol.StateApproved, Resident: enrol.Resident{NIK: budi}}}
}

func correction(n enrol.NIK) lane.Command {
	return lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(n), Email: "b@gmail.com", Phone: "081298761234", Follows: "old"}}
}

// The next resident's NIK typed into the correction of the last one's begins nothing, and nothing is tied to the
// old case; whether or not she has a case already.
func TestCorrectionOfSomebodyElse(t *testing.T) {
	for name, before := range map[string]func(*world){
		"Fresh": func(w *world) { w.logIn(siti); w.until(lane.PhaseReady) },
		"HalfDone": func(w *world) {
			w.leaveHalfDone("QR-ANI")
			w.logIn(agus)
			w.until(lane.PhaseReady)
		},
		"Parked": func(w *world) {
			w.desk.set(func(d *fakeDesk) {
				d.parked[ani] = enrol.Case{ID: "parked", Kind: enrol.KindNew, State: enrol.StateParked, Resident: enrol.Resident{NIK: ani}, DecidedAt: time.Now()}
			})
			w.logIn(siti)
			w.until(lane.PhaseReady)
		},
	} {
		t.Run(name, func(t *testing.T) {
			play(t, refused, func(w *world) {
				before(w)
				w.do(correction(ani))
				if v := w.expect(lane.PhaseReady, enrol.CodeOtherNIK); v.Case != nil {
					t.Errorf("case %v", v.Case)
				}
				for _, c := range w.desk.drafts {
					if c.Follows != "" {
						t.Errorf("%s follows %q", c.ID, c.Follows)
					}
				}
				w.do(correction(budi))
				if v := w.expect(lane.PhaseConsent, ""); v.Case.Follows != "old" {
					t.Errorf("follows %q", v.Case.Follows)
				}
			})
		})
	}
}

// A correction keeps what it puts right, and whose it is, over a crash and over a take-up by NIK; that of a resident
// who has a parked case too.
func TestCorrectionTakenUp(t *testing.T) {
	play(t, func(w *world) {
		refused(w)
		w.desk.parked[budi] = enrol.Case{ID: "parked", Kind: enrol.KindNew, State: enrol.StateParked, Resident: enrol.Resident{NIK: budi}, DecidedAt: time.Now()}
	}, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.do(correction(budi))
		if v := w.expect(lane.PhaseConsent, ""); v.Case.ID != "parked" || v.Case.Follows != "old" {
			t.Fatalf("case %s follows %q", v.Case.ID, v.Case.Follows)
		}
		w.crash()
		w.logIn(siti)
		if v := w.until(lane.PhaseConsent); v.Case.Follows != "old" {
			t.Fatalf("follows %q after the crash", v.Case.Follows)
		}
		w.do(lane.Command{Action: lane.ActionLogOut})
		w.logIn(agus)
		w.until(lane.PhaseReady)
		w.do(correction(ani))
		w.expect(lane.PhaseReady, enrol.CodeOtherNIK)
		w.do(lane.Command{Action: lane.ActionResume, Text: string(budi)})
		if v := w.expect(lane.PhaseConsent, ""); v.Case.Resident.NIK != budi || v.Case.Follows != "old" {
			t.Errorf("case %v follows %q", v.Case, v.Case.Follows)
		}
	})
}
