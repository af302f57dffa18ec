package face

import (
	"image"
	"image/color"
	"math"
)

// layer is one soft-edged shape in the head's own units: the origin between the cheeks, x to the right,
// y down, 1 = the width of the face.
type layer struct {
	x, y, a, b float64 // centre and half axes
	tilt       float64 // radians
	stroke     float64 // thickness of an outline; 0 fills the shape
	from, to   float64 // arc of an outline or sector, degrees clockwise from +x; equal: all around
	box        bool    // a rectangle instead of an ellipse
	soft       float64 // sigma of the edge
	alpha      float64
	color      color.RGBA
}

// canvas places layers into a picture.
type canvas struct {
	dst      *image.RGBA
	cx, cy   float64
	width    float64
	cos, sin float64
	edge     float64 // least softness, in face widths: half a pixel
}

func newCanvas(dst *image.RGBA, cx, cy, width float64, roll float64) *canvas {
	return &canvas{dst: dst, cx: cx, cy: cy, width: width, cos: math.Cos(roll), sin: math.Sin(roll), edge: .45 / width}
}

// paint blends l into the picture, pixel by pixel within its bounding box.
func (c *canvas) paint(l layer) {
	soft := math.Max(l.soft, c.edge)
	reach := math.Max(l.a, l.b) + l.stroke/2 + 3*soft
	mx, my := c.cx+(l.x*c.cos-l.y*c.sin)*c.width, c.cy+(l.x*c.sin+l.y*c.cos)*c.width
	r := reach * c.width
	box := image.Rect(int(mx-r), int(my-r), int(mx+r)+2, int(my+r)+2).Intersect(c.dst.Rect)
	ct, st := math.Cos(l.tilt), math.Sin(l.tilt)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := c.dst.Pix[c.dst.PixOffset(box.Min.X, y):]
		for x := box.Min.X; x < box.Max.X; x, row = x+1, row[4:] {
			dx, dy := (float64(x)-mx)/c.width, (float64(y)-my)/c.width
			u, v := dx*c.cos+dy*c.sin, dy*c.cos-dx*c.sin
			k := l.cover(u*ct+v*st, v*ct-u*st, soft) * l.alpha
			if k > .002 {
				blend(row, l.color, k)
			}
		}
	}
}

// cover is how much of the point (u, v), relative to the layer's centre, is painted: 0..1.
func (l *layer) cover(u, v, soft float64) float64 {
	d := l.distance(u, v)
	if l.stroke > 0 {
		d = math.Abs(d) - l.stroke/2
	}
	if d > 3*soft {
		return 0
	}
	k := 1 / (1 + math.Exp(1.7*d/soft)) // the logistic curve stands in for a blurred edge
	if l.from == l.to {
		return k
	}
	deg := math.Atan2(v/l.b, u/l.a) * 180 / math.Pi
	if deg < 0 {
		deg += 360
	}
	if deg < l.from || deg > l.to {
		return 0
	}
	return k
}

// distance is roughly how far (u, v) lies outside the shape's edge (negative: inside).
func (l *layer) distance(u, v float64) float64 {
	if l.box {
		return math.Max(math.Abs(u)-l.a, math.Abs(v)-l.b)
	}
	p, q := u/l.a, v/l.b
	f := math.Sqrt(p*p + q*q)
	if f < 1e-9 {
		return -math.Min(l.a, l.b)
	}
	return f * (f - 1) / math.Hypot(p/l.a, q/l.b)
}

func blend(px []uint8, c color.RGBA, k float64) {
	px[0] = uint8(float64(px[0])*(1-k) + float64(c.R)*k + .5)
	px[1] = uint8(float64(px[1])*(1-k) + float64(c.G)*k + .5)
	px[2] = uint8(float64(px[2])*(1-k) + float64(c.B)*k + .5)
}

// shade makes a colour darker (k < 1) or lighter.
func shade(c color.RGBA, k float64) color.RGBA {
	f := func(v uint8) uint8 { return uint8(math.Min(255, float64(v)*k)) }
	return color.RGBA{f(c.R), f(c.G), f(c.B), 255}
}
