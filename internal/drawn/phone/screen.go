package phone

import (
	"image"
	"image/color"
)

// cell is the size of a module on the flat screen, in its own pixels. It is
// a texture only: what is seen depends on Options.Module.
const cell = 8

// screen is the flat front of the phone with the code somewhere on it.
type screen struct {
	*canvas
	code image.Rectangle // the code without quiet zone, in the screen's pixels
}

// drawScreen lays out the page: a title bar, the code with its quiet zone of
// four modules, and lines of "text" below it, in a dark frame.
func drawScreen(code [][]bool, theme Theme) screen {
	n := len(code) * cell
	bezel, quiet := n/24+cell, 4*cell
	w := n + 2*quiet + 2*bezel + n/12
	h := w * 19 / 10
	page, ink, card := pagePalette(theme)
	c := newCanvas(w, h)
	c.fill(image.Rect(0, 0, w, h), color.RGBA{14, 14, 16, 255})
	c.fill(image.Rect(bezel, bezel, w-bezel, h-bezel), page)
	c.fill(image.Rect(bezel, bezel, w-bezel, bezel+h/14), color.RGBA{30, 110, 200, 255})
	x0, y0 := (w-n)/2, (h-n)/2-h/16
	c.fill(image.Rect(x0-quiet, y0-quiet, x0+n+quiet, y0+n+quiet), card)
	c.modules(code, x0, y0, ink)
	textLines(c, bezel, y0+n+quiet, page)
	return screen{canvas: c, code: image.Rect(x0, y0, x0+n, y0+n)}
}

// pagePalette gives the colours of page, dark (or, inverted, light) modules and quiet zone.
func pagePalette(t Theme) (page, ink, card color.RGBA) {
	white, black := color.RGBA{245, 245, 245, 255}, color.RGBA{18, 18, 18, 255}
	switch t {
	case DarkCard:
		return color.RGBA{24, 26, 30, 255}, black, white
	case Inverted:
		return black, white, black
	default:
		return white, black, white
	}
}

// modules paints every dark module of the code with the ink.
func (c *canvas) modules(code [][]bool, x0, y0 int, ink color.RGBA) {
	for y, row := range code {
		for x, dark := range row {
			if dark {
				r := image.Rect(x*cell, y*cell, (x+1)*cell, (y+1)*cell).Add(image.Pt(x0, y0))
				c.fill(r, ink)
			}
		}
	}
}

// textLines draws bars where the page's explanation would stand, since lines
// of text near the code are what false patterns come from.
func textLines(c *canvas, margin, from int, page color.RGBA) {
	col := color.RGBA{90, 90, 90, 255}
	if page.R < 100 {
		col = color.RGBA{190, 190, 190, 255}
	}
	height := max(2, c.h/70)
	for line := range 4 {
		y := from + 2*height + line*2*height
		for x, k := margin*2, 0; x < c.w-margin*3; k++ {
			word := height * (2 + (k*7+line*5)%5)
			c.fill(image.Rect(x, y, min(x+word, c.w-margin*2), y+height), col)
			x += word + height
		}
	}
}
