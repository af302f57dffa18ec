package scanner

// grid is a code's modules laid over the frame.
type grid struct {
	n     int // modules a side
	h     homography
	inv   bool
	score float64 // of the timing lines
}

// finderPairs are the three corners that are known for certain.
func finderPairs(t triple, n int) []pair {
	l := float64(n)
	return []pair{
		{point{3.5, 3.5}, t.tl.c, 1},
		{point{l - 3.5, 3.5}, t.tr.c, 1},
		{point{3.5, l - 3.5}, t.bl.c, 1},
	}
}

// rough lays a grid by the finders and a guessed fourth corner.
func rough(l light, t triple, n int, corner point) (grid, bool) {
	far := float64(n) - 3.5
	h, ok := fit(append(finderPairs(t, n), pair{point{far, far}, corner, 1}), float64(n))
	if !ok {
		return grid{}, false
	}
	return grid{n, h, l.inv, timing(l, &h, n)}, true
}

// grids lays the plausible grids over three finders, best first. The number of
// modules comes from distances, is put right by the version bits, and is
// judged by the timing lines.
func (s *shape) grids(l light) []grid {
	var out []grid
	tried := map[int]bool{}
	for _, n := range s.dimensions() {
		if tried[n] {
			continue
		}
		tried[n] = true
		flat := parallelogram(s.tl.c, s.tr.c, s.bl.c)
		g, ok := rough(l, s.triple, n, flat)
		if !ok {
			continue
		}
		if n >= 41 {
			if m := versionAt(l, &g.h, n); m != 0 && m != n && m-n <= 12 && n-m <= 12 && !tried[m] {
				tried[m] = true
				out = s.lay(l, m, out)
			}
		}
		out = s.lay(l, n, out)
	}
	// Best timing first.
	for i := range out {
		for j := i; j > 0 && out[j].score > out[j-1].score; j-- {
			out[j], out[j-1] = out[j-1], out[j]
		}
	}
	return out
}

// minTiming is the fit of the timing lines below which a grid is not worth decoding.
const minTiming = 0.25

// lay adds the best grid of n modules over the guesses of the fourth corner.
func (s *shape) lay(l light, n int, out []grid) []grid {
	var best grid
	bestRing := -2.0
	for _, c := range s.fourth(n) {
		g, ok := rough(l, s.triple, n, c)
		if !ok || g.score < minTiming {
			continue
		}
		ring := g.score
		if n > 21 {
			a := g.anchor(l, s.triple)
			ring = a.score + 0.2*g.score
			if a.score > 0.5 {
				g = g.pinned(l, s.triple, a)
			}
		}
		if ring > bestRing {
			best, bestRing = g, ring
		}
	}
	if bestRing == -2 {
		return out
	}
	return append(out, best)
}

// anchor looks for the alignment pattern nearest the fourth corner.
func (g grid) anchor(l light, t triple) alignment {
	p := point{float64(g.n) - 6.5, float64(g.n) - 6.5}
	radius := 2.5 + float64(g.n)/25
	return findAlignment(l, &g.h, p, radius)
}

// pinned fits the grid to the three finders and the anchor.
func (g grid) pinned(l light, t triple, a alignment) grid {
	h, ok := fit(append(finderPairs(t, g.n), pair{a.grid, a.seen, 1}), float64(g.n))
	if !ok {
		return g
	}
	score := timing(l, &h, g.n)
	if score < g.score-0.15 {
		return g
	}
	return grid{g.n, h, g.inv, score}
}

// refine fits the grid to all alignment patterns that are seen, twice, so
// that those far out are looked for where the nearer ones say.
func (g grid) refine(l light, t triple) grid {
	centres := alignmentCentres(g.n)
	if len(centres) == 0 {
		return g
	}
	for round := range 2 {
		radius := 1.6 - 0.6*float64(round)
		pairs := finderPairs(t, g.n)
		for _, c := range centres {
			if a := findAlignment(l, &g.h, c, radius); a.score > 0.5 {
				pairs = append(pairs, pair{a.grid, a.seen, a.score * a.score})
			}
		}
		if len(pairs) < 4 {
			return g
		}
		if h, ok := fit(pairs, float64(g.n)); ok {
			g.h = h
		}
	}
	return g
}
