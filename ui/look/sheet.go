package look

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// Sheet is a plate as large as a card. Its edges are plates' and its middle is a band, which
// a software renderer fills in half the time of a texture: a quarter of the lane is painted on it with each of the live
// picture's frames.
type Sheet struct {
	Shape *fyne.Container // what goes into a container

	plate  Plate
	middle *canvas.Line
	rims   [4]*canvas.Raster // above, below, left, right
}

// NewSheet makes one without an edge.
func NewSheet(fill color.NRGBA, radius float32) *Sheet {
	s := &Sheet{plate: Plate{fill: fill, radius: radius}, middle: Band(fill)}
	objects := []fyne.CanvasObject{s.middle}
	for i := range s.rims {
		s.rims[i] = canvas.NewRaster(func(w, h int) image.Image { return s.rim(i, w, h) })
		s.rims[i].ScaleMode = canvas.ImageScalePixels
		objects = append(objects, s.rims[i])
	}
	s.Shape = container.New(&Place{Do: s.place, One: true}, objects...)
	return s
}

// Edged gives a new sheet its edge.
func (s *Sheet) Edged(edge color.NRGBA, width float32) *Sheet {
	s.plate.edge, s.plate.width = edge, width
	return s
}

// Set changes the colours and the width of the edge, and redraws only if that is a change.
func (s *Sheet) Set(fill, edge color.NRGBA, width float32) {
	p := &s.plate
	if p.fill == fill && p.edge == edge && p.width == width {
		return
	}
	p.fill, p.edge, p.width = fill, edge, width
	s.middle.StrokeColor = fill
	s.middle.Refresh()
	for _, r := range s.rims {
		r.Refresh()
	}
}

// deep is how far the corners and the edge reach in, and a little more: whole physical pixels, so
// that pieces which are rounded to pixels by themselves meet.
func (s *Sheet) deep() float32 {
	scale := float32(1)
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.Shape); c != nil {
		scale = c.Scale()
	}
	return float32(math.Ceil(float64((max(s.plate.radius, s.plate.width)+1)*scale))) / scale
}

func (s *Sheet) place(size fyne.Size) {
	d := min(s.deep(), size.Width/2, size.Height/2)
	w, h := size.Width, max(0, size.Height-2*d)
	At(s.rims[0], 0, 0, w, d)
	At(s.rims[1], 0, d+h, w, d)
	At(s.rims[2], 0, d, d, h)
	At(s.rims[3], w-d, d, d, h)
	AtBand(s.middle, d-1, d-1, max(0, w-2*d+2), h+2) // a pixel under each side: there is never a gap
}

// rim draws one of the four sides, of w x h physical pixels: a piece of a plate that is just
// large enough to have it.
func (s *Sheet) rim(side, w, h int) image.Image {
	p, size := s.plate, s.rims[side].Size()
	if w <= 0 || h <= 0 || size.Width <= 0 || size.Height <= 0 {
		return image.NewRGBA(image.Rect(0, 0, max(0, w), max(0, h)))
	}
	r, at := rounded{fill: p.fill, edge: p.edge}, image.Rect(0, 0, w, h)
	if side < 2 {
		scale := float64(w) / float64(size.Width)
		r.w, r.h, r.width = w, 3*h, float64(p.width)*scale
		r.radius = min(float64(p.radius)*scale, float64(w)/2)
		return r.part(at.Add(image.Pt(0, side*2*h)))
	}
	r.width = float64(p.width) * float64(h) / float64(size.Height)
	over := 2 * int(r.width+1) // rows that belong to the sides above and below
	r.w, r.h = 3*w, h+2*over
	return r.part(at.Add(image.Pt((side-2)*2*w, over)))
}
