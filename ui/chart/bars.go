package chart

import (
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// bars is gonum's plotter of a Chart.
type bars struct {
	Chart
	pen pen
}

// Plot implements plot.Plotter.
func (b *bars) Plot(c draw.Canvas, p *plot.Plot) {
	c = b.legend(c)
	if b.Columns {
		b.stand(c, p)
		return
	}
	b.lie(c, p)
}

// legend takes a line at the bottom, where there is one, and answers what is left.
func (b *bars) legend(c draw.Canvas) draw.Canvas {
	if len(b.Legend) == 0 {
		return c
	}
	x, y, box := c.Min.X, c.Min.Y, b.pen.size
	for _, l := range b.Legend {
		fill(c, vg.Rectangle{Min: vg.Point{X: x, Y: y}, Max: vg.Point{X: x + box*1.4, Y: y + box}}, l.Parts[0])
		x += box * 1.8
		c.FillText(b.pen.style(b.Ink, false, draw.XLeft, draw.YBottom), vg.Point{X: x, Y: y}, l.Label)
		x += b.pen.wide(l.Label) + box*1.5
	}
	return draw.Crop(c, 0, 0, b.pen.size*1.7, 0)
}

// lie draws rows: label, bar, figure.
func (b *bars) lie(c draw.Canvas, p *plot.Plot) {
	labels, figures := vg.Length(0), vg.Length(0)
	for _, x := range b.Bars {
		labels, figures = max(labels, b.pen.wide(x.Label)), max(figures, b.pen.wide(x.Text))
	}
	labels = min(labels, (c.Max.X-c.Min.X)*0.5)
	area := draw.Crop(c, labels+b.pen.size*0.7, -figures-b.pen.size, 0, 0)
	toX, toY := p.Transforms(&area)
	// A few rows do not grow to the whole height.
	high := min(toY(1)-toY(0), b.pen.size*2.7)
	for i, x := range b.Bars {
		top := c.Max.Y - vg.Length(i)*high
		mid, half := top-high/2, high*0.34
		b.label(c, vg.Point{X: c.Min.X, Y: mid}, x.Label, labels, high)
		sum := 0.0
		for _, part := range x.Parts {
			if part.N > 0 {
				fill(c, vg.Rectangle{Min: vg.Point{X: toX(sum), Y: mid - half}, Max: vg.Point{X: toX(sum + part.N), Y: mid + half}}, part)
			}
			sum += part.N
		}
		c.FillText(b.pen.style(b.Ink, true, draw.XLeft, draw.YCenter), vg.Point{X: toX(sum) + b.pen.size*0.5, Y: mid}, x.Text)
	}
	c.StrokeLine2(draw.LineStyle{Color: b.Line, Width: 1}, toX(0), c.Max.Y, toX(0), c.Max.Y-vg.Length(len(b.Bars))*high)
}

// label writes a row's words, on two lines where they need them and the row has the height.
func (b *bars) label(c draw.Canvas, at vg.Point, words string, wide, high vg.Length) {
	lines := []string{b.pen.fit(words, wide)}
	if high >= b.pen.size*2.1 {
		lines = b.pen.split(words, wide)
	}
	at.Y += b.pen.size * 0.53 * vg.Length(len(lines)-1)
	for _, line := range lines {
		c.FillText(b.pen.style(b.Ink, false, draw.XLeft, draw.YCenter), at, line)
		at.Y -= b.pen.size * 1.06
	}
}

// stand draws columns: figure, bar, label.
func (b *bars) stand(c draw.Canvas, p *plot.Plot) {
	area := draw.Crop(c, 0, 0, b.pen.size*1.7, -b.pen.size*1.7)
	toX, toY := p.Transforms(&area)
	for i, x := range b.Bars {
		left, right := toX(float64(i)), toX(float64(i+1))
		gap, sum := (right-left)*0.18, 0.0
		for _, part := range x.Parts {
			if part.N > 0 {
				fill(c, vg.Rectangle{Min: vg.Point{X: left + gap, Y: toY(sum)}, Max: vg.Point{X: right - gap, Y: toY(sum + part.N)}}, part)
			}
			sum += part.N
		}
		mid := (left + right) / 2
		c.FillText(b.pen.style(b.Ink, true, draw.XCenter, draw.YBottom), vg.Point{X: mid, Y: toY(sum) + b.pen.size*0.35}, x.Text)
		c.FillText(b.pen.style(b.Ink, false, draw.XCenter, draw.YTop), vg.Point{X: mid, Y: toY(0) - 4}, b.pen.fit(x.Label, right-left))
	}
	c.StrokeLine2(draw.LineStyle{Color: b.Line, Width: 1}, area.Min.X, toY(0), area.Max.X, toY(0))
}
