package paper

import (
	"math"
	"slices"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/camera/internal/quad"
)

// How a side is looked for anew in the whole picture.
const (
	probes = 48  // across each side
	foot   = 3   // pixels on either side that are compared
	step   = 6.  // least difference in levels that is an edge
	reach  = 4.5 // pixels of the small picture
)

// refine moves the corners to where the whole picture's edges cross: the small one is several times
// as coarse. A side that can't be seen better stays.
func refine(m gocv.Mat, q [4]quad.Point, k float64) [4]quad.Point {
	grey := gocv.NewMat()
	defer grey.Close()
	gocv.CvtColor(m, &grey, gocv.ColorRGBAToGray)
	var sides [4][2]quad.Point
	for i := range q {
		sides[i] = side(grey, q[i], q[(i+1)%4], reach/k)
	}
	out := q
	for i := range q {
		if p, ok := crossing(sides[(i+3)%4], sides[i]); ok && quad.Distance(p, q[i]) < 3*reach/k {
			out[i] = p
		}
	}
	return out
}

// side is the straight line along the strongest edge near the line from a to b. Inside is to its right,
// as the corners go clockwise, and brighter.
func side(grey gocv.Mat, a, b quad.Point, far float64) [2]quad.Point {
	n := max(1, quad.Distance(a, b))
	in := quad.Point{X: -(b.Y - a.Y) / n, Y: (b.X - a.X) / n}
	var along, off []float64
	for i := range probes {
		t := .04 + .92*float64(i)/(probes-1)
		at := quad.Point{X: a.X + t*(b.X-a.X), Y: a.Y + t*(b.Y-a.Y)}
		if d, ok := edgeAcross(grey, at, in, far); ok {
			along, off = append(along, t), append(off, d)
		}
	}
	if len(along) < probes/3 {
		return [2]quad.Point{a, b}
	}
	c0, c1 := straight(along, off)
	moved := func(p quad.Point, d float64) quad.Point { return quad.Point{X: p.X + d*in.X, Y: p.Y + d*in.Y} }
	return [2]quad.Point{moved(a, c0), moved(b, c0+c1)}
}

// edgeAcross is how far inwards of a point the picture becomes brighter the most.
func edgeAcross(grey gocv.Mat, at, in quad.Point, far float64) (d float64, ok bool) {
	best := step
	for s := -far; s <= far; s++ {
		sum, whole := 0., true
		for j := 1; j <= foot; j++ {
			bright, okIn := level(grey, quad.Point{X: at.X + (s+float64(j)-.5)*in.X, Y: at.Y + (s+float64(j)-.5)*in.Y})
			dark, okOut := level(grey, quad.Point{X: at.X + (s-float64(j)+.5)*in.X, Y: at.Y + (s-float64(j)+.5)*in.Y})
			sum, whole = sum+(bright-dark)/foot, whole && okIn && okOut
		}
		if whole && sum > best {
			best, d, ok = sum, s, true
		}
	}
	return d, ok
}

// straight fits y = c0 + c1 x by least squares, twice: the second time without what lies far from the
// first line, a finger or a shadow's edge.
func straight(x, y []float64) (c0, c1 float64) {
	c0, c1 = fit(x, y)
	for range 3 {
		away := make([]float64, len(x))
		for i := range x {
			away[i] = math.Abs(y[i] - c0 - c1*x[i])
		}
		sorted := slices.Clone(away)
		slices.Sort(sorted)
		limit := max(1, 2*sorted[len(sorted)/2])
		var nx, ny []float64
		for i := range x {
			if away[i] <= limit {
				nx, ny = append(nx, x[i]), append(ny, y[i])
			}
		}
		c0, c1 = fit(nx, ny)
	}
	return c0, c1
}

func fit(x, y []float64) (c0, c1 float64) {
	var sx, sy, sxx, sxy float64
	n := float64(len(x))
	for i := range x {
		sx, sy, sxx, sxy = sx+x[i], sy+y[i], sxx+x[i]*x[i], sxy+x[i]*y[i]
	}
	det := n*sxx - sx*sx
	if det < 1e-9 {
		return sy / max(1, n), 0
	}
	c1 = (n*sxy - sx*sy) / det
	return (sy - c1*sx) / n, c1
}

// crossing is where two lines meet; false where they hardly do.
func crossing(a, b [2]quad.Point) (quad.Point, bool) {
	ax, ay := a[1].X-a[0].X, a[1].Y-a[0].Y
	bx, by := b[1].X-b[0].X, b[1].Y-b[0].Y
	det := ax*by - ay*bx
	if math.Abs(det) < 1e-6 {
		return quad.Point{}, false
	}
	t := ((b[0].X-a[0].X)*by - (b[0].Y-a[0].Y)*bx) / det
	return quad.Point{X: a[0].X + t*ax, Y: a[0].Y + t*ay}, true
}
