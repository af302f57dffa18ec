package scanner

// maxSettled is the largest code whose fourth corner is sought by trying:
// larger ones have alignment patterns enough.
const maxSettled = 45

// settle moves the fourth corner to where the modules far from the finders
// differ most from each other: over edges between modules the greys are mixed.
func (g grid) settle(l light, t triple, corner point) grid {
	best, top := g, g.crispness(l)
	far := float64(g.n) - 3.5
	right, down := g.h.step(far, far)
	for _, step := range [...]float64{0.6, 0.25, 0.12} {
		from := corner
		reach := 2
		if step > 0.5 {
			reach = 6
		}
		for i := -reach; i <= reach; i++ {
			for j := -reach; j <= reach; j++ {
				c := from.add(right.mul(float64(i) * step)).add(down.mul(float64(j) * step))
				h, ok := fit(append(finderPairs(t, g.n), pair{point{far, far}, c, 1}), float64(g.n))
				if !ok {
					continue
				}
				try := grid{g.n, h, g.inv, g.score}
				if k := try.crispness(l); k > top {
					best, top, corner = try, k, c
				}
			}
		}
	}
	return best
}

// crispness is the variance of the modules beyond the diagonal, those that
// the fourth corner moves most.
func (g *grid) crispness(l light) float64 {
	var sum, sq float64
	count := 0
	for y := 0; y < g.n; y++ {
		for x := g.n - y; x < g.n; x++ {
			v := l.at(g.h.at(float64(x)+0.5, float64(y)+0.5))
			sum += v
			sq += v * v
			count++
		}
	}
	k := 1 / float64(count)
	return sq*k - sum*k*sum*k
}
