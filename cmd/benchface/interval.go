package main

import (
	"fmt"
	"math"
)

// z95 is the normal distribution's quantile for an interval of 95 %.
const z95 = 1.959964

// interval is a share of n with its confidence interval of 95 % (Wilson 1927). It takes the pairs as
// independent; pairs of the same people are not, so the truth is wider.
type interval struct{ share, from, to float64 }

func intervalOf(share float64, n int) interval {
	if n == 0 {
		return interval{math.NaN(), 0, 1}
	}
	m := float64(n)
	mid := (share + z95*z95/(2*m)) / (1 + z95*z95/m)
	half := z95 / (1 + z95*z95/m) * math.Sqrt(share*(1-share)/m+z95*z95/(4*m*m))
	return interval{share, math.Max(0, math.Min(share, mid-half)), math.Min(1, math.Max(share, mid+half))}
}

// String is the share in percent with its interval.
func (i interval) String() string {
	return fmt.Sprintf("%.2f %% (%.1f–%.1f)", 100*i.share, 100*i.from, 100*i.to)
}
