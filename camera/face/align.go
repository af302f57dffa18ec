package face

import (
	"image"

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

// closer answers what is around f in m, and f in it: a large face by a whole number smaller, with still half
// as many pixels again on a side as a picture of size or more, so that the looks for exact landmarks and the alignment share one
// scaling. Any other face stays where it is. The caller closes it.
func closer(m gocv.Mat, f Face, size image.Point) (gocv.Mat, Face) {
	frame := image.Rect(0, 0, m.Cols(), m.Rows())
	n := (max(f.Box.Dx(), f.Box.Dy()) + size.X) / (2 * size.X)
	at := f.around(alignZooms[len(alignZooms)-1]).Intersect(frame)
	if n < 2 || at.Dx() < n || at.Dy() < n {
		return m.Region(frame), f
	}
	small := image.Pt(at.Dx()/n, at.Dy()/n)
	at.Max = at.Min.Add(small.Mul(n)) // halves and thirds are quick
	f.Box = f.Box.Sub(at.Min)
	for i, p := range f.Landmarks {
		f.Landmarks[i] = Point{p.X - float64(at.Min.X), p.Y - float64(at.Min.Y)}
	}
	return crop(m, at, small), f.moved(1/float64(n), image.Point{})
}

// align cuts the face out of m (RGBA), upright and scaled so that its landmarks lie on their places in
// a picture of size. It samples: closer has made a large face smaller before.
func align(m gocv.Mat, f Face, size image.Point) gocv.Mat {
	to := arcface
	for i := range to {
		to[i].X *= float64(size.X) / arcfaceSide
		to[i].Y *= float64(size.Y) / arcfaceSide
	}
	a, b := similarity(f.Landmarks, to)
	t := gocv.NewMatWithSize(2, 3, gocv.MatTypeCV64F)
	defer t.Close()
	for i, v := range []float64{real(a), -imag(a), real(b), imag(a), real(a), imag(b)} {
		t.SetDoubleAt(i/3, i%3, v)
	}
	out := gocv.NewMat()
	gocv.WarpAffine(m, &out, t, size)
	return out
}
