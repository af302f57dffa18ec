package paper

import (
	"image"

	"golang.org/x/image/draw"
)

// Limits of the sheet's own brightness.
const (
	cell      = 24   // pixels: within so many there is blank paper between the print
	whiteness = 246. // what the sheet becomes
	darkest   = .3   // of the brightest part: a photograph on the page stays dark
)

// whiten divides a page by the light that falls on its sheet, channel by channel: the lamp's colour and
// the shadow of an arm go, print and stamps stay as dark and as coloured as they are.
func whiten(img *image.RGBA) {
	w, h := (img.Rect.Dx()+cell-1)/cell, (img.Rect.Dy()+cell-1)/cell
	sheet := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			at := sheet.PixOffset(x, y)
			for ch := range 3 {
				sheet.Pix[at+ch] = brightIn(img, x*cell, y*cell, ch)
			}
			sheet.Pix[at+3] = 255
		}
	}
	sheet = spread(sheet)
	light := image.NewRGBA(img.Rect)
	draw.BiLinear.Scale(light, light.Rect, sheet, sheet.Rect, draw.Src, nil)
	for i := 0; i < len(img.Pix); i += 4 {
		for ch := range 3 {
			img.Pix[i+ch] = uint8(min(255, float64(img.Pix[i+ch])*whiteness/max(1, float64(light.Pix[i+ch]))))
		}
	}
}

// brightIn is the level of a cell that nine tenths of its pixels do not pass.
func brightIn(img *image.RGBA, x0, y0, ch int) uint8 {
	var count [256]int
	n := 0
	for y := y0; y < min(y0+cell, img.Rect.Dy()); y += 2 {
		for x := x0; x < min(x0+cell, img.Rect.Dx()); x += 2 {
			count[img.Pix[img.PixOffset(x, y)+ch]]++
			n++
		}
	}
	left := n / 10
	for v := 255; v > 0; v-- {
		if left -= count[v]; left < 0 {
			return uint8(v)
		}
	}
	return 0
}

// spread gives each cell the brightest of its neighbours, so that a cell full of ink takes the sheet's
// light from beside it, then smooths; and lets none be much darker than the sheet is elsewhere.
func spread(sheet *image.RGBA) *image.RGBA {
	most := [3]uint8{}
	for i := 0; i < len(sheet.Pix); i += 4 {
		for ch := range 3 {
			most[ch] = max(most[ch], sheet.Pix[i+ch])
		}
	}
	brightest := func(v []uint8) uint8 {
		out := v[0]
		for _, x := range v {
			out = max(out, x)
		}
		return out
	}
	mean := func(v []uint8) uint8 {
		sum := 0
		for _, x := range v {
			sum += int(x)
		}
		return uint8(sum / len(v))
	}
	out := around(around(sheet, brightest), mean)
	for i := 0; i < len(out.Pix); i += 4 {
		for ch := range 3 {
			out.Pix[i+ch] = max(out.Pix[i+ch], uint8(darkest*float64(most[ch])))
		}
	}
	return out
}

// around makes each cell of the up to nine around it.
func around(in *image.RGBA, of func([]uint8) uint8) *image.RGBA {
	out := image.NewRGBA(in.Rect)
	var near [9]uint8
	for y := range in.Rect.Dy() {
		for x := range in.Rect.Dx() {
			at := out.PixOffset(x, y)
			for ch := range 3 {
				n := 0
				for yy := max(0, y-1); yy <= min(y+1, in.Rect.Dy()-1); yy++ {
					for xx := max(0, x-1); xx <= min(x+1, in.Rect.Dx()-1); xx++ {
						near[n] = in.Pix[in.PixOffset(xx, yy)+ch]
						n++
					}
				}
				out.Pix[at+ch] = of(near[:n])
			}
			out.Pix[at+3] = 255
		}
	}
	return out
}
