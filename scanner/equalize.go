package scanner

import "math"

// taps are the places, five by five, half a module apart, from which a module is judged.
const taps = 25

// middle is the tap on the module itself.
const middle = taps / 2

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
	e.w[middle] = 1
	return e
}

// sharpen is the fixed filter to begin with: half of the neighbours' mean is taken off.
func sharpen(k float64) equalizer {
	e := identity()
	e.w[middle] += k
	for _, i := range [...]int{2, 10, 14, 22} {
		e.w[i] = -k / 4
	}
	return e
}

// apply writes the filtered value of every module, light positive.
func (e *equalizer) apply(s *samples, out []float64) {
	for y := range s.n {
		for x := range s.n {
			at := s.place(x, y) - 2*s.side - 2
			v, i := e.w[taps], 0
			for range 5 {
				f := s.v[at : at+5 : at+5]
				w := e.w[i : i+5 : i+5]
				v += w[0]*f[0] + w[1]*f[1] + w[2]*f[2] + w[3]*f[3] + w[4]*f[4]
				i += 5
				at += s.side
			}
			out[y*s.n+x] = v
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
			at := s.place(x, y) - 2*s.side - 2
			for i := 0; i < taps; i += 5 {
				copy(f[i:i+5], s.v[at:at+5])
				at += s.side
			}
			for a := range f {
				k, row := weight*f[a], &m[a]
				for b := a; b < len(f); b++ {
					row[b] += k * f[b]
				}
				row[taps+1] += k * goal
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
