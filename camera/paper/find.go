package paper

import (
	"cmp"
	"image/color"
	"math"
	"slices"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/camera/internal/quad"
)

// Limits of a paper's outline. ISO 216 pages are 1.41 times as long as wide, folio (215 by 330 mm)
// 1.53, and a tilted one may seem more or less.
const (
	leastArea   = .08 // share of the frame
	aspectLeast = 1.1
	aspectMost  = 1.85
	solid       = .88 // of its hull, or it is two papers one over the other
	fourSided   = .93 // of its hull, or it has other corners
	brighter    = 8.  // levels that a paper is brighter than what it lies on
	atBorder    = 3.  // pixels of the small picture
	second      = .35 // of the largest one's area: then there are two
)

// candidate is an outline of a paper's form.
type candidate struct {
	corners [4]quad.Point // clockwise, q[0] to q[1] is the upper side in the frame
	area    float64
	lift    float64 // how much brighter than its surroundings, in levels
	cut     bool    // by the frame
}

// find answers the largest paper in the picture's pixels, and whether there is another; area 0: none.
func find(m gocv.Mat) (best candidate, two bool) {
	grey, k := quad.Small(m)
	defer grey.Close()
	var all []candidate
	for _, mask := range []gocv.Mat{brightParts(grey), outlined(grey)} {
		all = append(all, candidates(grey, mask)...)
		mask.Close()
	}
	slices.SortStableFunc(all, func(a, b candidate) int {
		if (a.lift >= brighter) != (b.lift >= brighter) {
			return cmp.Compare(b.lift, a.lift)
		}
		return cmp.Compare(b.area, a.area)
	})
	if len(all) == 0 {
		return candidate{}, false
	}
	best = all[0]
	for _, c := range all[1:] {
		two = two || c.lift >= brighter && c.area > second*best.area && !within(middle(c.corners), best.corners)
	}
	best.corners = refine(m, quad.Scaled(best.corners, 1/k), k)
	return best, two
}

// brightParts is where a picture is brighter than its two halves' border (Otsu, 1979): paper on a desk.
func brightParts(grey gocv.Mat) gocv.Mat {
	mask := gocv.NewMat()
	gocv.Threshold(grey, &mask, 0, 255, gocv.ThresholdBinary|gocv.ThresholdOtsu)
	brush := gocv.GetStructuringElement(gocv.MorphRect, imagePoint(5))
	defer brush.Close()
	gocv.MorphologyEx(mask, &mask, gocv.MorphClose, brush)
	return mask
}

// outlined is what closed edges enclose, without the lines that lead to nowhere: the edge of a shadow
// goes on beyond the paper.
func outlined(grey gocv.Mat) gocv.Mat {
	mask := quad.Edges(grey)
	outlines := gocv.FindContours(mask, gocv.RetrievalExternal, gocv.ChainApproxSimple)
	defer outlines.Close()
	gocv.DrawContours(&mask, outlines, -1, color.RGBA{255, 255, 255, 255}, -1)
	return mask
}

// candidates are the outlines of a mask that may be papers.
func candidates(grey, mask gocv.Mat) (out []candidate) {
	brush := gocv.GetStructuringElement(gocv.MorphRect, imagePoint(9))
	defer brush.Close()
	gocv.MorphologyEx(mask, &mask, gocv.MorphOpen, brush)
	outlines := gocv.FindContours(mask, gocv.RetrievalExternal, gocv.ChainApproxSimple)
	defer outlines.Close()
	frame := float64(grey.Cols() * grey.Rows())
	for i := range outlines.Size() {
		q, area := fourCorners(outlines.At(i))
		if area < leastArea*frame || !pageShaped(q) {
			continue
		}
		out = append(out, candidate{corners: q, area: area, lift: lift(grey, q), cut: isCut(q, grey.Cols(), grey.Rows())})
	}
	return out
}

// fourCorners is the four-sided form of an outline and its area; 0 where it has none.
func fourCorners(outline gocv.PointVector) ([4]quad.Point, float64) {
	own := gocv.ContourArea(outline)
	if own < 100 {
		return [4]quad.Point{}, 0
	}
	m := gocv.NewMat()
	defer m.Close()
	gocv.ConvexHull(outline, &m, false, true)
	hull := gocv.NewPointVectorFromMat(m)
	defer hull.Close()
	whole := gocv.ContourArea(hull)
	if own < solid*whole {
		return [4]quad.Point{}, 0
	}
	around := gocv.ArcLength(hull, true)
	for _, slack := range []float64{.015, .025, .04, .06} {
		four := gocv.ApproxPolyDP(hull, slack*around, true)
		n, area := four.Size(), gocv.ContourArea(four)
		points := four.ToPoints()
		four.Close()
		if n == 4 && area > fourSided*whole {
			return upper(quad.Clockwise(points)), area
		}
	}
	return [4]quad.Point{}, 0
}

// upper turns the order of corners so that the first two are the upper side as it lies in the frame.
func upper(q [4]quad.Point) [4]quad.Point {
	best, turn := -2., 0
	for i := range q {
		a, b := q[i], q[(i+1)%4]
		if right := (b.X - a.X) / max(1, quad.Distance(a, b)); right > best {
			best, turn = right, i
		}
	}
	return [4]quad.Point{q[turn], q[(turn+1)%4], q[(turn+2)%4], q[(turn+3)%4]}
}

func pageShaped(q [4]quad.Point) bool {
	w, h := quad.Size(q)
	long, short := max(w, h), min(w, h)
	return short > 0 && long/short > aspectLeast && long/short < aspectMost
}

// isCut tells that a side lies on the frame's border: the paper goes on beyond.
func isCut(q [4]quad.Point, width, height int) bool {
	at := [4]int{}
	for _, p := range q {
		for i, d := range []float64{p.X, float64(width-1) - p.X, p.Y, float64(height-1) - p.Y} {
			if d <= atBorder {
				at[i]++
			}
		}
	}
	return slices.Max(at[:]) > 1
}

// lift is how much brighter the picture is just within the sides than just beyond.
func lift(grey gocv.Mat, q [4]quad.Point) float64 {
	mid := middle(q)
	var steps []float64
	for i := range q {
		a, b := q[i], q[(i+1)%4]
		for j := 1; j < 12; j++ {
			t := float64(j) / 12
			at := quad.Point{X: a.X + t*(b.X-a.X), Y: a.Y + t*(b.Y-a.Y)}
			in, okIn := level(grey, towards(at, mid, 8))
			out, okOut := level(grey, towards(at, mid, -8))
			if okIn && okOut {
				steps = append(steps, in-out)
			}
		}
	}
	if len(steps) == 0 {
		return 0
	}
	slices.Sort(steps)
	return steps[len(steps)/2]
}

func towards(p, to quad.Point, by float64) quad.Point {
	d := max(1, quad.Distance(p, to))
	return quad.Point{X: p.X + by*(to.X-p.X)/d, Y: p.Y + by*(to.Y-p.Y)/d}
}

func level(grey gocv.Mat, p quad.Point) (float64, bool) {
	x, y := int(math.Round(p.X)), int(math.Round(p.Y))
	if x < 0 || y < 0 || x >= grey.Cols() || y >= grey.Rows() {
		return 0, false
	}
	return float64(grey.GetUCharAt(y, x)), true
}

func middle(q [4]quad.Point) (m quad.Point) {
	for _, p := range q {
		m.X, m.Y = m.X+p.X/4, m.Y+p.Y/4
	}
	return m
}

// within tells whether a point lies inside corners that go clockwise.
func within(p quad.Point, q [4]quad.Point) bool {
	for i := range q {
		a, b := q[i], q[(i+1)%4]
		if (b.X-a.X)*(p.Y-a.Y)-(b.Y-a.Y)*(p.X-a.X) < 0 {
			return false
		}
	}
	return true
}
