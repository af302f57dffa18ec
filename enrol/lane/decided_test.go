package lane_test

import (
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// Whoever answers for a decision is in the record, also where the answer is no.
func TestWhoDecided(t *testing.T) {
	for _, tt := range []struct {
		action lane.Action
		band   enrol.Band
		want   string
	}{
		{lane.ActionApprove, enrol.BandMatch, "auto"}, {lane.ActionApprove, enrol.BandReview, "siti"},
		{lane.ActionReject, enrol.BandMatch, "siti"}, {lane.ActionReject, enrol.BandNoMatch, "siti"},
		{lane.ActionPark, enrol.BandReview, "siti"}, {lane.ActionCancel, enrol.BandReview, "siti"},
	} {
		t.Run(string(tt.action)+string(tt.band), func(t *testing.T) {
			play(t, func(w *world) { w.eye.result.Band = tt.band }, func(w *world) {
				w.logIn(siti)
				w.toDecide("QR-BUDI")
				w.do(lane.Command{Action: tt.action, Reason: enrol.ReasonOther})
				w.until(lane.PhaseSaved)
				if got := w.desk.decided[0].Face.DecidedBy; got != tt.want {
					t.Errorf("%q, want %q", got, tt.want)
				}
			})
		})
	}
	play(t, nil, func(w *world) { // nothing was compared
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseSelfie)
		w.do(lane.Command{Action: lane.ActionReject, Reason: enrol.ReasonLeft})
		w.until(lane.PhaseSaved)
		if got := w.desk.decided[0].Face; got != (enrol.FaceResult{}) {
			t.Errorf("face %+v", got)
		}
	})
}
