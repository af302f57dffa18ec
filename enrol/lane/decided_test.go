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

// Where the outlet raises the threshold, what was a match for the model is staff's to decide,
// and the record has the threshold that held.
func TestRaisedThreshold(t *testing.T) {
	for _, tt := range []struct {
		raise     int
		band      enrol.Band
		threshold float64
		by        string
	}{{0, enrol.BandMatch, .5, "auto"}, {10, enrol.BandMatch, .6, "auto"}, {25, enrol.BandReview, .75, "siti"}} {
		play(t, func(w *world) { w.books.settings.MatchRaise, w.eye.result.Threshold = tt.raise, .5 }, func(w *world) {
			w.logIn(siti)
			w.toDecide("QR-BUDI") // a similarity of 0.7
			w.do(lane.Command{Action: lane.ActionApprove})
			w.until(lane.PhaseSaved)
			got := w.desk.decided[0].Face
			if got.Band != tt.band || got.Threshold != tt.threshold || got.DecidedBy != tt.by {
				t.Errorf("raised by %d: %s at %v, decided by %s", tt.raise, got.Band, got.Threshold, got.DecidedBy)
			}
		})
	}
}
