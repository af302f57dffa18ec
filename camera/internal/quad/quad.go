package quad

import (
	"image"
	"image/color"
	"math"
	"sort"

	"gocv.io/x/gocv"
)

// Point is a place in a frame, in pixels, between them too.
type Point struct{ X, Y float64 }

// Distance of two points.
func Distance(a, b Point) float64 { return math.Hypot(a.X-b.X, a.Y-b.Y) }

// EdgeWidth is the width of the picture that outlines are looked for in.
const EdgeWidth = 640

// Small is a picture of EdgeWidth to look for outlines in, as luminance and a little softened; k is
// its width as a share of the whole picture's. To be closed.
func Small(m gocv.Mat) (grey gocv.Mat, k float64) {
	k = EdgeWidth / float64(m.Cols())
	small := gocv.NewMat()
	defer small.Close()
	grey = gocv.NewMat()
	gocv.Resize(m, &small, image.Pt(EdgeWidth, max(1, int(k*float64(m.Rows())))), 0, 0, gocv.InterpolationArea)
	gocv.CvtColor(small, &grey, gocv.ColorRGBAToGray)
	gocv.GaussianBlur(grey, &grey, image.Pt(5, 5), 0, 0, gocv.BorderDefault)
	return grey, k
}

// Edges of a picture, joined where they nearly meet. To be closed.
func Edges(grey gocv.Mat) gocv.Mat {
	edges := gocv.NewMat()
	gocv.Canny(grey, &edges, 30, 90)
	brush := gocv.GetStructuringElement(gocv.MorphRect, image.Pt(5, 5))
	defer brush.Close()
	gocv.MorphologyEx(edges, &edges, gocv.MorphClose, brush)
	gocv.Rectangle(&edges, image.Rect(0, 0, edges.Cols(), edges.Rows()), color.RGBA{}, 1)
	return edges
}

// Clockwise puts corners in order, from the top left of a thing that lies broadside.
func Clockwise(p []image.Point) (out [4]Point) {
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
	if Distance(out[0], out[1]) < Distance(out[1], out[2]) { // the angle began at another corner
		out = [4]Point{out[1], out[2], out[3], out[0]}
	}
	if out[0].X > out[1].X {
		out = [4]Point{out[2], out[3], out[0], out[1]}
	}
	return out
}

// Size is the mean length of the sides that go along, and of those that go down.
func Size(q [4]Point) (w, h float64) {
	return (Distance(q[0], q[1]) + Distance(q[3], q[2])) / 2, (Distance(q[1], q[2]) + Distance(q[0], q[3])) / 2
}

// Scaled is q in a picture k times as large.
func Scaled(q [4]Point, k float64) [4]Point {
	for i := range q {
		q[i] = Point{q[i].X * k, q[i].Y * k}
	}
	return q
}

// Straighten is what lies within the corners seen from straight above.
func Straighten(m gocv.Mat, q [4]Point, size image.Point) (*image.RGBA, error) {
	w, h := float32(size.X), float32(size.Y)
	from := gocv.NewPoint2fVectorFromPoints(Points(q))
	defer from.Close()
	to := gocv.NewPoint2fVectorFromPoints([]gocv.Point2f{{X: 0, Y: 0}, {X: w, Y: 0}, {X: w, Y: h}, {X: 0, Y: h}})
	defer to.Close()
	t := gocv.GetPerspectiveTransform2f(from, to)
	defer t.Close()
	out := gocv.NewMat()
	defer out.Close()
	gocv.WarpPerspective(m, &out, t, size)
	pix, err := out.DataPtrUint8()
	if err != nil {
		return nil, err
	}
	img := image.NewRGBA(image.Rect(0, 0, size.X, size.Y))
	copy(img.Pix, pix)
	return img, nil
}

// Points are q in the library's own type.
func Points(q [4]Point) []gocv.Point2f {
	out := make([]gocv.Point2f, len(q))
	for i, p := range q {
		out[i] = gocv.Point2f{X: float32(p.X), Y: float32(p.Y)}
	}
	return out
}
