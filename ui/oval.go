package ui

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2/canvas"

	"github.com/gerai-ikd/gerai/ui/look"
)

// oval is the outline for a face: a coloured ring on a dark rim, so that it shows on
// any picture. It is a texture; the toolkit's ellipses cost as much as the live picture
// under them.
type oval struct {
	shape *canvas.Raster
	ink   color.NRGBA
}

// Widths in the toolkit's pixels.
const (
	ovalInk = 4
	ovalRim = 9
)

func newOval(ink color.NRGBA) *oval {
	o := &oval{ink: ink}
	o.shape = canvas.NewRaster(o.draw)
	o.shape.ScaleMode = canvas.ImageScalePixels
	return o
}

// place puts the ring's outer edge into a rectangle.
func (o *oval) place(x, y, w, h float32) {
	const out = (ovalRim - ovalInk) / 2.0
	look.At(o.shape, x-out, y-out, w+2*out, h+2*out)
}

// draw makes the picture of w x h physical pixels.
func (o *oval) draw(w, h int) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	scale := 1.0
	if wide := o.shape.Size().Width; wide > 0 {
		scale = float64(w) / float64(wide)
	}
	a, b := float64(w)/2-ovalRim*scale/2-1, float64(h)/2-ovalRim*scale/2-1
	if a <= 0 || b <= 0 {
		return img
	}
	reach := ovalRim*scale/2 + 0.5
	for y := range (h + 1) / 2 {
		for x := range (w + 1) / 2 {
			d, near := ringDistance(float64(x)+0.5-float64(w)/2, float64(y)+0.5-float64(h)/2, a, b, reach)
			if !near {
				continue
			}
			c := over(thin(o.ink, within(d, ovalInk*scale/2)), thin(guideShade, within(d, ovalRim*scale/2)))
			img.SetRGBA64(x, y, c) // one quarter is like another
			img.SetRGBA64(w-1-x, y, c)
			img.SetRGBA64(x, h-1-y, c)
			img.SetRGBA64(w-1-x, h-1-y, c)
		}
	}
	return img
}

// ringDistance is how far a point is from the ellipse with half axes a and b, in
// pixels, to first order, where it is nearer than reach.
func ringDistance(x, y, a, b, reach float64) (d float64, near bool) {
	f := x*x/(a*a) + y*y/(b*b) - 1
	slope := 4 * (x*x/(a*a*a*a) + y*y/(b*b*b*b)) // its square
	if slope == 0 || f*f >= reach*reach*slope {
		return 0, false
	}
	return math.Abs(f) / math.Sqrt(slope), true
}

// within is how much of a pixel lies within half a line's width.
func within(d, half float64) float64 { return min(1, max(0, half-d+0.5)) }

func thin(c color.NRGBA, t float64) color.NRGBA {
	c.A = uint8(math.Round(float64(c.A) * t))
	return c
}

// over lays a colour over another.
func over(top, under color.NRGBA) color.RGBA64 {
	r, g, b, a := top.RGBA()
	ur, ug, ub, ua := under.RGBA()
	f := func(t, u uint32) uint16 { return uint16(t + u*(0xffff-a)/0xffff) }
	return color.RGBA64{R: f(r, ur), G: f(g, ug), B: f(b, ub), A: f(a, ua)}
}
