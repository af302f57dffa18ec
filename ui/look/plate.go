package look

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"fyne.io/fyne/v2/canvas"
)

// Plate is a rounded rectangle that is drawn once and kept as a texture. The toolkit's
// own one computes the distance to the edge for every pixel in every frame, which on a
// software renderer costs twice as much as a texture, thirty times a second under a
// live picture.
type Plate struct {
	Shape *canvas.Raster // what goes into a container

	fill, edge color.NRGBA
	width      float32
	radius     float32
}

// NewPlate makes one without an edge.
func NewPlate(fill color.NRGBA, radius float32) *Plate {
	p := &Plate{fill: fill, radius: radius}
	p.Shape = canvas.NewRaster(p.draw)
	p.Shape.ScaleMode = canvas.ImageScalePixels
	return p
}

// Set changes the colours and the width of the edge, and redraws only if that is a
// change.
func (p *Plate) Set(fill, edge color.NRGBA, width float32) {
	if p.fill == fill && p.edge == edge && p.width == width {
		return
	}
	p.fill, p.edge, p.width = fill, edge, width
	p.Shape.Refresh()
}

// Edged gives a new plate its edge.
func (p *Plate) Edged(edge color.NRGBA, width float32) *Plate {
	p.edge, p.width = edge, width
	return p
}

// Fill is the present colour.
func (p *Plate) Fill() color.NRGBA { return p.fill }

// draw makes the picture of w x h physical pixels.
func (p *Plate) draw(w, h int) image.Image {
	scale := 1.0
	if wide := p.Shape.Size().Width; wide > 0 {
		scale = float64(w) / float64(wide)
	}
	return rounded{
		fill: p.fill, edge: p.edge, w: w, h: h, width: float64(p.width) * scale,
		radius: min(float64(p.radius)*scale, float64(w)/2, float64(h)/2),
	}.image()
}

// rounded is a rectangle in pixels.
type rounded struct {
	fill, edge    color.NRGBA
	w, h          int
	width, radius float64
}

func (r rounded) image() *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, r.w, r.h))
	rim := int(math.Ceil(max(r.radius, r.width))) + 1
	plain := row(color.RGBAModel.Convert(r.fill).(color.RGBA), r.w)
	for y := range r.h {
		line := img.Pix[y*img.Stride : y*img.Stride+4*r.w]
		same := y
		if y > rim { // beyond its corners one row is like another
			same = rim
		}
		if same = min(same, r.h-1-y); same < y { // and the lower half is the upper one
			copy(line, img.Pix[same*img.Stride:same*img.Stride+4*r.w])
			continue
		}
		copy(line, plain)
		r.shade(img, y, 0, min(rim, r.w))
		if y < rim && 2*rim < r.w { // between its corners a row is of one colour
			middle := row(r.at(rim, y), r.w-2*rim)
			copy(line[4*rim:], middle)
		}
		for x := max(0, r.w-rim); x < r.w; x++ { // the right side is the left one
			copy(line[4*x:4*x+4], line[4*(r.w-1-x):4*(r.w-1-x)+4])
		}
	}
	return img
}

// part is a piece of its picture.
func (r rounded) part(at image.Rectangle) *image.RGBA {
	whole, img := r.image(), image.NewRGBA(image.Rectangle{Max: at.Size()})
	draw.Draw(img, img.Rect, whole, at.Min, draw.Src)
	return img
}

func row(c color.RGBA, w int) []byte {
	line := make([]byte, 4*w)
	for i := 0; i < len(line); i += 4 {
		line[i], line[i+1], line[i+2], line[i+3] = c.R, c.G, c.B, c.A
	}
	return line
}

// shade computes the pixels of a row from x0 up to x1.
func (r rounded) shade(img *image.RGBA, y, x0, x1 int) {
	for x := x0; x < x1; x++ {
		img.SetRGBA(x, y, r.at(x, y))
	}
}

// at is the colour of a pixel.
func (r rounded) at(x, y int) color.RGBA {
	d := r.distance(float64(x)+0.5, float64(y)+0.5)
	return cover(mix(r.fill, r.edge, covers(d+r.width)*sign(r.width)), covers(-d))
}

// distance to the outline in pixels, negative inside.
func (r rounded) distance(x, y float64) float64 {
	dx := math.Abs(x-float64(r.w)/2) - float64(r.w)/2 + r.radius
	dy := math.Abs(y-float64(r.h)/2) - float64(r.h)/2 + r.radius
	return min(max(dx, dy), 0) + math.Hypot(max(dx, 0), max(dy, 0)) - r.radius
}

// covers is how much of a pixel lies beyond an edge that is d pixels away.
func covers(d float64) float64 { return min(1, max(0, d+0.5)) }

// sign is 0 where there is no edge to draw.
func sign(width float64) float64 {
	if width > 0 {
		return 1
	}
	return 0
}

// mix goes from a to b.
func mix(a, b color.NRGBA, t float64) color.NRGBA {
	f := func(a, b uint8) uint8 { return uint8(math.Round(float64(a) + (float64(b)-float64(a))*t)) }
	return color.NRGBA{f(a.R, b.R), f(a.G, b.G), f(a.B, b.B), f(a.A, b.A)}
}

// cover thins a colour out, and multiplies it by what is left.
func cover(c color.NRGBA, t float64) color.RGBA {
	c.A = uint8(math.Round(float64(c.A) * t))
	return color.RGBAModel.Convert(c).(color.RGBA)
}
