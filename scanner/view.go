package scanner

// view is what the passes saw of a frame in which nothing was read; the hint
// is drawn from it.
type view struct {
	best    grid   // the grid with the best timing lines
	nearest finder // the surest finder
	seen    bool
}

func (v *view) reset() { *v = view{} }

// finders notes the surest finder.
func (v *view) finders(found []finder) {
	for _, f := range found[:min(len(found), 3)] {
		if !v.seen || f.weight() > v.nearest.weight() {
			v.nearest, v.seen = f, true
		}
	}
}

// grid notes the likeliest code.
func (v *view) grid(g grid) {
	if g.score > v.best.score {
		v.best = g
	}
}

// advise turns the view into a hint.
func (s *Scanner) advise() Hint { return HintNoCode }
