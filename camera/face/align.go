package face

import (
	"image"
	"math"
	"math/cmplx"

	"gocv.io/x/gocv"
)

// arcface are the places of the five landmarks in an aligned picture of 112 by 112 pixels, from Deng
// et al., "ArcFace: Additive Angular Margin Loss for Deep Face Recognition", 2019.
var arcface = [5]Point{{38.2946, 51.6963}, {73.5318, 51.5014}, {56.0252, 71.7366}, {41.5493, 92.3655}, {70.7299, 92.2041}}

// arcfaceSide is the size that arcface is given for.
const arcfaceSide = 112

// similarity is the turn, scale and shift that brings the landmarks nearest to their places, in least
// squares: complex a and b of z -> a*z + b.
func similarity(from, to [5]Point) (a, b complex128) {
	var fm, tm complex128
	for i := range from {
		fm += complex(from[i].X, from[i].Y) / 5
		tm += complex(to[i].X, to[i].Y) / 5
	}
	var num complex128
	var den float64
	for i := range from {
		f, t := complex(from[i].X, from[i].Y)-fm, complex(to[i].X, to[i].Y)-tm
		num += t * complex(real(f), -imag(f))
		den += real(f)*real(f) + imag(f)*imag(f)
	}
	if den == 0 {
		return 0, 0
	}
	a = num / complex(den, 0)
	return a, tm - a*fm
}

// origin is the part of a picture that z -> a*z + b brings into a picture of size, with a
// little more around it for the sampling.
func origin(a, b complex128, size image.Point) image.Rectangle {
	var from image.Rectangle
	for i, at := range []image.Point{{}, {X: size.X}, {Y: size.Y}, size} {
		z := (complex(float64(at.X), float64(at.Y)) - b) / a
		p := image.Rect(int(math.Floor(real(z))), int(math.Floor(imag(z))), int(math.Ceil(real(z))), int(math.Ceil(imag(z))))
		if p = p.Inset(-max(4, int(4/cmplx.Abs(a)))); i == 0 {
			from = p
		}
		from = from.Union(p)
	}
	return from
}

// align cuts the face out of m (RGBA), upright and scaled so that its landmarks lie on their places in
// a picture of size. A face that is much larger is averaged, not sampled: m is scaled down first.
func align(m gocv.Mat, f Face, size image.Point) gocv.Mat {
	to := arcface
	for i := range to {
		to[i].X *= float64(size.X) / arcfaceSide
		to[i].Y *= float64(size.Y) / arcfaceSide
	}
	src, l := m, f.Landmarks
	a, b := similarity(l, to)
	if side := max(f.Box.Dx(), f.Box.Dy()); side > 3*size.X && a != 0 {
		around := origin(a, b, size).Intersect(f.Box.Inset(-side)) // landmarks far away are a broken model's
		if around.Empty() {
			around = f.Box
		}
		small := image.Pt(around.Dx()*2*size.X/side, around.Dy()*2*size.X/side)
		src = crop(m, around, small)
		defer src.Close()
		for i := range l {
			l[i].X = (l[i].X-float64(around.Min.X)+.5)*float64(small.X)/float64(around.Dx()) - .5
			l[i].Y = (l[i].Y-float64(around.Min.Y)+.5)*float64(small.Y)/float64(around.Dy()) - .5
		}
		a, b = similarity(l, to)
	}
	t := gocv.NewMatWithSize(2, 3, gocv.MatTypeCV64F)
	defer t.Close()
	for i, v := range []float64{real(a), -imag(a), real(b), imag(a), real(a), imag(b)} {
		t.SetDoubleAt(i/3, i%3, v)
	}
	out := gocv.NewMat()
	gocv.WarpAffine(src, &out, t, size)
	return out
}
