package main

import (
	"math"
	"testing"
)

// The values were worked out apart from the formula; of one and of none of n it is n/(n+z²) and z²/(n+z²).
func TestInterval(t *testing.T) {
	for _, tt := range []struct {
		share, from, to float64
		n               int
	}{
		{1, .7847, 1, 14}, {0, 0, .3244, 8}, {.5, .2366, .7634, 10}, {.996, .9918, .9981, 1800},
	} {
		got := intervalOf(tt.share, tt.n)
		if math.Abs(got.from-tt.from) > 2e-4 || math.Abs(got.to-tt.to) > 2e-4 {
			t.Errorf("%v of %d: %.4f to %.4f, want %.4f to %.4f", tt.share, tt.n, got.from, got.to, tt.from, tt.to)
		}
	}
	if got := intervalOf(1, 0); got.from != 0 || got.to != 1 {
		t.Errorf("of nothing: %+v", got)
	}
}
