package phone

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
)

// degrade does to the light what optics, sensor and hand do, in that order.
func degrade(c *canvas, o Options, rng *rand.Rand) {
	if o.Glare > 0 {
		glare(c, o, rng)
	}
	if o.Blur > 0 {
		c.convolve(gaussian(o.Blur), 1, 0)
		c.convolve(gaussian(o.Blur), 0, 1)
	}
	if o.Motion > 0 {
		n := int(math.Ceil(o.Motion))
		kernel := make([]float32, n|1)
		for i := range kernel {
			kernel[i] = 1 / float32(len(kernel))
		}
		sin, cos := math.Sincos(o.MotionDeg * math.Pi / 180)
		c.convolve(kernel, cos, sin)
	}
	for i := range c.pix {
		v := min(c.pix[i]*float32(o.Gain), 255)
		if o.Noise > 0 {
			v += float32(rng.NormFloat64() * o.Noise)
		}
		c.pix[i] = v
	}
}

// glare adds a soft reflection somewhere near the code.
func glare(c *canvas, o Options, rng *rand.Rand) {
	spread := 60 + 80*rng.Float64()
	cx := float64(o.Width)/2 + o.DX + (rng.Float64()-0.5)*160
	cy := float64(o.Height)/2 + o.DY + (rng.Float64()-0.5)*160
	for y := range c.h {
		for x := range c.w {
			dx, dy := float64(x)-cx, (float64(y)-cy)*1.6
			add := float32(o.Glare * math.Exp(-(dx*dx+dy*dy)/(2*spread*spread)))
			if add < 0.5 {
				continue
			}
			p := c.pix[3*(y*c.w+x):]
			p[0], p[1], p[2] = p[0]+add, p[1]+add, p[2]+add
		}
	}
}

// gaussian is a normalised kernel of three sigmas to each side.
func gaussian(sigma float64) []float32 {
	r := int(math.Ceil(3 * sigma))
	k := make([]float32, 2*r+1)
	var sum float32
	for i := range k {
		d := float64(i-r) / sigma
		k[i] = float32(math.Exp(-d * d / 2))
		sum += k[i]
	}
	for i := range k {
		k[i] /= sum
	}
	return k
}

// convolve applies a one-dimensional kernel along the direction (dx, dy).
func (c *canvas) convolve(kernel []float32, dx, dy float64) {
	out := make([]float32, len(c.pix))
	r := len(kernel) / 2
	offX, offY, flat := make([]int, len(kernel)), make([]int, len(kernel)), make([]int, len(kernel))
	for i := range kernel {
		offX[i] = int(math.Round(float64(i-r) * dx))
		offY[i] = int(math.Round(float64(i-r) * dy))
		flat[i] = 3 * (offY[i]*c.w + offX[i])
	}
	for y := range c.h {
		for x := range c.w {
			at := 3 * (y*c.w + x)
			if x < r || y < r || x >= c.w-r || y >= c.h-r {
				for i := range kernel { // at the border the outermost pixels go on
					sx := min(max(x+offX[i], 0), c.w-1)
					sy := min(max(y+offY[i], 0), c.h-1)
					for k := range 3 {
						out[at+k] += kernel[i] * c.pix[3*(sy*c.w+sx)+k]
					}
				}
				continue
			}
			var red, green, blue float32
			for i, k := range kernel {
				p := c.pix[at+flat[i]:][:3:3]
				red, green, blue = red+k*p[0], green+k*p[1], blue+k*p[2]
			}
			out[at], out[at+1], out[at+2] = red, green, blue
		}
	}
	c.pix = out
}

// recompress passes the frame through the camera's JPEG.
func recompress(img *image.RGBA, quality int) (*image.RGBA, error) {
	if quality == 0 {
		return img, nil
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("compress frame: %w", err)
	}
	back, err := jpeg.Decode(&buf)
	if err != nil {
		return nil, fmt.Errorf("read compressed frame: %w", err)
	}
	draw.Draw(img, img.Bounds(), back, image.Point{}, draw.Src)
	return img, nil
}
