package face

import (
	"image"
	"math"

	"gocv.io/x/gocv"

	"github.com/gerai-ikd/gerai/camera/internal/quad"
	"github.com/gerai-ikd/gerai/enrol"
)

// Limits of a card's outline.
const (
	cardArea   = .06 // least share of the frame
	cardAspect = 1.586
	aspectSlip = .28 // how far a tilted card may be off
)

func cardShaped(q [4]Point) bool {
	w, h := quad.Size(quadOf(q))
	return h > 0 && math.Abs(w/h/cardAspect-1) < aspectSlip
}

func distance(a, b Point) float64 { return quad.Distance(quad.Point(a), quad.Point(b)) }

// straighten is the card seen from straight above.
func straighten(m gocv.Mat, q [4]Point) (*image.RGBA, error) {
	img, err := quad.Straighten(m, quadOf(q), image.Pt(CardWidth, CardHeight))
	return img, enrol.WrapError(enrol.CodeInternal, "straighten card", err)
}

func points(q [4]Point) []gocv.Point2f { return quad.Points(quadOf(q)) }

func quadOf(q [4]Point) [4]quad.Point {
	return [4]quad.Point{quad.Point(q[0]), quad.Point(q[1]), quad.Point(q[2]), quad.Point(q[3])}
}
