package scanner

import (
	"image"
	"math"

	"github.com/makiuchi-d/gozxing/common"
)

// attempt tries to read one code by its three finders.
func (s *Scanner) attempt(t triple, r *relief) (Result, bool) {
	l := light{&s.frame, t.tl.inv}
	sh := measure(r, t)
	for i, g := range sh.grids(l) {
		if i > 2 || i > 0 && s.clock.late() {
			break
		}
		s.view.grid(g, t)
		if g.score < s.view.best.score-muchWorse || !s.view.again(t, g.n) || !s.clock.mayRead() {
			continue
		}
		if res, ok := s.read(l, g.refine(l, t)); ok {
			return res, true
		}
		if g.score > 0.75 && g.n <= maxSettled && s.clock.insist() {
			if res, ok := s.insist(l, &sh, g.n); ok {
				return res, true
			}
		}
	}
	return Result{}, false
}

// muchWorse is by how much a grid's timing lines may be worse than those of
// the best grid of the frame; beyond, it is a chance likeness.
const muchWorse = 0.3

// insist is for a grid whose timing lines leave no doubt: what is wrong must
// be the fourth corner, because the alignment pattern is covered, missing or
// mistaken. Each guess of it is taken as it is, then moved to where the
// modules are seen best.
func (s *Scanner) insist(l light, sh *shape, n int) (Result, bool) {
	for _, c := range sh.fourth(n) {
		g, ok := rough(l, sh.triple, n, c)
		if !ok || g.score < 0.7 {
			continue
		}
		if res, ok := s.read(l, g); ok {
			return res, true
		}
		if s.clock.late() {
			break
		}
		if res, ok := s.read(l, g.settle(l, sh.triple, c)); ok {
			return res, true
		}
	}
	return Result{}, false
}

// read samples a grid and decodes it, with more and more of the blur undone.
func (s *Scanner) read(l light, g grid) (Result, bool) {
	s.samples.take(l, &g)
	s.samples.level(5)
	r, ok := s.soften(g)
	if !ok {
		return Result{}, false
	}
	text, raw := content(r)
	return Result{Text: text, Bytes: raw, Corners: g.corners(), Modules: g.n}, true
}

// soften decodes the samples with the fixed filter, then with one trained on
// what the standard fixes, then with one trained on its own decisions.
func (s *Scanner) soften(g grid) (*common.DecoderResult, bool) {
	n := g.n
	s.soft, s.target = floats(s.soft, n*n), floats(s.target, n*n)
	eq := sharpen(0.35)
	known := s.known(n)
	for i, v := range known.v {
		s.target[i] = float64(v)
	}
	if eq.train(&s.samples, s.target, 3) {
		eq.apply(&s.samples, s.soft)
		if r, ok := s.bits.decode(s.soft, n); ok {
			return r, true
		}
		if known.agreement(s.soft) < minAgreement {
			return nil, false
		}
		s.votes.offer(g, s.soft)
	}
	for range 2 {
		s.decide(known)
		if !eq.train(&s.samples, s.target, 3) {
			break
		}
		eq.apply(&s.samples, s.soft)
		if r, ok := s.bits.decode(s.soft, n); ok {
			return r, true
		}
	}
	// Printed dots and rounded finders mislead the training: take greys as they are.
	eq = sharpen(0.2)
	eq.apply(&s.samples, s.soft)
	return s.bits.decode(s.soft, n)
}

// minAgreement is the share of the fixed modules that must come out right for
// a grid to be worth more work.
const minAgreement = 0.78

// decide makes the targets of the next training: what is fixed, and of the
// other modules every second one, as it was judged and as surely.
func (s *Scanner) decide(known *knownMap) {
	for i, v := range s.soft {
		switch k := known.v[i]; {
		case k != 0:
			s.target[i] = 2 * float64(k)
		case (i/known.n+i%known.n)%2 == 0:
			s.target[i] = math.Max(-1, math.Min(1, 1.5*v))
		default:
			s.target[i] = 0
		}
	}
}

// known gives the map of fixed modules, built once a version.
func (s *Scanner) known(n int) *knownMap {
	if k, ok := s.maps[n]; ok {
		return k
	}
	k := knownFor(n)
	s.maps[n] = k
	return k
}

// corners are the code's outer corners in the frame.
func (g *grid) corners() [4]image.Point {
	l := float64(g.n)
	var out [4]image.Point
	for i, p := range [4]point{g.h.at(0, 0), g.h.at(l, 0), g.h.at(l, l), g.h.at(0, l)} {
		out[i] = image.Pt(int(math.Round(p.x)), int(math.Round(p.y)))
	}
	return out
}
