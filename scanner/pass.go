package scanner

// pass is one way of looking for finders in a frame. They are tried in the
// order of passes, each only where the earlier ones read nothing.
type pass struct {
	name    string
	prepare func(s *Scanner) *relief // nil where it does not apply to this picture
	rowStep int                      // 0: by spots instead of rows
}

// passes is the ladder, cheapest first.
var passes = []pass{
	{"half-global", halfGlobal, 1},
	{"full-global", fullGlobal, 2},
	{"full-local", fullLocal, 2},
	{"half-local", halfLocal, 1},
	{"spots", fullAgain, 0},
}

// halfGlobal finds large codes fast: a quarter of the pixels, one level for all.
func halfGlobal(s *Scanner) *relief {
	if s.frame.w < 100 || s.frame.h < 100 {
		return nil
	}
	s.frame.half(&s.half.plane)
	s.half.scale, s.half.swing = 2, 3
	s.half.setGlobal(otsu(&s.half.plane, 3))
	return &s.half
}

// halfLocal finds large codes under uneven light.
func halfLocal(s *Scanner) *relief {
	if s.frame.w < 100 || s.frame.h < 100 {
		return nil
	}
	s.half.setLocal(2)
	return &s.half
}

// fullGlobal finds small codes on evenly lit screens.
func fullGlobal(s *Scanner) *relief {
	s.full.plane = s.frame
	s.full.scale, s.full.swing = 1, 4
	s.full.setGlobal(otsu(&s.full.plane, 7))
	return &s.full
}

// fullLocal finds small codes under uneven light.
func fullLocal(s *Scanner) *relief {
	s.full.setLocal(2)
	return &s.full
}

// fullAgain keeps the relief of the pass before; spots are found in greys.
func fullAgain(s *Scanner) *relief { return &s.full }
