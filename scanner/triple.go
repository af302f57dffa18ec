package scanner

import (
	"math"
	"sort"
)

// triple is three finders taken for the corners of one code.
type triple struct {
	tl, tr, bl finder
	cost       float64
}

// limits of the search: a real code is among the best, the rest is clutter.
const (
	maxPooled  = 14
	maxTriples = 8
)

// triples forms all plausible corners from finders of one polarity, best first.
func triples(all []finder, inv bool) []triple {
	var pool []finder
	for _, f := range all {
		if f.inv == inv && len(pool) < maxPooled {
			pool = append(pool, f)
		}
	}
	var out []triple
	for i := range pool {
		for j := i + 1; j < len(pool); j++ {
			for k := j + 1; k < len(pool); k++ {
				if t, ok := corners(pool[i], pool[j], pool[k]); ok {
					out = append(out, t)
				}
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].cost < out[j].cost })
	return out[:min(len(out), maxTriples)]
}

// corners orders three finders: the one opposite the longest side is the top
// left, the others follow so that the code is not mirrored.
func corners(a, b, c finder) (triple, bool) {
	ab, bc, ca := a.c.dist(b.c), b.c.dist(c.c), c.c.dist(a.c)
	switch {
	case bc >= ab && bc >= ca:
	case ca >= ab && ca >= bc:
		a, b = b, a
	default:
		a, c = c, a
	}
	u, v := b.c.sub(a.c), c.c.sub(a.c)
	if u.cross(v) < 0 {
		b, c, u, v = c, b, v, u
	}
	lu, lv := u.norm(), v.norm()
	lo := math.Min(a.module, math.Min(b.module, c.module))
	hi := math.Max(a.module, math.Max(b.module, c.module))
	// 14 modules lie between the centres of the smallest code; tilt shortens that.
	if lo <= 0 || hi > 2.2*lo || lu < 8*lo || lv < 8*lo || ratio(lu, lv) > 2.3 {
		return triple{}, false
	}
	cos := math.Abs(u.dot(v)) / (lu * lv)
	if cos > 0.64 {
		return triple{}, false
	}
	seen := math.Min(1, (a.weight()+b.weight()+c.weight())/3)
	cost := cos + math.Abs(lu-lv)/(lu+lv) + 0.7*(hi/lo-1) - 0.5*seen
	return triple{a, b, c, cost}, true
}
