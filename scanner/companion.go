package scanner

import "math"

// sureCompanion is the fit of a finder that is trusted to tell where the others are.
const sureCompanion = 0.8

// companions looks for the third finder where exactly two of a polarity are
// sure: their vectors say where it must be, and there it is looked for more
// closely than everywhere else.
func companions(frame *plane, found []finder) []finder {
	for _, inv := range [...]bool{false, true} {
		var sure []finder
		for _, f := range found {
			if f.inv == inv && f.fit > sureCompanion {
				sure = append(sure, f)
			}
		}
		if len(sure) != 2 || ratio(sure[0].module, sure[1].module) > 1.8 {
			continue
		}
		best := finder{fit: minFit}
		for _, at := range thirds(sure[0], sure[1]) {
			if f := searchAround(light{frame, inv}, sure[0], at, sure[0].c.dist(sure[1].c)); f.fit > best.fit {
				best = f
			}
		}
		if best.fit > minFit {
			found = mergeFit(found, best)
		}
	}
	return found
}

// thirds are the places where the third finder may be: two finders are either
// neighbours along a side or lie across the diagonal.
func thirds(p, q finder) []point {
	d := q.c.sub(p.c)
	det := p.u.cross(p.v)
	a, b := d.cross(p.v)/det, p.u.cross(d)/det // d = a*u + b*v
	switch {
	case math.Abs(b) < 0.35*math.Abs(a):
		side := p.v.mul(a)
		return []point{p.c.add(side), p.c.sub(side), q.c.add(side), q.c.sub(side)}
	case math.Abs(a) < 0.35*math.Abs(b):
		side := p.u.mul(b)
		return []point{p.c.add(side), p.c.sub(side), q.c.add(side), q.c.sub(side)}
	}
	return []point{p.c.add(p.u.mul(a)), p.c.add(p.v.mul(b))}
}

// searchAround slides the pattern, shaped as a known finder is, over the
// neighbourhood that the perspective leaves open, and fits it at the best place.
func searchAround(l light, like finder, at point, side float64) finder {
	reach := math.Min(0.1*side/like.module, 9)
	best, top := affine{}, minRoughFit
	for y := -reach; y <= reach; y += 0.75 {
		for x := -reach; x <= reach; x += 0.75 {
			a := affine{at.add(like.u.mul(x)).add(like.v.mul(y)), like.u, like.v}
			if !a.c.inside(l.w, l.h) {
				continue
			}
			if c := a.correlate(l); c > top {
				best, top = a, c
			}
		}
	}
	if best.u == (point{}) {
		return finder{}
	}
	for _, step := range [...]float64{0.5, 0.25, 0.12, 0.06} {
		best, top = best.improve(l, top, step)
	}
	module := math.Sqrt(math.Abs(best.u.cross(best.v)))
	if ratio(module, like.module) > 1.8 || module < 1 {
		return finder{}
	}
	return finder{c: best.c, module: module, inv: l.inv, count: 3, fit: top, u: best.u, v: best.v}
}
