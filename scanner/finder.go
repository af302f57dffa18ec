package scanner

import "sort"

// finder is one of the three square patterns in a code's corners (ISO/IEC
// 18004, 6.3.3): dark, light, dark, light, dark as 1:1:3:1:1.
type finder struct {
	c      point   // centre in the frame
	module float64 // pixels of the frame
	inv    bool    // light on dark
	count  int     // lines that crossed it so

	fit  float64 // correlation with the ideal pattern, where it was fitted
	u, v point   // its module's two vectors, where it was fitted
}

// finderSearch looks for finder patterns of both polarities in one go over
// the rows of a relief.
type finderSearch struct {
	line  edges
	found []finder
}

// maxFinders bounds the work that a picture full of rings can cause.
const maxFinders = 64

// run gives what it sees in r, in the frame's pixels, the surest first.
func (f *finderSearch) run(r *relief, rowStep int) []finder {
	f.found = f.found[:0]
	for y := rowStep / 2; y < r.h; y += rowStep {
		r.row(y, &f.line)
		at := f.line.at
		dark := f.line.dark
		for k := 0; k+5 < len(at); k++ {
			if ringCross(at[k : k+6]) {
				f.confirm(r, at[k:k+6], float64(y)+0.5, !dark)
			}
			dark = !dark
		}
	}
	sort.SliceStable(f.found, func(i, j int) bool { return f.found[i].weight() > f.found[j].weight() })
	return f.found
}

// weight is how much of the solid middle was crossed: a real pattern is crossed by all its lines.
func (f finder) weight() float64 {
	if f.fit > 0 {
		return f.fit
	}
	return float64(f.count) / (3 * f.module)
}

// ringCross says whether six edges are the 1:1:3:1:1 of a finder. Distances
// between edges of the same direction are held more strictly than the runs,
// because overexposure and blur move both edges of a run against each other.
func ringCross(e []float32) bool {
	total := e[5] - e[0]
	if total < 5 {
		return false
	}
	m := total / 7
	tol := m * 0.55
	return near32(e[2]-e[0], 2*m, tol*1.2) && near32(e[3]-e[1], 4*m, tol*1.5) &&
		near32(e[4]-e[2], 4*m, tol*1.5) && near32(e[5]-e[3], 2*m, tol*1.2) &&
		near32(e[3]-e[2], 3*m, m*1.2) && near32(e[1]-e[0], m, m*0.75) && near32(e[2]-e[1], m, m*0.75) &&
		near32(e[4]-e[3], m, m*0.75) && near32(e[5]-e[4], m, m*0.75)
}

func near32(a, b, tol float32) bool { return a-b < tol && b-a < tol }

// confirm checks a crossing of a row down and across and merges it with those before.
func (f *finderSearch) confirm(r *relief, e []float32, y float64, inv bool) {
	c := point{float64(e[2]+e[3]) / 2, y}
	m := float64(e[5]-e[0]) / 7
	dy, my, ok := r.through(c, point{0, 1}, m, inv)
	if !ok {
		return
	}
	c.y += dy
	dx, mx, ok := r.through(c, point{1, 0}, m, inv)
	if !ok {
		return
	}
	c.x += dx
	const diagonal = 0.7071067811865476
	if _, _, ok := r.through(c, point{diagonal, diagonal}, (mx+my)*0.7, inv); !ok {
		if _, _, ok := r.through(c, point{diagonal, -diagonal}, (mx+my)*0.7, inv); !ok {
			return
		}
	}
	f.merge(finder{c: c.mul(r.scale), module: (mx + my) / 2 * r.scale, inv: inv, count: 1}, r.scale)
}

// through measures a finder along a line through it: how far its middle lies
// from c, and its module's size along the line.
func (r *relief) through(c, dir point, module float64, inv bool) (shift, size float64, ok bool) {
	var a, b [3]float64
	limit := 9 * module
	if r.walk(c, dir, limit, inv, a[:]) < 3 || r.walk(c, dir.mul(-1), limit, inv, b[:]) < 3 {
		return 0, 0, false
	}
	e := [6]float32{float32(-b[2]), float32(-b[1]), float32(-b[0]), float32(a[0]), float32(a[1]), float32(a[2])}
	if !ringCross(e[:]) {
		return 0, 0, false
	}
	size = (a[2] + b[2]) / 7
	if size > 2.6*module || module > 2.6*size {
		return 0, 0, false
	}
	// The middle's and the outer ring's edges both lie about the centre.
	return (a[0] - b[0] + a[1] - b[1] + a[2] - b[2]) / 6, size, true
}

// merge averages sightings of the same pattern.
func (f *finderSearch) merge(n finder, scale float64) {
	for i := range f.found {
		g := &f.found[i]
		if g.inv != n.inv || g.c.dist(n.c) > 1.5*g.module+scale || ratio(g.module, n.module) > 1.5 {
			continue
		}
		k := float64(g.count)
		g.c = g.c.mul(k).add(n.c).mul(1 / (k + 1))
		g.module = (g.module*k + n.module) / (k + 1)
		g.count++
		return
	}
	if len(f.found) < maxFinders {
		f.found = append(f.found, n)
	}
}
