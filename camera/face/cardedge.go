package face

import (
	"image"
	"image/color"
	"math"
	"sort"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// Limits of a card's outline.
const (
	edgeWidth  = 640 // outlines are looked for in a picture of this width
	cardArea   = .06 // least share of the frame
	cardAspect = 1.586
	aspectSlip = .28 // how far a tilted card may be off
	cardFilled = .86 // of its own straight-edged box, where fingers hide a corner
)

// findCard answers the corners of the largest outline of a card's form, clockwise from
// the top left, in the picture's pixels.
func findCard(m gocv.Mat) ([4]Point, bool) {
	k := edgeWidth / float64(m.Cols())
	small, grey, edges := gocv.NewMat(), gocv.NewMat(), gocv.NewMat()
	defer small.Close()
	defer grey.Close()
	defer edges.Close()
	gocv.Resize(m, &small, image.Pt(edgeWidth, max(1, int(k*float64(m.Rows())))), 0, 0, gocv.InterpolationArea)
	gocv.CvtColor(small, &grey, gocv.ColorRGBAToGray)
	gocv.GaussianBlur(grey, &grey, image.Pt(5, 5), 0, 0, gocv.BorderDefault)
	gocv.Canny(grey, &edges, 30, 90)
	brush := gocv.GetStructuringElement(gocv.MorphRect, image.Pt(5, 5))
	defer brush.Close()
	gocv.MorphologyEx(edges, &edges, gocv.MorphClose, brush)
	gocv.Rectangle(&edges, image.Rect(0, 0, edges.Cols(), edges.Rows()), color.RGBA{}, 1)
	outlines := gocv.FindContours(edges, gocv.RetrievalExternal, gocv.ChainApproxSimple)
	defer outlines.Close()
	var best [4]Point
	largest := cardArea * float64(edges.Cols()*edges.Rows())
	for i := range outlines.Size() {
		q, area := quad(outlines.At(i))
		if area > largest && cardShaped(q) {
			best, largest = q, area
		}
	}
	if best == [4]Point{} {
		return best, false
	}
	for i := range best {
		best[i] = Point{best[i].X / k, best[i].Y / k}
	}
	return best, true
}

// quad is the four-cornered form of an outline: its own where it has four corners,
// otherwise the box around it, if the outline fills that; 0 where it is neither.
func quad(outline gocv.PointVector) ([4]Point, float64) {
	box := gocv.MinAreaRect(outline)
	around := float64(box.Width) * float64(box.Height)
	if around < 1 {
		return [4]Point{}, 0
	}
	four := gocv.ApproxPolyDP(outline, .03*gocv.ArcLength(outline, true), true)
	defer four.Close()
	if four.Size() == 4 {
		if area := gocv.ContourArea(four); area > .6*around {
			return clockwise(four.ToPoints()), area
		}
	}
	if area := gocv.ContourArea(outline); area > cardFilled*around {
		return clockwise(box.Points), area
	}
	return [4]Point{}, 0
}

// clockwise puts corners in order, from the top left of a card that lies broadside.
func clockwise(p []image.Point) (out [4]Point) {
	if len(p) != 4 {
		return out
	}
	var mx, my float64
	for _, c := range p {
		mx, my = mx+float64(c.X)/4, my+float64(c.Y)/4
	}
	sort.Slice(p, func(i, j int) bool {
		return math.Atan2(float64(p[i].Y)-my, float64(p[i].X)-mx) < math.Atan2(float64(p[j].Y)-my, float64(p[j].X)-mx)
	})
	for i, c := range p {
		out[i] = Point{float64(c.X), float64(c.Y)}
	}
	if distance(out[0], out[1]) < distance(out[1], out[2]) { // the angle began at another corner
		out = [4]Point{out[1], out[2], out[3], out[0]}
	}
	if out[0].X > out[1].X {
		out = [4]Point{out[2], out[3], out[0], out[1]}
	}
	return out
}

func cardShaped(q [4]Point) bool {
	w := (distance(q[0], q[1]) + distance(q[3], q[2])) / 2
	h := (distance(q[1], q[2]) + distance(q[0], q[3])) / 2
	return h > 0 && math.Abs(w/h/cardAspect-1) < aspectSlip
}

func distance(a, b Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

// straighten is the card seen from straight above.
func straighten(m gocv.Mat, q [4]Point) (*image.RGBA, error) {
	from := gocv.NewPoint2fVectorFromPoints(points(q))
	defer from.Close()
	to := gocv.NewPoint2fVectorFromPoints([]gocv.Point2f{{X: 0, Y: 0}, {X: CardWidth, Y: 0}, {X: CardWidth, Y: CardHeight}, {X: 0, Y: CardHeight}})
	defer to.Close()
	t := gocv.GetPerspectiveTransform2f(from, to)
	defer t.Close()
	out := gocv.NewMat()
	defer out.Close()
	gocv.WarpPerspective(m, &out, t, image.Pt(CardWidth, CardHeight))
	pix, err := out.DataPtrUint8()
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeInternal, "straighten card", err)
	}
	img := image.NewRGBA(image.Rect(0, 0, CardWidth, CardHeight))
	copy(img.Pix, pix)
	return img, nil
}

func points(q [4]Point) []gocv.Point2f {
	out := make([]gocv.Point2f, len(q))
	for i, p := range q {
		out[i] = gocv.Point2f{X: float32(p.X), Y: float32(p.Y)}
	}
	return out
}
