package scanner

// view is what the passes saw of a frame in which nothing was read; the hint
// is drawn from it.
type view struct {
	best    grid   // the grid with the best timing lines
	nearest finder // the surest finder
	seen    bool
	tried   []attempted
	corners triple // the finders of best
	strays  int    // attempts elsewhere although a code was located
}

// attempted is a code that was sampled and could not be decoded.
type attempted struct {
	n     int
	t     triple
	times int
}

// maxTries is how often the same code is sampled in a frame: once from finders
// seen roughly, once from those seen well.
const maxTries = 2

// again notes an attempt, and says whether it is worth making.
func (v *view) again(t triple, n int) bool {
	near := 0.4 * t.tl.module
	for i := range v.tried {
		a := &v.tried[i]
		if a.n == n && a.t.tl.inv == t.tl.inv && a.t.tl.c.dist(t.tl.c) < near &&
			a.t.tr.c.dist(t.tr.c) < near && a.t.bl.c.dist(t.bl.c) < near {
			a.times++
			return a.times <= maxTries
		}
	}
	v.tried = append(v.tried, attempted{n, t, 1})
	return true
}

func (v *view) reset() { *v = view{tried: v.tried[:0]} }

// finders notes the surest finder.
func (v *view) finders(found []finder) {
	for _, f := range found[:min(len(found), 3)] {
		if !v.seen || f.weight() > v.nearest.weight() {
			v.nearest, v.seen = f, true
		}
	}
}

// grid notes the likeliest code.
func (v *view) grid(g grid, t triple) {
	if g.score > v.best.score {
		v.best, v.corners = g, t
	}
}

// Once timing lines are this good the code is located, and finders elsewhere
// get only a few attempts more.
const (
	located   = 0.85
	maxStrays = 3
)

// promising says whether finders are worth an attempt.
func (v *view) promising(t triple) bool {
	if v.best.score < located {
		return true
	}
	near := 2 * v.corners.tl.module
	if t.tl.c.dist(v.corners.tl.c) < near && t.tr.c.dist(v.corners.tr.c) < near && t.bl.c.dist(v.corners.bl.c) < near {
		return true
	}
	v.strays++
	return v.strays <= maxStrays
}
