package camera

import (
	"image"
	"math"
	"testing"

	"gocv.io/x/gocv"
)

// TestPictureForms compares each form with the formula, pixel by pixel, at widths of all kinds.
func TestPictureForms(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {1, 5}, {3, 2}, {7, 3}, {17, 5}, {33, 2}, {64, 36}} {
		w, h := size.X, size.Y
		pix := make([]uint8, 4*w*h)
		for i := range pix {
			pix[i] = uint8(i*37 + i/7)
		}
		p := &picture{}
		p.reset(w, h, pix)
		lum, turned, both := p.gray(false), p.rgba(true), p.gray(true)
		for y := range h {
			for x := range w {
				at, other := y*w+x, y*w+w-1-x
				r, g, b := float64(pix[4*at]), float64(pix[4*at+1]), float64(pix[4*at+2])
				if want := 0.299*r + 0.587*g + 0.114*b; math.Abs(float64(lum[at])-want) > 1 {
					t.Fatalf("%v: luminance %d at %d,%d, want %.1f", size, lum[at], x, y, want)
				}
				if both[other] != lum[at] || [4]uint8(turned[4*other:]) != [4]uint8(pix[4*at:]) {
					t.Fatalf("%v: pixel %d,%d is not mirrored", size, x, y)
				}
			}
		}
	}
}

// TestViewsFit: bytes that are not a picture of that size never come to OpenCV, which would read past them.
func TestViewsFit(t *testing.T) {
	if _, _, ok := views(nil, nil, 0, 4, gocv.MatTypeCV8UC1, gocv.MatTypeCV8UC4); ok {
		t.Error("there are views of no pixels")
	}
	for name, bytes := range map[string][2]int{"source": {12, 47}, "target": {11, 48}} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("a byte lacks, and nothing happened")
				}
			}()
			views(make([]uint8, bytes[0]), make([]uint8, bytes[1]), 4, 3, gocv.MatTypeCV8UC1, gocv.MatTypeCV8UC4)
		})
	}
}
