package enrol

import "testing"

// TestRaised: an outlet may ask for more than the model, never for less.
func TestRaised(t *testing.T) {
	match := FaceResult{Method: MethodTemplate, Score: 0.45, Threshold: 0.36, Band: BandMatch}
	eyes := FaceResult{Method: MethodStaff}
	for _, c := range []struct {
		in        FaceResult
		raise     int
		threshold float64
		band      Band
	}{
		{match, 0, 0.36, BandMatch}, {match, -5, 0.36, BandMatch}, {match, 5, 0.41, BandMatch}, {match, 10, 0.46, BandReview},
		{match, 500, 0.66, BandReview}, {eyes, 10, 0, BandNone},
		{FaceResult{Score: 0.1, Threshold: 0.36, Band: BandNoMatch}, 10, 0.46, BandNoMatch},
		{FaceResult{Score: 0.3, Threshold: 0.36, Band: BandReview}, 10, 0.46, BandReview},
	} {
		got := c.in.Raised(c.raise)
		if d := got.Threshold - c.threshold; d < -1e-9 || d > 1e-9 || got.Band != c.band || got.Score != c.in.Score || got.Method != c.in.Method {
			t.Errorf("%+v raised by %d: %+v", c.in, c.raise, got)
		}
	}
}
