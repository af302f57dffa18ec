package scanner

import "math"

// margin is how many modules around the code are sampled too: the quiet zone
// bleeds into the outer modules.
const margin = 2

// samples are greys of a grid and of a margin around it, two to a module
// each way: those at even places lie in the modules' middles, the others half
// way between. They are freed from shading: zero is the local mean, one the
// local contrast.
type samples struct {
	n, side int // modules of the code; side is 2*(n+2*margin)-1 samples
	v       []float64

	sum, sq []float64 // summed areas
}

// place is the index of the middle of the module at column x and row y.
func (s *samples) place(x, y int) int { return 2*(y+margin)*s.side + 2*(x+margin) }

// take samples the grid.
func (s *samples) take(l light, g *grid) {
	s.n, s.side = g.n, 2*(g.n+2*margin)-1
	s.v = floats(s.v, s.side*s.side)
	h := &g.h
	for y := range s.side {
		gy := float64(y)/2 - margin + 0.5
		row := s.v[y*s.side : (y+1)*s.side]
		ax, ay, aw := h[1]*gy+h[2], h[4]*gy+h[5], h[7]*gy+1
		for x := range row {
			gx := float64(x)/2 - margin + 0.5
			w := 1 / (h[6]*gx + aw)
			row[x] = l.at(point{(h[0]*gx + ax) * w, (h[3]*gx + ay) * w})
		}
	}
}

// level takes the local mean away and divides by the local contrast, over
// squares of reach modules to each side.
func (s *samples) level(reach int) {
	reach *= 2
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
	const edge = 2 * margin
	i = min(max(i, edge+reach/2), side-edge-1-reach/2)
	return max(edge, i-reach), min(side-edge, i+reach+1)
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
