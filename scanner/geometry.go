package scanner

import "math"

// point is a place in a picture, in pixels: the centre of the first pixel is
// at (0.5, 0.5). On a code's grid the unit is a module, counted the same way.
type point struct{ x, y float64 }

func (p point) add(q point) point     { return point{p.x + q.x, p.y + q.y} }
func (p point) sub(q point) point     { return point{p.x - q.x, p.y - q.y} }
func (p point) mul(k float64) point   { return point{p.x * k, p.y * k} }
func (p point) cross(q point) float64 { return p.x*q.y - p.y*q.x }
func (p point) dot(q point) float64   { return p.x*q.x + p.y*q.y }
func (p point) norm() float64         { return math.Hypot(p.x, p.y) }
func (p point) dist(q point) float64  { return p.sub(q).norm() }
func (p point) unit() point           { return p.mul(1 / p.norm()) }
func (p point) inside(w, h int) bool {
	return p.x >= 0 && p.y >= 0 && p.x < float64(w) && p.y < float64(h)
}
func within(v, lo, hi float64) bool        { return v >= lo && v <= hi }
func ratio(a, b float64) float64           { return math.Max(a, b) / math.Min(a, b) }
func parallelogram(tl, tr, bl point) point { return tr.add(bl).sub(tl) }

// meet is where the line through p along d crosses the line through q along e.
func meet(p, d, q, e point) (point, bool) {
	den := d.cross(e)
	if math.Abs(den) < 0.15*d.norm()*e.norm() {
		return point{}, false
	}
	return p.add(d.mul(q.sub(p).cross(e) / den)), true
}

// homography maps the plane of a code to the picture: eight numbers, the ninth is one.
type homography [8]float64

// at maps a point of the grid to the picture.
func (h *homography) at(x, y float64) point {
	w := 1 / (h[6]*x + h[7]*y + 1)
	return point{(h[0]*x + h[1]*y + h[2]) * w, (h[3]*x + h[4]*y + h[5]) * w}
}

// step is how far the picture moves for a module to the right and one down, at a point of the grid.
func (h *homography) step(x, y float64) (right, down point) {
	return h.at(x+0.5, y).sub(h.at(x-0.5, y)), h.at(x, y+0.5).sub(h.at(x, y-0.5))
}

// pair is a point of the grid and where it was seen, with a weight.
type pair struct {
	grid, seen point
	weight     float64
}

// fit is the homography of least squared error over four pairs or more. Grid
// and picture are brought to the same order of magnitude by scale, so that
// the normal equations stay well conditioned.
func fit(pairs []pair, scale float64) (homography, bool) {
	var m [8][9]float64
	for _, p := range pairs {
		x, y := p.grid.x/scale, p.grid.y/scale
		u, v := p.seen.x, p.seen.y
		accumulate(&m, [8]float64{x, y, 1, 0, 0, 0, -u * x, -u * y}, u, p.weight)
		accumulate(&m, [8]float64{0, 0, 0, x, y, 1, -v * x, -v * y}, v, p.weight)
	}
	h, ok := eliminate(&m)
	if !ok {
		return h, false
	}
	for _, i := range [...]int{0, 1, 3, 4, 6, 7} {
		h[i] /= scale
	}
	return h, true
}

// accumulate adds one equation to the normal equations.
func accumulate(m *[8][9]float64, row [8]float64, y, weight float64) {
	for i := range 8 {
		if row[i] == 0 {
			continue
		}
		k := row[i] * weight
		for j := range 8 {
			m[i][j] += k * row[j]
		}
		m[i][8] += k * y
	}
}

// eliminate solves the 8 equations by Gauss and Jordan with pivoting.
func eliminate(m *[8][9]float64) (homography, bool) {
	var h homography
	for i := range 8 {
		p := i
		for k := i + 1; k < 8; k++ {
			if math.Abs(m[k][i]) > math.Abs(m[p][i]) {
				p = k
			}
		}
		m[i], m[p] = m[p], m[i]
		if math.Abs(m[i][i]) < 1e-12 {
			return h, false
		}
		for k := range 8 {
			if k == i {
				continue
			}
			f := m[k][i] / m[i][i]
			for j := i; j < 9; j++ {
				m[k][j] -= f * m[i][j]
			}
		}
	}
	for i := range 8 {
		h[i] = m[i][8] / m[i][i]
	}
	return h, true
}
