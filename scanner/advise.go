package scanner

import "math"

// Limits of the hints, from what the passes can still read.
const (
	farModule   = 2.0 // pixels: smaller modules are guesswork
	nearModule  = 7.0 // pixels: with this size a code of usual length fills the frame
	darkWhite   = 70  // grey of light modules: below, the screen is too dim
	sureTiming  = 0.45
	sureWeight  = 0.3  // share of a finder's rows that crossed it properly
	sureFit     = 0.75 // correlation of a spot with a finder
	glareShare  = 0.05 // of modules that are washed out
	textureFar  = 4    // textured squares that make something code-like
	textureStep = 16   // side of a square, pixels of the half-size picture
)

// advise turns what was seen into the one thing to be put right first.
func (s *Scanner) advise() Hint {
	switch {
	case s.view.best.score >= sureTiming:
		return s.adviseCode(&s.view.best)
	case s.view.sureFinder():
		return s.adviseFinder(s.view.nearest)
	}
	if brightest(&s.frame) < darkWhite {
		return HintTooDark
	}
	half := &s.halved().plane
	fine, coarse := texture(half)
	switch squares := len(half.pix) / (textureStep * textureStep); {
	case fine >= textureFar && fine > coarse/2:
		return HintTooFar
	case coarse*12 > squares: // large modules fill the picture
		return HintTooNear
	}
	return HintNoCode
}

// sureFinder says that at least one finder is no chance likeness.
func (v *view) sureFinder() bool {
	if !v.seen {
		return false
	}
	if v.nearest.fit > 0 {
		return v.nearest.fit > sureFit
	}
	return v.nearest.weight() > sureWeight
}

// adviseCode is for a code that was located but not decoded.
func (s *Scanner) adviseCode(g *grid) Hint {
	l := light{&s.frame, g.inv}
	n := float64(g.n)
	for _, p := range [...]point{{0, 0}, {n, 0}, {n, n}, {0, n}} {
		if q := g.h.at(p.x, p.y); !q.inside(s.frame.w, s.frame.h) {
			return HintTooNear
		}
	}
	white, washed := s.exposure(l, g)
	right, down := g.h.step(n/2, n/2)
	switch {
	case white < darkWhite:
		return HintTooDark
	case washed > glareShare:
		return HintGlare
	case math.Min(right.norm(), down.norm()) < farModule:
		return HintTooFar
	}
	return HintBlurred
}

// exposure samples the code: the grey of its lightest tenth, and the share of
// modules in which light and dark are no longer told apart, all being bright.
func (s *Scanner) exposure(l light, g *grid) (white int, washed float64) {
	var hist [256]int
	flat, all := 0, 0
	for y := 1; y < g.n-1; y += 2 {
		for x := 1; x < g.n-1; x += 2 {
			lo, hi := 255.0, 0.0
			for k := range 9 {
				v := s.frame.at(g.h.at(float64(x+k%3)-0.5, float64(y+k/3)-0.5))
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
			hist[int(hi)]++
			all++
			if lo > 200 && hi-lo < 30 {
				flat++
			}
		}
	}
	for v, sum := 255, 0; v >= 0; v-- {
		if sum += hist[v]; sum*10 >= all {
			return v, float64(flat) / float64(all)
		}
	}
	return 0, 0
}

// adviseFinder is for a code of which only one or two corners were seen.
func (s *Scanner) adviseFinder(f finder) Hint {
	white := 0.0
	for k := range 16 {
		sin, cos := math.Sincos(float64(k) * math.Pi / 8)
		for _, r := range [...]float64{0, 2, 4} {
			white = math.Max(white, s.frame.at(f.c.add(point{cos, sin}.mul(r*f.module))))
		}
	}
	switch {
	case white < darkWhite:
		return HintTooDark
	case f.module > nearModule:
		return HintTooNear
	case saturated(&s.frame, f) > glareShare:
		return HintGlare
	case f.module < farModule+0.3:
		return HintTooFar
	}
	return HintBlurred
}

// saturated is the share of fully white pixels about a finder that stand in
// areas larger than a code's light modules make.
func saturated(p *plane, f finder) float64 {
	reach, step := int(40*f.module), max(2, int(1.5*f.module))
	full, all := 0, 0
	for y := max(step, int(f.c.y)-reach); y < min(p.h-step, int(f.c.y)+reach); y += step {
		for x := max(step, int(f.c.x)-reach); x < min(p.w-step, int(f.c.x)+reach); x += step {
			all++
			i := y*p.w + x
			if p.pix[i] >= 253 && p.pix[i-step] >= 253 && p.pix[i+step] >= 253 && p.pix[i-step*p.w] >= 253 && p.pix[i+step*p.w] >= 253 {
				full++
			}
		}
	}
	return float64(full) / float64(max(all, 1))
}

// brightest is the grey that one pixel in two hundred exceeds.
func brightest(p *plane) int {
	var hist [256]int
	for i := 0; i < len(p.pix); i += 5 {
		hist[p.pix[i]]++
	}
	for v, sum := 255, 0; v >= 0; v-- {
		if sum += hist[v]; sum*200 > len(p.pix)/5 {
			return v
		}
	}
	return 0
}

// texture counts the squares in which light and dark change both ways: fine
// where they do from pixel to pixel, as modules do that are too small to be
// read, coarse where only here and there.
func texture(p *plane) (fine, coarse int) {
	for by := 0; by+textureStep < p.h; by += textureStep {
		for bx := 0; bx+textureStep < p.w; bx += textureStep {
			across, down := changes(p, bx, by)
			const all = textureStep * textureStep
			switch least := min(across, down); {
			case least > all*3/10:
				fine++
			case least > all/25:
				coarse++
			}
		}
	}
	return fine, coarse
}

// changes counts the neighbours in a square that clearly differ.
func changes(p *plane, bx, by int) (across, down int) {
	const clear = 22 // grey levels
	for y := by; y < by+textureStep; y++ {
		row := p.pix[y*p.w+bx : y*p.w+bx+textureStep+1]
		next := p.pix[(y+1)*p.w+bx:]
		for x := range textureStep {
			if abs(int(row[x+1])-int(row[x])) > clear {
				across++
			}
			if abs(int(next[x])-int(row[x])) > clear {
				down++
			}
		}
	}
	return across, down
}
