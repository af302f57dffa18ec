package scanner

// pass is one way of looking for finders in a frame. They are tried in the
// order of passes, each only where the earlier ones read nothing.
type pass struct {
	name    string
	prepare func(s *Scanner) *relief // nil where it does not apply to this picture
	rowStep int                      // 0: by spots instead of rows
}

// passCount is the number of passes.
const passCount = 5

// passes is the ladder, cheapest first.
var passes = [passCount]pass{
	{"half-global", halfGlobal, 1},
	{"full-global", fullGlobal, 2},
	{"full-local", fullLocal, 2},
	{"half-local", halfLocal, 1},
	{"spots", unchanged, 0},
}

// smallPicture is the number of pixels up to which the half size comes after
// the full one, and every row is looked at.
const smallPicture = 600 * 600

func (s *Scanner) small() bool { return len(s.frame.pix) <= smallPicture }

// halved gives the frame at half its size, worked out once.
func (s *Scanner) halved() *relief {
	if !s.hasHalf {
		s.frame.half(&s.half.plane)
		s.half.scale, s.half.swing = 2, 3
		s.hasHalf = true
	}
	return &s.half
}

// whole gives the frame as it is.
func (s *Scanner) whole() *relief {
	s.full.plane = s.frame
	s.full.scale, s.full.swing = 1, 4
	return &s.full
}

// halfGlobal finds large codes fast: a quarter of the pixels, one level for all.
func halfGlobal(s *Scanner) *relief {
	if s.frame.w < 60 || s.frame.h < 60 {
		return nil
	}
	r := s.halved()
	r.setGlobal(otsu(&r.plane, 3))
	return r
}

// halfLocal finds large codes under uneven light.
func halfLocal(s *Scanner) *relief {
	if s.frame.w < 60 || s.frame.h < 60 {
		return nil
	}
	r := s.halved()
	r.setLocal(2)
	return r
}

// fullGlobal finds small codes on evenly lit screens.
func fullGlobal(s *Scanner) *relief {
	r := s.whole()
	r.setGlobal(otsu(&r.plane, 7))
	return r
}

// fullLocal finds small codes under uneven light.
func fullLocal(s *Scanner) *relief {
	r := s.whole()
	r.setLocal(2)
	return r
}

// unchanged is for spots, which are found in greys without a relief.
func unchanged(s *Scanner) *relief { return s.whole() }

// find runs a pass: the finders that it sees, and the relief they were seen in.
func (s *Scanner) find(p *pass) (*relief, []finder) {
	r := p.prepare(s)
	if r == nil {
		return nil, nil
	}
	if p.rowStep == 0 {
		return r, s.blobs.run(&s.frame, &s.halved().plane)
	}
	step := p.rowStep
	if s.small() {
		step = 1
	}
	return r, s.search.run(r, step)
}
