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
	maxTriples = 10
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
				out = corners(pool[i], pool[j], pool[k], out)
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].cost < out[j].cost })
	return out[:min(len(out), maxTriples)]
}

// corners takes each of three finders for the top left one in turn. Seen
// straight on it is the one opposite the longest side; tilted, it need not be.
func corners(a, b, c finder, out []triple) []triple {
	lo := math.Min(a.module, math.Min(b.module, c.module))
	hi := math.Max(a.module, math.Max(b.module, c.module))
	if lo <= 0 || hi > 2.4*lo {
		return out
	}
	for _, t := range [...]triple{{tl: a, tr: b, bl: c}, {tl: b, tr: c, bl: a}, {tl: c, tr: a, bl: b}} {
		if t.plausible(hi / lo) {
			out = append(out, t)
		}
	}
	return out
}

// plausible puts the two side corners in order, so that the code is not
// mirrored, and works out the cost: how far the corner is from a square one.
func (t *triple) plausible(spread float64) bool {
	u, v := t.tr.c.sub(t.tl.c), t.bl.c.sub(t.tl.c)
	if u.cross(v) < 0 {
		t.tr, t.bl, u, v = t.bl, t.tr, v, u
	}
	lu, lv := u.norm(), v.norm()
	lo := math.Min(t.tl.module, math.Min(t.tr.module, t.bl.module))
	// 14 modules lie between the centres of the smallest code; tilt shortens that.
	if lu < 8*lo || lv < 8*lo || ratio(lu, lv) > 2.3 {
		return false
	}
	cos := math.Abs(u.dot(v)) / (lu * lv)
	if cos > 0.78 {
		return false
	}
	seen := math.Min(1, (t.tl.weight()+t.tr.weight()+t.bl.weight())/3)
	t.cost = cos + math.Abs(lu-lv)/(lu+lv) + 0.7*(spread-1) - 0.5*seen
	return true
}
