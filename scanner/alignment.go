package scanner

import (
	"math"

	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// alignmentCentres are the grid points of a version's alignment patterns
// (ISO/IEC 18004, annex E), without the three that finders cover, ordered from
// the finders outwards.
func alignmentCentres(n int) []point {
	v, err := decoder.Version_GetVersionForNumber((n - 17) / 4)
	if err != nil {
		return nil
	}
	c := v.GetAlignmentPatternCenters()
	last := len(c) - 1
	var out []point
	for sum := 0; sum <= 2*last; sum++ {
		for i := max(0, sum-last); i <= min(sum, last); i++ {
			j := sum - i
			if (i == 0 && j == 0) || (i == 0 && j == last) || (i == last && j == 0) {
				continue
			}
			out = append(out, point{float64(c[i]) + 0.5, float64(c[j]) + 0.5})
		}
	}
	return out
}

// alignment is where an alignment pattern was found.
type alignment struct {
	grid, seen point
	score      float64 // correlation with the ideal pattern, at most 1
}

// findAlignment looks for the pattern of a grid point within radius modules of
// where h puts it. The search is by correlation of greys, which holds where
// blur has closed the pattern's runs.
func findAlignment(l light, h *homography, grid point, radius float64) alignment {
	best := alignment{grid: grid, score: -1}
	right, down := h.step(grid.x, grid.y)
	mid := h.at(grid.x, grid.y)
	pixel := math.Max(right.norm(), down.norm())
	step := math.Max(0.25, 0.6/pixel) // modules
	if radius > 2 {
		step = math.Max(0.45, 0.8/pixel)
	}
	for i := -int(radius / step); i <= int(radius/step); i++ {
		for j := -int(radius / step); j <= int(radius/step); j++ {
			at := mid.add(right.mul(float64(i) * step)).add(down.mul(float64(j) * step))
			// Far from where it should be, it must be clearer.
			away := math.Hypot(float64(i), float64(j)) * step
			if s := ringScore(l, at, right, down) - 0.02*away; s > best.score {
				best.score, best.seen = s, at
			}
		}
	}
	for step > 0.08 {
		step /= 2
		best = climb(l, best, right.mul(step), down.mul(step), right, down)
	}
	return best
}

// climb tries the eight places around the best one.
func climb(l light, best alignment, dx, dy, right, down point) alignment {
	from := best.seen
	for i := -1.0; i <= 1; i++ {
		for j := -1.0; j <= 1; j++ {
			at := from.add(dx.mul(i)).add(dy.mul(j))
			if s := ringScore(l, at, right, down); s > best.score {
				best.score, best.seen = s, at
			}
		}
	}
	return best
}

// ringScore correlates five by five modules with the alignment pattern. Most
// places are dismissed by the middle nine alone.
func ringScore(l light, at, right, down point) float64 {
	mid := l.at(at)
	var sumLight, sq float64
	for _, o := range [...]point{{-1, -1}, {0, -1}, {1, -1}, {-1, 0}, {1, 0}, {-1, 1}, {0, 1}, {1, 1}} {
		v := l.at(at.add(right.mul(o.x)).add(down.mul(o.y)))
		sumLight += v
		sq += v * v
	}
	if sumLight <= 8*mid {
		return 0
	}
	sumDark := mid
	sq += mid * mid
	for i := -2.0; i <= 2; i++ {
		row := at.add(down.mul(i))
		for j := -2.0; j <= 2; j++ {
			if i > -2 && i < 2 && j > -2 && j < 2 {
				continue
			}
			v := l.at(row.add(right.mul(j)))
			sumDark += v
			sq += v * v
		}
	}
	sum := sumDark + sumLight
	variance := sq/25 - sum*sum/625
	if variance < 1 {
		return 0
	}
	// Eight light and seventeen dark modules: the deviation of the ideal pattern is sqrt(8*17)/25.
	return (sumLight/8 - sumDark/17) * (math.Sqrt(8*17) / 25) / math.Sqrt(variance)
}
