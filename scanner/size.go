package scanner

import "math"

// shape is what the finders alone say about a code's grid.
type shape struct {
	triple
	r     *relief
	cross float64 // modules between finder centres along the top, a fraction
	down  float64 // the same along the left
}

// measure finds how many modules lie between the finders. Along a line in
// perspective the size of a module falls so that the number of modules
// between two places is their distance over the geometric mean of the two
// sizes.
func measure(r *relief, t triple) shape {
	s := shape{triple: t, r: r}
	s.cross = s.between(t.tl, t.tr)
	s.down = s.between(t.tl, t.bl)
	return s
}

// between counts the modules from centre to centre.
func (s *shape) between(a, b finder) float64 {
	dir := b.c.sub(a.c).unit()
	ma, oka := s.moduleAlong(a, dir)
	mb, okb := s.moduleAlong(b, dir)
	switch {
	case oka && !okb:
		mb = ma
	case okb && !oka:
		ma = mb
	case !oka:
		ma, mb = a.module, b.module
	}
	return a.c.dist(b.c) / math.Sqrt(ma*mb)
}

// moduleAlong measures a finder along a line through its centre.
func (s *shape) moduleAlong(f finder, dir point) (float64, bool) {
	if f.fit > 0 {
		return f.along(dir), true
	}
	k := 1 / s.r.scale
	_, size, ok := s.r.through(f.c.mul(k), dir, f.module*k, f.inv)
	return size * s.r.scale, ok
}

// dimensions are the sides, in modules, that the distances allow, likeliest first.
func (s *shape) dimensions() []int {
	n := (s.cross+s.down)/2 + 7
	v := int(math.Round((n - 17) / 4))
	frac := (n-17)/4 - float64(v)
	order := []int{0, 1, -1, 2, -2}
	if frac < 0 {
		order = []int{0, -1, 1, -2, 2}
	}
	if v < 7 {
		order = order[:3]
	}
	var out []int
	for _, d := range order {
		if w := v + d; w >= 1 && w <= 40 {
			out = append(out, 17+4*w)
		}
	}
	return out
}
