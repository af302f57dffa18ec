package face

import (
	"cmp"
	"image"
	"math"
	"slices"

	"gocv.io/x/gocv"
)

// A card that is held has four straight sides, whatever hides its corners and whoever stands
// behind it. Its outline is therefore not followed: straight lines are paired into four-cornered
// forms, and each form is judged by how much of its sides is an edge in the picture, and how little
// goes on beyond its corners.
const (
	edgeWidth   = 640  // the picture that is looked at
	edgeStep    = 22   // Sobel's answer (3x3) across a line that is an edge; a step of some 8 levels
	edgeReach   = 2    // pixels on either side of a line
	lineLeast   = 44   // pixels of a straight edge
	lineGap     = 14   // pixels that may lack in it
	lineTilt    = 32.  // degrees from level or upright
	linesMost   = 16   // of either direction, the longest
	sideSamples = 40   // points along a side
	beyond      = .14  // of a side's length, past each corner
	beyondCost  = .6   // how much an edge that goes on counts against a form
	sideLeast   = .3   // of each side must be an edge: a hand may hide the rest
	formLeast   = .56  // of all sides, less what goes on beyond
	formsMost   = 3    // that are worth a second look
	formsApart  = .035 // of the width: less is the same form
)

// line is a straight edge, as a point on it and its direction of length 1.
type line struct {
	at, along Point
	length    float64
}

// form is a four-cornered form of a card's proportions, clockwise from the top left.
type form struct {
	corners [4]Point
	score   float64 // 0..1
}

// gradients are how the picture rises to the right and downwards.
type gradients struct {
	dx, dy     []int16
	cols, rows int
}

// findCards answers the likeliest outlines of a card in the picture's pixels, the best first.
func findCards(m gocv.Mat) [][4]Point {
	k := edgeWidth / float64(m.Cols())
	small, grey := gocv.NewMat(), gocv.NewMat()
	defer small.Close()
	defer grey.Close()
	gocv.Resize(m, &small, image.Pt(edgeWidth, max(1, int(k*float64(m.Rows())))), 0, 0, gocv.InterpolationArea)
	gocv.CvtColor(small, &grey, gocv.ColorRGBAToGray)
	gocv.GaussianBlur(grey, &grey, image.Pt(3, 3), 0, 0, gocv.BorderDefault)
	g, closeG, err := gradientsOf(grey)
	if err != nil {
		return nil
	}
	defer closeG()
	level, upright := linesOf(grey)
	var out [][4]Point
	for _, f := range formsOf(g, level, upright) {
		for i := range f.corners {
			f.corners[i] = Point{f.corners[i].X / k, f.corners[i].Y / k}
		}
		out = append(out, f.corners)
	}
	return out
}

func gradientsOf(grey gocv.Mat) (g gradients, end func(), err error) {
	dx, dy := gocv.NewMat(), gocv.NewMat()
	end = func() { dx.Close(); dy.Close() }
	gocv.Sobel(grey, &dx, gocv.MatTypeCV16S, 1, 0, 3, 1, 0, gocv.BorderDefault)
	gocv.Sobel(grey, &dy, gocv.MatTypeCV16S, 0, 1, 3, 1, 0, gocv.BorderDefault)
	g.cols, g.rows = grey.Cols(), grey.Rows()
	if g.dx, err = dx.DataPtrInt16(); err == nil {
		g.dy, err = dy.DataPtrInt16()
	}
	if err != nil {
		end()
	}
	return g, end, err
}

// linesOf are the straight edges of a picture that lie nearly level or upright, joined where they
// are parts of one.
func linesOf(grey gocv.Mat) (level, upright []line) {
	edges, found := gocv.NewMat(), gocv.NewMat()
	defer edges.Close()
	defer found.Close()
	gocv.Canny(grey, &edges, edgeStep, 2*edgeStep)
	gocv.HoughLinesPWithParams(edges, &found, 1, math.Pi/180, lineLeast/2, lineLeast, lineGap)
	for i := range found.Rows() {
		v := found.GetVeciAt(i, 0)
		a, b := Point{float64(v[0]), float64(v[1])}, Point{float64(v[2]), float64(v[3])}
		n := distance(a, b)
		l := line{at: Point{(a.X + b.X) / 2, (a.Y + b.Y) / 2}, along: Point{(b.X - a.X) / n, (b.Y - a.Y) / n}, length: n}
		switch tilt := math.Abs(math.Atan2(l.along.Y, l.along.X)) * 180 / math.Pi; {
		case tilt < lineTilt || tilt > 180-lineTilt:
			level = joined(level, l)
		case math.Abs(tilt-90) < lineTilt:
			upright = joined(upright, l)
		}
	}
	return longest(level), longest(upright)
}

// joined adds a line to those of the same direction and place, or as another.
func joined(all []line, l line) []line {
	for i, o := range all {
		turn := math.Abs(o.along.X*l.along.Y - o.along.Y*l.along.X)
		off := math.Abs((l.at.X-o.at.X)*o.along.Y - (l.at.Y-o.at.Y)*o.along.X)
		if turn < .03 && off < 3 {
			if l.length > o.length {
				l.length += o.length
				all[i] = l
			} else {
				all[i].length += l.length
			}
			return all
		}
	}
	return append(all, l)
}

func longest(all []line) []line {
	slices.SortFunc(all, func(a, b line) int { return cmp.Compare(b.length, a.length) })
	return all[:min(len(all), linesMost)]
}

// formsOf pairs lines into forms of a card's proportions and answers the best.
func formsOf(g gradients, level, upright []line) []form {
	var all []form
	for i, top := range level {
		for _, bottom := range level[i+1:] {
			for j, left := range upright {
				for _, right := range upright[j+1:] {
					q, ok := cornersOf(top, bottom, left, right)
					if ok && g.fits(q) && cardShaped(q) {
						if s := g.score(q); s >= formLeast {
							all = append(all, form{q, s})
						}
					}
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b form) int { return cmp.Compare(b.score, a.score) })
	var out []form
	for _, f := range all {
		if len(out) < formsMost && !slices.ContainsFunc(out, func(o form) bool { return near(o.corners, f.corners) }) {
			out = append(out, f)
		}
	}
	return out
}

func near(a, b [4]Point) bool {
	limit := formsApart * distance(a[0], a[1])
	for i := range a {
		if distance(a[i], b[i]) > limit {
			return false
		}
	}
	return true
}

// cornersOf are where two level and two upright lines cross, clockwise from the top left.
func cornersOf(top, bottom, left, right line) (q [4]Point, ok bool) {
	for i, pair := range [4][2]line{{top, left}, {top, right}, {bottom, right}, {bottom, left}} {
		if q[i], ok = crossing(pair[0], pair[1]); !ok {
			return q, false
		}
	}
	if q[0].Y > q[3].Y {
		q[0], q[1], q[2], q[3] = q[3], q[2], q[1], q[0]
	}
	if q[0].X > q[1].X {
		q[0], q[1], q[2], q[3] = q[1], q[0], q[3], q[2]
	}
	for i := range q { // a form whose sides cross is none
		a, b, c := q[i], q[(i+1)%4], q[(i+2)%4]
		if (b.X-a.X)*(c.Y-b.Y)-(b.Y-a.Y)*(c.X-b.X) <= 0 {
			return q, false
		}
	}
	return q, true
}

func crossing(a, b line) (Point, bool) {
	d := a.along.X*b.along.Y - a.along.Y*b.along.X
	if math.Abs(d) < .3 {
		return Point{}, false
	}
	t := ((b.at.X-a.at.X)*b.along.Y - (b.at.Y-a.at.Y)*b.along.X) / d
	return Point{a.at.X + t*a.along.X, a.at.Y + t*a.along.Y}, true
}

// fits tells that a form lies in the picture and is large enough to be a card that is shown.
func (g gradients) fits(q [4]Point) bool {
	for _, p := range q {
		if p.X < -1 || p.Y < -1 || p.X > float64(g.cols) || p.Y > float64(g.rows) {
			return false
		}
	}
	return distance(q[0], q[1])*distance(q[1], q[2]) > cardArea*float64(g.cols*g.rows)
}

// score is how much of a form's sides is an edge, less what goes on beyond its corners; 0 where one
// side hardly is one.
func (g gradients) score(q [4]Point) float64 {
	var all, over float64
	for i := range q {
		a, b := q[i], q[(i+1)%4]
		on := g.edge(a, b, .02, .98)
		if on < sideLeast {
			return 0
		}
		all += on / 4
		over += (g.edge(a, b, -beyond, -.03) + g.edge(a, b, 1.03, 1+beyond)) / 8
	}
	return all - beyondCost*over
}

// edge is the share of a part of the line from a to b that is an edge along it; the part is given in
// lengths of the line from a.
func (g gradients) edge(a, b Point, from, to float64) float64 {
	n := distance(a, b)
	nx, ny := -(b.Y-a.Y)/n, (b.X-a.X)/n
	samples, on := max(4, int(sideSamples*(to-from))), 0
	for i := range samples {
		t := from + (to-from)*(float64(i)+.5)/float64(samples)
		if g.across(Point{a.X + t*(b.X-a.X), a.Y + t*(b.Y-a.Y)}, nx, ny) {
			on++
		}
	}
	return float64(on) / float64(samples)
}

// across tells whether the picture has a step at p or beside it, in the direction of the normal.
func (g gradients) across(p Point, nx, ny float64) bool {
	for d := -edgeReach; d <= edgeReach; d++ {
		x, y := int(math.Round(p.X+float64(d)*nx)), int(math.Round(p.Y+float64(d)*ny))
		if x < 0 || y < 0 || x >= g.cols || y >= g.rows {
			continue
		}
		gx, gy := float64(g.dx[y*g.cols+x]), float64(g.dy[y*g.cols+x])
		if step := math.Abs(gx*nx + gy*ny); step > edgeStep && step > .8*math.Hypot(gx, gy) {
			return true
		}
	}
	return false
}
