package scanner

import "math"

// taps are the neighbours, three by three, from which a module is judged.
const taps = 9

// equalizer undoes the blur between modules, of lens or of motion: a linear
// filter over each module's neighbourhood, trained on the modules whose colour
// the standard fixes (least squares, as in a decision-directed channel
// equalizer).
type equalizer struct {
	w [taps + 1]float64
}

// identity passes the samples through.
func identity() equalizer {
	var e equalizer
	e.w[4] = 1
	return e
}

// sharpen is the fixed filter to begin with: half of the neighbours' mean is taken off.
func sharpen(k float64) equalizer {
	e := identity()
	e.w[4] += k
	for _, i := range [...]int{1, 3, 5, 7} {
		e.w[i] = -k / 4
	}
	return e
}

// apply writes the filtered value of every module, light positive.
func (e *equalizer) apply(s *samples, out []float64) {
	n, side := s.n, s.side
	for y := range n {
		up := s.v[(y+margin-1)*side+margin-1:]
		mid := s.v[(y+margin)*side+margin-1:]
		low := s.v[(y+margin+1)*side+margin-1:]
		for x := range n {
			out[y*n+x] = e.w[0]*up[x] + e.w[1]*up[x+1] + e.w[2]*up[x+2] +
				e.w[3]*mid[x] + e.w[4]*mid[x+1] + e.w[5]*mid[x+2] +
				e.w[6]*low[x] + e.w[7]*low[x+1] + e.w[8]*low[x+2] + e.w[9]
		}
	}
}

// train fits the filter so that the samples come out as target (n*n values of
// -1, 0 for unknown, +1), each with the weight of its size. Prior holds it
// near the filter it was.
func (e *equalizer) train(s *samples, target []float64, prior float64) bool {
	var m [taps + 1][taps + 2]float64
	var f [taps + 1]float64
	f[taps] = 1
	for y := range s.n {
		for x := range s.n {
			t := target[y*s.n+x]
			if t == 0 {
				continue
			}
			weight := math.Abs(t)
			goal := math.Copysign(1, t)
			i := 0
			for j := -1; j <= 1; j++ {
				row := s.v[(y+margin+j)*s.side+x+margin-1:]
				f[i], f[i+1], f[i+2] = row[0], row[1], row[2]
				i += 3
			}
			for a := range f {
				k := weight * f[a]
				for b := a; b <= taps; b++ {
					m[a][b] += k * f[b]
				}
				m[a][taps+1] += k * goal
			}
		}
	}
	for a := range f {
		for b := range a {
			m[a][b] = m[b][a]
		}
		m[a][a] += prior
		m[a][taps+1] += prior * e.w[a]
	}
	return e.solve(&m)
}

// solve eliminates the symmetric system; it is positive definite by the prior.
func (e *equalizer) solve(m *[taps + 1][taps + 2]float64) bool {
	for i := range m {
		if m[i][i] < 1e-9 {
			return false
		}
		for k := range m {
			if k == i {
				continue
			}
			f := m[k][i] / m[i][i]
			for j := i; j < taps+2; j++ {
				m[k][j] -= f * m[i][j]
			}
		}
	}
	for i := range m {
		e.w[i] = m[i][taps+1] / m[i][i]
	}
	return true
}
