package scanner

import "math"

// margin is how many modules around the code are sampled too: the quiet zone
// bleeds into the outer modules.
const margin = 2

// samples are the greys of a grid's modules and of a margin around them,
// freed from shading: zero is the local mean, one the local contrast.
type samples struct {
	n, side int // modules of the code; side is n + 2*margin
	v       []float64

	sum, sq []float64 // summed areas
}

// at is the value of the module at column x and row y; both may lie in the margin.
func (s *samples) at(x, y int) float64 { return s.v[(y+margin)*s.side+x+margin] }

// take samples the grid: each module as the mean of a few places near its
// middle where it is large, and of the middle alone where it is small.
func (s *samples) take(l light, g *grid) {
	s.n, s.side = g.n, g.n+2*margin
	s.v = floats(s.v, s.side*s.side)
	right, down := g.h.step(float64(g.n)/2, float64(g.n)/2)
	spread := 0.0
	if math.Min(right.norm(), down.norm()) > 3 {
		spread = 0.22
	}
	for y := range s.side {
		for x := range s.side {
			gx, gy := float64(x-margin)+0.5, float64(y-margin)+0.5
			v := l.at(g.h.at(gx, gy))
			if spread > 0 {
				v += l.at(g.h.at(gx-spread, gy-spread)) + l.at(g.h.at(gx+spread, gy-spread)) +
					l.at(g.h.at(gx-spread, gy+spread)) + l.at(g.h.at(gx+spread, gy+spread))
				v /= 5
			}
			s.v[y*s.side+x] = v
		}
	}
}

// level takes the local mean away and divides by the local contrast, over
// squares of reach modules to each side.
func (s *samples) level(reach int) {
	w := s.side + 1
	s.sum, s.sq = floats(s.sum, w*w), floats(s.sq, w*w)
	for i := range w {
		s.sum[i], s.sq[i] = 0, 0
		s.sum[i*w], s.sq[i*w] = 0, 0
	}
	for y := range s.side {
		var a, b float64
		for x := range s.side {
			v := s.v[y*s.side+x]
			a, b = a+v, b+v*v
			i := (y+1)*w + x + 1
			s.sum[i], s.sq[i] = s.sum[i-w]+a, s.sq[i-w]+b
		}
	}
	for y := range s.side {
		// The margin takes its shade from the code: the quiet zone itself is of one colour.
		y0, y1 := span(y, reach, s.side)
		for x := range s.side {
			x0, x1 := span(x, reach, s.side)
			k := 1 / float64((x1-x0)*(y1-y0))
			mean := area(s.sum, w, x0, y0, x1, y1) * k
			dev := math.Sqrt(math.Max(area(s.sq, w, x0, y0, x1, y1)*k-mean*mean, 0))
			s.v[y*s.side+x] = (s.v[y*s.side+x] - mean) / (dev + 1)
		}
	}
}

// span is the window about i, kept within the code and as wide at its border as inside.
func span(i, reach, side int) (from, to int) {
	i = min(max(i, margin+reach/2), side-margin-1-reach/2)
	return max(margin, i-reach), min(side-margin, i+reach+1)
}

func area(sum []float64, w, x0, y0, x1, y1 int) float64 {
	return sum[y1*w+x1] - sum[y0*w+x1] - sum[y1*w+x0] + sum[y0*w+x0]
}

func floats(v []float64, n int) []float64 {
	if cap(v) < n {
		return make([]float64, n)
	}
	return v[:n]
}
