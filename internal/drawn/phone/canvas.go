package phone

import (
	"image"
	"image/color"
	"math/rand/v2"
)

// canvas is the light that falls on the sensor: three floats a pixel, red,
// green, blue, 0 to 255 but free to go beyond until it is clipped by rgba.
type canvas struct {
	w, h int
	pix  []float32
}

func newCanvas(w, h int) *canvas {
	return &canvas{w: w, h: h, pix: make([]float32, 3*w*h)}
}

// fill paints a rectangle, cut to the canvas.
func (c *canvas) fill(r image.Rectangle, col color.RGBA) {
	r = r.Intersect(image.Rect(0, 0, c.w, c.h))
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			p := c.pix[3*(y*c.w+x):]
			p[0], p[1], p[2] = float32(col.R), float32(col.G), float32(col.B)
		}
	}
}

// disc paints a filled circle.
func (c *canvas) disc(cx, cy, r int, col color.RGBA) {
	for y := cy - r; y <= cy+r; y++ {
		for x := cx - r; x <= cx+r; x++ {
			if (x-cx)*(x-cx)+(y-cy)*(y-cy) <= r*r {
				c.fill(image.Rect(x, y, x+1, y+1), col)
			}
		}
	}
}

// background paints what is behind the phone: plain grey, or things of all
// sizes with bars among them that look like a code's patterns.
func (c *canvas) background(o Options, rng *rand.Rand) {
	grey := uint8(60 + rng.IntN(100))
	c.fill(image.Rect(0, 0, c.w, c.h), color.RGBA{grey, grey, grey, 255})
	if !o.Clutter {
		return
	}
	for range 18 {
		col := color.RGBA{uint8(rng.IntN(256)), uint8(rng.IntN(256)), uint8(rng.IntN(256)), 255}
		x, y, s := rng.IntN(c.w), rng.IntN(c.h), 10+rng.IntN(c.h/4)
		if rng.IntN(2) == 0 {
			c.disc(x, y, s, col)
		} else {
			c.fill(image.Rect(x, y, x+2*s, y+s), col)
		}
	}
	x, y := rng.IntN(c.w), rng.IntN(c.h/2)
	for range 24 {
		bar := 2 + rng.IntN(6)
		c.fill(image.Rect(x, y, x+bar, y+c.h/4), color.RGBA{15, 15, 15, 255})
		x += bar + 2 + rng.IntN(6)
	}
}

// rgba clips and rounds the light to a picture.
func (c *canvas) rgba() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, c.w, c.h))
	for i := range c.w * c.h {
		for k := range 3 {
			img.Pix[4*i+k] = clip(c.pix[3*i+k])
		}
		img.Pix[4*i+3] = 255
	}
	return img
}

func clip(v float32) uint8 {
	switch {
	case v <= 0:
		return 0
	case v >= 255:
		return 255
	}
	return uint8(v + 0.5)
}
