package face

import (
	"image"
	"math"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/enrol"
)

// Limits of a card's outline.
const (
	cardArea   = .06 // least share of the frame
	cardAspect = 1.586
	aspectSlip = .28 // how far a tilted card may be off
)

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
