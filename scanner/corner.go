package scanner

import "math"

// fourth guesses where the code's grid point (n-3.5, n-3.5), the place of the
// corner without a finder, lies in the frame. Tilt moves it by many modules
// from the parallelogram, so several guesses are made; what is found there decides.
func (s *shape) fourth(n int) []point {
	flat := parallelogram(s.tl.c, s.tr.c, s.bl.c)
	out := make([]point, 0, 3)
	if p, ok := s.edgeCorner(n); ok {
		out = append(out, p)
	}
	if p, ok := s.sizeCorner(n); ok && p.dist(flat) > s.tl.module {
		out = append(out, p)
	}
	return append(out, flat)
}

// edgeCorner prolongs the outer edges of the upper right and the lower left
// finder until they meet, then steps back inside by the finders' half width.
func (s *shape) edgeCorner(n int) (point, bool) {
	u, v := s.tr.c.sub(s.tl.c).unit(), s.bl.c.sub(s.tl.c).unit()
	p, d, ok := s.outerEdge(s.tr, u, v)
	if !ok {
		return point{}, false
	}
	q, e, ok := s.outerEdge(s.bl, v, u)
	if !ok {
		return point{}, false
	}
	far, ok := meet(p, d, q, e)
	if !ok {
		return point{}, false
	}
	// Four pairs: three centres and the outer corner (n, n).
	l := float64(n)
	h, ok := fit([]pair{
		{point{3.5, 3.5}, s.tl.c, 1}, {point{l - 3.5, 3.5}, s.tr.c, 1},
		{point{3.5, l - 3.5}, s.bl.c, 1}, {point{l, l}, far, 1}}, l)
	if !ok {
		return point{}, false
	}
	return h.at(l-3.5, l-3.5), true
}

// outerEdge fits a line to a finder's edge that lies in direction out,
// looking from points spread over its width in direction along.
func (s *shape) outerEdge(f finder, out, along point) (on, dir point, ok bool) {
	if f.fit > 0 {
		return f.fittedEdge(out, along)
	}
	k := 1 / s.r.scale
	m, mok := s.moduleAlong(f, out)
	w, wok := s.moduleAlong(f, along)
	if !mok || !wok {
		return point{}, point{}, false
	}
	var xs, ys []float64
	for i := -5; i <= 5; i++ {
		t := float64(i) * 0.25 * w // within the solid middle, where all edges are crossed
		from := f.c.add(along.mul(t)).mul(k)
		var d [3]float64
		if s.r.walk(from, out, 7*m*k, f.inv, d[:]) == 3 && within(d[2]/(m*k), 2.4, 4.8) {
			xs, ys = append(xs, t), append(ys, d[2]/k)
		}
	}
	a, b, ok := lineFit(xs, ys, 0.35*m)
	if !ok {
		return point{}, point{}, false
	}
	return f.c.add(out.mul(a)), along.add(out.mul(b)), true
}

// lineFit is y = a + bx of least squares, without the points farther off than tol.
func lineFit(xs, ys []float64, tol float64) (a, b float64, ok bool) {
	for range 3 {
		if len(xs) < 5 {
			return 0, 0, false
		}
		var sx, sy, sxx, sxy float64
		for i := range xs {
			sx, sy, sxx, sxy = sx+xs[i], sy+ys[i], sxx+xs[i]*xs[i], sxy+xs[i]*ys[i]
		}
		n := float64(len(xs))
		den := n*sxx - sx*sx
		if den < 1e-9 {
			return 0, 0, false
		}
		b = (n*sxy - sx*sy) / den
		a = (sy - b*sx) / n
		kept := 0
		for i := range xs {
			if math.Abs(ys[i]-a-b*xs[i]) <= tol {
				xs[kept], ys[kept] = xs[i], ys[i]
				kept++
			}
		}
		if kept == len(xs) {
			break
		}
		xs, ys = xs[:kept], ys[:kept]
	}
	return a, b, true
}

// sizeCorner takes the perspective from how the finders' size changes along
// the two sides: the ratio of two sizes is the square of the ratio of depths.
func (s *shape) sizeCorner(n int) (point, bool) {
	u, v := s.tr.c.sub(s.tl.c).unit(), s.bl.c.sub(s.tl.c).unit()
	a, ok1 := s.moduleAlong(s.tl, u)
	b, ok2 := s.moduleAlong(s.tr, u)
	c, ok3 := s.moduleAlong(s.tl, v)
	d, ok4 := s.moduleAlong(s.bl, v)
	if !ok1 || !ok2 || !ok3 || !ok4 {
		return point{}, false
	}
	g, h := math.Sqrt(a/b), math.Sqrt(c/d)
	w := g + h - 1
	if w < 0.3 {
		return point{}, false
	}
	p := s.tr.c.mul(g).add(s.bl.c.mul(h)).sub(s.tl.c)
	return p.mul(1 / w), true
}

// fittedEdge takes the outer edge from the vectors of a fitted finder.
func (f finder) fittedEdge(out, along point) (on, dir point, ok bool) {
	best := point{}
	for _, e := range [...][2]point{{f.u, f.v}, {f.v, f.u}, {f.u.mul(-1), f.v}, {f.v.mul(-1), f.u}} {
		if k := e[0].dot(out) / e[0].norm(); k > best.x {
			best.x, on, dir = k, f.c.add(e[0].mul(3.5)), e[1]
		}
	}
	return on, dir, best.x > 0.5
}
