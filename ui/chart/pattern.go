package chart

import (
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Pattern is how a part is filled: it tells parts apart where colours do not.
type Pattern uint8

// The patterns.
const (
	Solid Pattern = iota
	Rising
	Falling
	Level
	Dotted
)

// fill draws a part's rectangle.
func fill(c draw.Canvas, r vg.Rectangle, part Part) {
	ground := part.Soft
	if part.Pattern == Solid {
		ground = part.Ink
	}
	corners := []vg.Point{r.Min, {X: r.Max.X, Y: r.Min.Y}, r.Max, {X: r.Min.X, Y: r.Max.Y}}
	c.FillPolygon(ground, corners)
	line := draw.LineStyle{Color: part.Ink, Width: 1.5}
	const step = 7
	w, h := r.Max.X-r.Min.X, r.Max.Y-r.Min.Y
	switch part.Pattern {
	case Solid:
	case Rising, Falling:
		for k := vg.Length(step) / 2; k < w+h; k += step {
			hatch(c, line, r, k, part.Pattern == Falling)
		}
	case Level:
		for y := r.Min.Y + step/2; y < r.Max.Y; y += step {
			c.StrokeLine2(line, r.Min.X, y, r.Max.X, y)
		}
	case Dotted:
		for y := r.Min.Y + step/2; y < r.Max.Y-1; y += step {
			for x := r.Min.X + step/2; x < r.Max.X-1; x += step {
				c.FillPolygon(part.Ink, []vg.Point{{X: x, Y: y}, {X: x + 2, Y: y}, {X: x + 2, Y: y + 2}, {X: x, Y: y + 2}})
			}
		}
	}
	c.StrokeLines(line, append(corners, r.Min))
}

// hatch draws the k-th slanting line of a rectangle: from its left or bottom edge to its
// top or right one; falling turns it over.
func hatch(c draw.Canvas, line draw.LineStyle, r vg.Rectangle, k vg.Length, falling bool) {
	w, h := r.Max.X-r.Min.X, r.Max.Y-r.Min.Y
	x0, y0 := max(0, k-h), min(k, h)
	x1, y1 := min(k, w), max(0, k-w)
	// x + y = k falls from the left; turned over at the height's middle it rises.
	if !falling {
		y0, y1 = h-y0, h-y1
	}
	c.StrokeLine2(line, r.Min.X+x0, r.Min.Y+y0, r.Min.X+x1, r.Min.Y+y1)
}
