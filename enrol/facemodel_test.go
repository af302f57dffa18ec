package enrol

import (
	"errors"
	"math"
	"testing"
)

// TestFaceAgrees: a band says what similarity and threshold say.
func TestFaceAgrees(t *testing.T) {
	for _, c := range []struct {
		score, threshold float64
		band             Band
		want             bool
	}{
		{.5, .45, BandMatch, true}, {.45, .45, BandMatch, true}, {.4, .45, BandReview, true}, {.1, .45, BandNoMatch, true},
		{.1, .45, BandMatch, false}, {.5, .45, BandReview, false}, {.5, .45, BandNoMatch, false}, {.5, .45, "perhaps", false},
		{.5, 0, BandMatch, false}, {2, .45, BandMatch, false}, {.5, -2, BandMatch, false}, {math.NaN(), .45, BandReview, false},
		{.5, math.NaN(), BandReview, false}, {math.Inf(1), .45, BandMatch, false},
	} {
		if got := (FaceResult{Score: c.score, Threshold: c.threshold, Band: c.band}).Agrees(); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// TestCheckFace: no record asks for less than its model and the outlet do.
func TestCheckFace(t *testing.T) {
	sface, mobile := faceModels[0].SHA256, faceModels[1].SHA256
	for _, c := range []struct {
		name string
		face FaceResult
		set  Settings
		why  string
	}{
		{"SFace", FaceResult{SHA256: sface, Threshold: .363}, Settings{}, ""},
		{"SFaceLow", FaceResult{SHA256: sface, Threshold: .3}, Settings{}, "threshold"},
		{"SFaceNegative", FaceResult{SHA256: sface, Threshold: -.9}, Settings{}, "threshold"},
		{"Raised", FaceResult{SHA256: sface, Threshold: .363}.Raised(10), Settings{MatchRaise: 10}, ""},
		{"NotRaised", FaceResult{SHA256: sface, Threshold: .363}, Settings{MatchRaise: 10}, "threshold"},
		{"Stricter", FaceResult{SHA256: sface, Threshold: .9}, Settings{MatchRaise: 10}, ""},
		{"Photograph", FaceResult{Method: MethodTemplate, SHA256: mobile, Threshold: .4}, Settings{}, "threshold"},
		{"Card", FaceResult{Method: MethodCard, SHA256: mobile, Threshold: .4}, Settings{}, ""},
		{"Unknown", FaceResult{SHA256: "another", Threshold: .25}, Settings{}, ""},
		{"UnknownLow", FaceResult{SHA256: "another", Threshold: -.9}, Settings{}, "threshold"},
		{"Eyes", FaceResult{Method: MethodStaff}, Settings{MatchRaise: 10}, ""},
		{"NoTurn", FaceResult{Method: MethodStaff}, Settings{Liveness: true}, "turn"},
		{"Turned", FaceResult{Liveness: Liveness{Turn: TurnLeft}}, Settings{Liveness: true}, ""},
		{"Skipped", FaceResult{Liveness: Liveness{Turn: TurnSkipped}}, Settings{Liveness: true}, ""},
		{"Unavailable", FaceResult{Liveness: Liveness{Turn: TurnUnavailable}}, Settings{Liveness: true}, ""},
	} {
		err := CheckFace(c.face, c.set)
		why := ""
		if e := new(Error); errors.As(err, &e) {
			why = e.Details["why"]
		}
		if why != c.why || (err == nil) != (c.why == "") || err != nil && CodeOf(err) != CodeFaceCheck {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
