package scanner

import "math"

// affine places a finder's pattern: its centre and the two vectors of a module.
type affine struct {
	c, u, v point
}

// finderIdeal is the finder with its light border, nine by nine modules, as
// deviations from its mean: light is positive.
var finderIdeal, finderNorm = func() (t [81]float64, norm float64) {
	sum := 0.0
	for i := range t {
		ring := max(abs(i%9-4), abs(i/9-4))
		t[i] = -1
		if ring == 2 || ring == 4 {
			t[i] = 1
		}
		sum += t[i]
	}
	for i := range t {
		t[i] -= sum / 81
		norm += t[i] * t[i]
	}
	return t, math.Sqrt(norm)
}()

// correlate is the correlation, at most 1, of the finder's pattern with the
// greys under it. The outermost modules count half: the quiet zone may be cut.
func (a *affine) correlate(l light) float64 {
	var sum, sq, dot float64
	i := 0
	for y := -4.0; y <= 4; y++ {
		row := a.c.add(a.v.mul(y))
		for x := -4.0; x <= 4; x++ {
			g := l.at(row.add(a.u.mul(x)))
			sum += g
			sq += g * g
			dot += g * finderIdeal[i]
			i++
		}
	}
	variance := sq - sum*sum/81
	if variance < 81*4 {
		return 0
	}
	return dot / (finderNorm * math.Sqrt(variance))
}

// Correlations below which a place is given up: before and after the fit.
const (
	minRoughFit = 0.30
	minFit      = 0.58
)

// fitFinder turns, moves, stretches the pattern until it fits best.
func fitFinder(l light, s seed) (finder, bool) {
	if s.likeness < minRoughFit {
		return finder{}, false
	}
	sin, cos := math.Sincos(s.turn)
	best := affine{s.c, point{s.module * cos, s.module * sin}, point{-s.module * sin, s.module * cos}}
	top := best.correlate(l)
	for _, step := range [...]float64{0.5, 0.25, 0.12, 0.06} {
		best, top = best.improve(l, top, step)
		if top < minRoughFit+0.12 && step < 0.3 {
			return finder{}, false
		}
	}
	module := math.Sqrt(math.Abs(best.u.cross(best.v)))
	if top < minFit || module < 1.1 || ratio(best.u.norm(), best.v.norm()) > 2.5 {
		return finder{}, false
	}
	return finder{c: best.c, module: module, inv: l.inv, count: 3, fit: top, u: best.u, v: best.v}, true
}

// improve climbs along each of the six freedoms in turn; step is in modules
// for the centre, and a third of it for the vectors, whose ends lie four
// modules out.
func (a affine) improve(l light, top, step float64) (affine, float64) {
	for range 3 {
		before := top
		for k := range 6 {
			for _, sign := range [...]float64{1, -1} {
				b := a.moved(k, sign*step)
				if c := b.correlate(l); c > top {
					a, top = b, c
					break
				}
			}
		}
		if top-before < 0.004 {
			break
		}
	}
	return a, top
}

// moved changes one freedom: place along u, along v, size, turn, stretch, shear.
func (a affine) moved(k int, d float64) affine {
	e := d / 3
	switch k {
	case 0:
		a.c = a.c.add(a.u.mul(d))
	case 1:
		a.c = a.c.add(a.v.mul(d))
	case 2:
		a.u, a.v = a.u.mul(1+e), a.v.mul(1+e)
	case 3:
		a.u, a.v = a.u.add(a.v.mul(e)), a.v.sub(a.u.mul(e))
	case 4:
		a.u, a.v = a.u.mul(1+e), a.v.mul(1-e)
	case 5:
		a.u, a.v = a.u.add(a.v.mul(e)), a.v.add(a.u.mul(e))
	}
	return a
}

// along is the module's size along a direction, by the fitted vectors: how
// far one must go to leave the pattern's square, over its half width.
func (f finder) along(dir point) float64 {
	d := f.u.cross(f.v)
	x, y := dir.cross(f.v)/d, f.u.cross(dir)/d
	return 1 / math.Max(math.Abs(x), math.Abs(y))
}
