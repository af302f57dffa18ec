package scanner

import "image"

// plane is a grey picture without gaps between its rows.
type plane struct {
	w, h int
	pix  []uint8
}

// planeOf takes a grey picture, without copying where its rows touch.
func planeOf(img *image.Gray) plane {
	b := img.Bounds()
	w, h := b.Dx(), b.Dy()
	if w <= 0 || h <= 0 {
		return plane{}
	}
	from := img.PixOffset(b.Min.X, b.Min.Y)
	if img.Stride == w {
		return plane{w, h, img.Pix[from : from+w*h]}
	}
	p := plane{w, h, make([]uint8, w*h)}
	for y := range h {
		copy(p.pix[y*w:(y+1)*w], img.Pix[from+y*img.Stride:])
	}
	return p
}

// at is the grey between the four nearest pixels; beyond the edge it is that of the edge.
func (p *plane) at(q point) float64 {
	x, y := q.x-0.5, q.y-0.5
	if !(x > 0) {
		x = 0
	}
	if !(y > 0) {
		y = 0
	}
	x0, y0 := int(x), int(y)
	if x0 >= p.w-1 {
		x0, x = max(p.w-2, 0), float64(p.w-1)
	}
	if y0 >= p.h-1 {
		y0, y = max(p.h-2, 0), float64(p.h-1)
	}
	fx, fy := x-float64(x0), y-float64(y0)
	i := y0*p.w + x0
	right, down := 1, p.w
	if p.w < 2 {
		right = 0
	}
	if p.h < 2 {
		down = 0
	}
	a, b := float64(p.pix[i]), float64(p.pix[i+right])
	c, d := float64(p.pix[i+down]), float64(p.pix[i+down+right])
	top := a + (b-a)*fx
	return top + (c+(d-c)*fx-top)*fy
}

// half writes the picture at half the size, each pixel the mean of four.
func (p *plane) half(into *plane) {
	into.resize(p.w/2, p.h/2)
	for y := range into.h {
		a := p.pix[2*y*p.w:][:2*into.w]
		b := p.pix[(2*y+1)*p.w:][:2*into.w]
		out := into.pix[y*into.w:][:into.w]
		for x := range out {
			i := 2 * x
			out[x] = uint8((uint(a[i]) + uint(a[i+1]) + uint(b[i]) + uint(b[i+1]) + 2) >> 2)
		}
	}
}

// resize keeps the buffer where it is large enough; the content is then undefined.
func (p *plane) resize(w, h int) {
	p.w, p.h = w, h
	if cap(p.pix) < w*h {
		p.pix = make([]uint8, w*h)
	}
	p.pix = p.pix[:w*h]
}
