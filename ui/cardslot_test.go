package ui

import (
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// TestCardSlot: the card is on a key wherever the lane allows it, with approval in spite of a no beside it.
func TestCardSlot(t *testing.T) {
	w := MustWords(t, "id")
	for name, tt := range map[string]struct {
		method enrol.Method
		band   enrol.Band
		can    bool
	}{
		"Staff": {enrol.MethodStaff, enrol.BandNone, true}, "TemplateReview": {enrol.MethodTemplate, enrol.BandReview, true},
		"TemplateNoMatch": {enrol.MethodTemplate, enrol.BandNoMatch, true}, "CardReview": {enrol.MethodCard, enrol.BandReview, true},
		"CardNoMatch": {enrol.MethodCard, enrol.BandNoMatch, true}, "Match": {enrol.MethodTemplate, enrol.BandMatch, false},
	} {
		t.Run(name, func(t *testing.T) {
			v := lane.View{Phase: lane.PhaseDecide, Case: &enrol.Case{}, Face: enrol.FaceResult{Method: tt.method, Band: tt.band}, Enter: lane.ActionApprove,
				Actions: []lane.Action{lane.ActionApprove, lane.ActionRetake}}
			if tt.band == enrol.BandNoMatch {
				v.Enter = lane.ActionRetake
			}
			if tt.can {
				v.Actions = append(v.Actions, lane.ActionCard)
			}
			on := map[lane.Action]string{}
			for _, s := range slotsOf(w, v) {
				if s.Enabled {
					on[s.Action] = s.Key
				}
			}
			if (on[lane.ActionCard] == "F7") != tt.can || on[lane.ActionRetake] == "" || on[lane.ActionApprove] == "" {
				t.Errorf("keys %v", on)
			}
		})
	}
}
