package phone

import (
	"math"
	"math/rand/v2"
)

// camera is the pinhole through which the screen's plane is seen. The inverse
// map, from the frame to the screen, is what drawing needs.
type camera struct {
	inv [9]float64
}

// view builds the camera: the screen is turned about the code's centre and
// stands so far away that a module there has the wanted size.
func view(s screen, o Options) camera {
	rad := math.Pi / 180
	sy, cy := math.Sincos(o.Yaw * rad)
	sp, cp := math.Sincos(o.Pitch * rad)
	sr, cr := math.Sincos(o.Roll * rad)
	scale := o.Module / cell
	focal := 1.1 * float64(o.Width)
	// Columns of the rotation Rz(roll) Ry(yaw) Rx(pitch) for the plane's two axes.
	ux, uy, uz := cr*cy, sr*cy, -sy
	vx, vy, vz := cr*sy*sp-sr*cp, sr*sy*sp+cr*cp, cy*sp
	mx := float64(s.code.Min.X+s.code.Max.X) / 2
	my := float64(s.code.Min.Y+s.code.Max.Y) / 2
	fx, fy := float64(o.Width)/2+o.DX, float64(o.Height)/2+o.DY
	k := scale / focal
	h := [9]float64{
		ux*scale + fx*uz*k, vx*scale + fx*vz*k, fx,
		uy*scale + fy*uz*k, vy*scale + fy*vz*k, fy,
		uz * k, vz * k, 1,
	}
	// Move the origin from the code's centre to the screen's corner.
	h[2] -= h[0]*mx + h[1]*my
	h[5] -= h[3]*mx + h[4]*my
	h[8] -= h[6]*mx + h[7]*my
	return camera{inv: invert(h)}
}

// invert gives the adjugate, which is the inverse up to scale: enough for a homography.
func invert(h [9]float64) [9]float64 {
	return [9]float64{
		h[4]*h[8] - h[5]*h[7], h[2]*h[7] - h[1]*h[8], h[1]*h[5] - h[2]*h[4],
		h[5]*h[6] - h[3]*h[8], h[0]*h[8] - h[2]*h[6], h[2]*h[3] - h[0]*h[5],
		h[3]*h[7] - h[4]*h[6], h[1]*h[6] - h[0]*h[7], h[0]*h[4] - h[1]*h[3],
	}
}

// at maps a point of the frame to the screen.
func (c camera) at(x, y float64) (float64, float64) {
	w := c.inv[6]*x + c.inv[7]*y + c.inv[8]
	return (c.inv[0]*x + c.inv[1]*y + c.inv[2]) / w, (c.inv[3]*x + c.inv[4]*y + c.inv[5]) / w
}

// slopes is how the place on the screen moves for a pixel to the right and one
// down: within a pixel the perspective is as good as straight.
func (c camera) slopes(x, y float64) (right, down [2]float64) {
	u, v := c.at(x, y)
	ur, vr := c.at(x+1, y)
	ud, vd := c.at(x, y+1)
	return [2]float64{ur - u, vr - v}, [2]float64{ud - u, vd - v}
}

// place draws the screen into the frame, each pixel the mean of 4x4 samples,
// as a sensor's pixel gathers light over its area.
func place(c *canvas, s screen, o Options, rng *rand.Rand) {
	cam := view(s, o)
	var phase, angle float64
	if rng != nil {
		phase, angle = rng.Float64()*2*math.Pi, rng.Float64()*math.Pi
	}
	sin, cos := math.Sincos(angle)
	for y := range c.h {
		for x := range c.w {
			rgb, cover := s.gather(cam, float64(x), float64(y))
			if cover == 0 {
				continue
			}
			if o.Moire > 0 {
				wave := float32(o.Moire * math.Sin(phase+(cos*float64(x)+sin*float64(y))*2*math.Pi/7.3))
				rgb[0], rgb[1], rgb[2] = rgb[0]+wave*cover, rgb[1]+wave*cover, rgb[2]+wave*cover
			}
			p := c.pix[3*(y*c.w+x):]
			for k := range rgb {
				p[k] = p[k]*(1-cover) + rgb[k]
			}
		}
	}
	if o.Finger {
		finger(c, cam, s)
	}
}

// gather sums the light of one pixel of the frame, and how much of it the phone covers.
func (s screen) gather(cam camera, x, y float64) (rgb [3]float32, cover float32) {
	// A quick look at the middle: far outside there is nothing to gather.
	u, v := cam.at(x+0.5, y+0.5)
	if u < -64 || v < -64 || u > float64(s.w)+64 || v > float64(s.h)+64 || math.IsNaN(u) {
		return rgb, 0
	}
	const k = 4
	right, down := cam.slopes(x+0.5, y+0.5)
	for i := range k * k {
		fx, fy := (float64(i%k)+0.5)/k-0.5, (float64(i/k)+0.5)/k-0.5
		su, sv := u+right[0]*fx+down[0]*fy, v+right[1]*fx+down[1]*fy
		if su < 0 || sv < 0 || su >= float64(s.w) || sv >= float64(s.h) {
			continue
		}
		iu, iv := int(su), int(sv)
		p := s.pix[3*(iv*s.w+iu):]
		rgb[0], rgb[1], rgb[2] = rgb[0]+p[0], rgb[1]+p[1], rgb[2]+p[2]
		cover++
	}
	for i := range rgb {
		rgb[i] /= k * k
	}
	return rgb, cover / (k * k)
}

// finger covers the lower right corner of the code.
func finger(c *canvas, cam camera, s screen) {
	r := float64(s.code.Dx()) * 0.14
	cx, cy := float64(s.code.Max.X)-r*0.4, float64(s.code.Max.Y)-r*0.4
	for y := range c.h {
		for x := range c.w {
			u, v := cam.at(float64(x)+0.5, float64(y)+0.5)
			if math.Hypot(u-cx, v-cy) < r {
				p := c.pix[3*(y*c.w+x):]
				p[0], p[1], p[2] = 190, 140, 115
			}
		}
	}
}
