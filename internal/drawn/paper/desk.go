package paper

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// Corner is a place in the frame, in pixels.
type Corner struct{ X, Y float64 }

// Laid is a page on a desk: Corners are where its own corners come to lie in the frame, from its top left
// clockwise.
type Laid struct {
	Page    *image.RGBA
	Corners [4]Corner
}

// Desk is what a camera over a desk sees.
type Desk struct {
	Width, Height int
	Wood          color.RGBA // zero: dark wood
	Light         float64    // 1: as it should be; more: overexposed
	Warm          float64    // 0…1: how yellow the lamp is
	Shadow        float64    // 0…1: how dark a shadow lies over a part of it
	Noise         float64    // of the sensor, standard deviation
	Seed          uint64
	Papers        []Laid
}

// Picture draws the desk.
func (d Desk) Picture() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, d.Width, d.Height))
	wood := d.Wood
	if wood == (color.RGBA{}) {
		wood = color.RGBA{92, 70, 54, 255}
	}
	light := d.Light
	if light == 0 {
		light = 1
	}
	rng := rand.New(rand.NewPCG(d.Seed, 7))
	inverse := make([][9]float64, len(d.Papers))
	for i, p := range d.Papers {
		inverse[i] = invert(toCorners(p.Page.Rect, p.Corners))
	}
	wave := make([]float64, d.Width)
	for x := range wave {
		wave[x] = 3 * math.Sin(float64(x)/170)
	}
	for y := range d.Height {
		for x := range d.Width {
			grain := 5 * math.Sin(float64(y)/9+wave[x])
			c := [3]float64{float64(wood.R) + grain, float64(wood.G) + grain, float64(wood.B) + grain}
			for i, p := range d.Papers {
				if over, ok := gather(p.Page, inverse[i], float64(x), float64(y)); ok {
					c = over
				}
			}
			k := light * d.shade(x, y)
			tint := [3]float64{1, 1 - .08*d.Warm, 1 - .3*d.Warm}
			o, noise := img.PixOffset(x, y), d.Noise*rng.NormFloat64()
			for ch := range 3 {
				img.Pix[o+ch] = uint8(min(255, max(0, c[ch]*k*tint[ch]*.88+noise)))
			}
			img.Pix[o+3] = 255
		}
	}
	return img
}

// shade is the light at a place: less towards a corner, and much less in the shadow of somebody's
// arm, whose edge is soft.
func (d Desk) shade(x, y int) float64 {
	u, v := float64(x)/float64(d.Width), float64(y)/float64(d.Height)
	even := 1 - .12*(u*u+v*v)/2
	if d.Shadow == 0 {
		return even
	}
	return even * (1 - d.Shadow/(1+math.Exp(-(u+.35*v-.72)*60)))
}

// gather is the mean of 2x2 samples of a page under a pixel; false where it lies beside the page.
func gather(page *image.RGBA, inv [9]float64, x, y float64) (out [3]float64, ok bool) {
	n := 0.0
	for i := range 4 {
		px, py := x+float64(i%2)/2+.25, y+float64(i/2)/2+.25
		w := inv[6]*px + inv[7]*py + inv[8]
		u, v := (inv[0]*px+inv[1]*py+inv[2])/w, (inv[3]*px+inv[4]*py+inv[5])/w
		if u < 0 || v < 0 || u >= float64(page.Rect.Dx()) || v >= float64(page.Rect.Dy()) || math.IsNaN(u) {
			continue
		}
		p := page.Pix[page.PixOffset(int(u), int(v)):]
		out[0], out[1], out[2] = out[0]+float64(p[0]), out[1]+float64(p[1]), out[2]+float64(p[2])
		n++
	}
	if n < 2 {
		return out, false
	}
	return [3]float64{out[0] / n, out[1] / n, out[2] / n}, true
}

// toCorners is the homography that takes the corners of r to q (Heckbert, "Fundamentals of texture
// mapping and image warping", 1989, section 2.2.3).
func toCorners(r image.Rectangle, q [4]Corner) [9]float64 {
	w, h := float64(r.Dx()), float64(r.Dy())
	dx1, dx2 := q[1].X-q[2].X, q[3].X-q[2].X
	dy1, dy2 := q[1].Y-q[2].Y, q[3].Y-q[2].Y
	sx, sy := q[0].X-q[1].X+q[2].X-q[3].X, q[0].Y-q[1].Y+q[2].Y-q[3].Y
	det := dx1*dy2 - dx2*dy1
	g, k := (sx*dy2-dx2*sy)/det, (dx1*sy-sx*dy1)/det
	return [9]float64{
		(q[1].X - q[0].X + g*q[1].X) / w, (q[3].X - q[0].X + k*q[3].X) / h, q[0].X,
		(q[1].Y - q[0].Y + g*q[1].Y) / w, (q[3].Y - q[0].Y + k*q[3].Y) / h, q[0].Y,
		g / w, k / h, 1,
	}
}

// invert gives the adjugate, which is the inverse up to scale: enough for a homography.
func invert(h [9]float64) [9]float64 {
	return [9]float64{
		h[4]*h[8] - h[5]*h[7], h[2]*h[7] - h[1]*h[8], h[1]*h[5] - h[2]*h[4],
		h[5]*h[6] - h[3]*h[8], h[0]*h[8] - h[2]*h[6], h[2]*h[3] - h[0]*h[5],
		h[3]*h[7] - h[4]*h[6], h[1]*h[6] - h[0]*h[7], h[0]*h[4] - h[1]*h[3],
	}
}

// Flat are the corners of a page that lies straight in the middle of a frame, as large a share of
// its height or width as given.
func Flat(page *image.RGBA, width, height int, share float64) [4]Corner {
	w, h := float64(page.Rect.Dx()), float64(page.Rect.Dy())
	k := share * min(float64(width)/w, float64(height)/h)
	x, y := (float64(width)-k*w)/2, (float64(height)-k*h)/2
	return [4]Corner{{x, y}, {x + k*w, y}, {x + k*w, y + k*h}, {x, y + k*h}}
}
