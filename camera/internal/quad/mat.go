package quad

import (
	"image"

	"gocv.io/x/gocv"
)

// View is img as a Mat of four channels that shares its bytes: valid while img is, to be closed.
func View(img *image.RGBA) (gocv.Mat, error) {
	b := img.Rect
	if img.Stride != 4*b.Dx() {
		img = Packed(img)
	}
	return gocv.NewMatFromBytes(b.Dy(), b.Dx(), gocv.MatTypeCV8UC4, img.Pix[:4*b.Dx()*b.Dy()])
}

// Packed copies a part of a larger picture into one of its own.
func Packed(img *image.RGBA) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, img.Rect.Dx(), img.Rect.Dy()))
	for y := range out.Rect.Dy() {
		copy(out.Pix[y*out.Stride:][:out.Stride], img.Pix[y*img.Stride:])
	}
	return out
}
