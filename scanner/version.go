package scanner

import "math/bits"

// versionWords are the 18-bit words that name versions 7 to 40 (ISO/IEC 18004,
// annex D), worked out from the Golay polynomial x^12+x^11+x^10+x^9+x^8+x^5+x^2+1.
var versionWords = func() (w [34]uint32) {
	const poly = 0x1F25
	for i := range w {
		v := uint32(i + 7)
		rem := v << 12
		for k := 17; k >= 12; k-- {
			if rem&(1<<k) != 0 {
				rem ^= poly << (k - 12)
			}
		}
		w[i] = v<<12 | rem
	}
	return w
}()

// versionAt reads the version blocks beside the upper right and the lower left
// finder of a grid that is thought to have n modules. The blocks are near the
// finders, so they are hit even where n is wrong by a version or two. It gives
// the dimension, or 0 where neither block makes sense.
func versionAt(l light, h *homography, n int) int {
	var right, left uint32
	var greyR, greyL [18]float64
	for i := range 18 {
		a, b := float64(i/3)+0.5, float64(n-11+i%3)+0.5
		greyR[i], greyL[i] = l.at(h.at(b, a)), l.at(h.at(a, b))
	}
	right, left = darkBits(greyR), darkBits(greyL)
	best, dist := 0, 4 // the code corrects three errors
	for i, w := range versionWords {
		for _, got := range [...]uint32{right, left} {
			if d := bits.OnesCount32(got ^ w); d < dist {
				best, dist = 17+4*(i+7), d
			}
		}
	}
	return best
}

// darkBits divides eighteen greys at the middle of their extremes; the first is the lowest bit.
func darkBits(g [18]float64) (w uint32) {
	lo, hi := g[0], g[0]
	for _, v := range g {
		lo, hi = min(lo, v), max(hi, v)
	}
	for i, v := range g {
		if v < (lo+hi)/2 {
			w |= 1 << i
		}
	}
	return w
}
