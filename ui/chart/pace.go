package chart

import (
	"image"
	"image/color"
	stddraw "image/draw"
	"strconv"
	"time"

	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Pace is a picture of how many were served by when: a thick stepped line until now, a
// dashed one to where the pace leads, a thin straight one that is the way to be in time,
// and dotted ones for all who are expected and for the end. No line is told by its colour.
type Pace struct {
	Begin, End  time.Time // that the picture covers
	From, Until time.Time // of the work
	Now         time.Time
	Ticks       []time.Time // the oldest first
	Expected    int
	Finish      time.Time // zero: not known
	EndLabel    string    // at the line of Until
	Clock       string    // how an hour is written: a layout of package time

	Ink, Line, Back, Strong color.Color // of words, thin lines, ground, and what was done
}

// paceCanvas is a Pace on its way to a picture.
type paceCanvas struct {
	Pace
	draw.Canvas
	pen  pen
	area draw.Canvas // inside of the figures and hours
}

// Draw makes the picture of w x h pixels; text is so many pixels high. It may be called
// from any goroutine.
func (p Pace) Draw(w, h int, size float64) (*image.RGBA, error) {
	fonts, err := face()
	if err != nil {
		return nil, err
	}
	canvas := vgimg.NewWith(vgimg.UseWH(vg.Length(max(1, w)), vg.Length(max(1, h))), vgimg.UseDPI(72), vgimg.UseBackgroundColor(p.Back))
	c := &paceCanvas{Pace: p, Canvas: draw.New(canvas), pen: pen{text.Plain{Fonts: fonts}, vg.Length(size)}}
	if p.Expected > 0 && p.End.After(p.Begin) {
		c.draw()
	}
	if img, ok := canvas.Image().(*image.RGBA); ok {
		return img, nil
	}
	img := image.NewRGBA(canvas.Image().Bounds())
	stddraw.Draw(img, img.Rect, canvas.Image(), image.Point{}, stddraw.Src)
	return img, nil
}

func (c *paceCanvas) x(at time.Time) vg.Length {
	share := at.Sub(c.Begin).Seconds() / c.End.Sub(c.Begin).Seconds()
	return c.area.Min.X + (c.area.Max.X-c.area.Min.X)*vg.Length(max(0, min(1, share)))
}

func (c *paceCanvas) y(n float64) vg.Length {
	return c.area.Min.Y + (c.area.Max.Y-c.area.Min.Y)*vg.Length(n/float64(c.Expected))
}

func (c *paceCanvas) draw() {
	figures := c.pen.wide(strconv.Itoa(c.Expected)) + c.pen.size*0.5
	c.area = draw.Crop(c.Canvas, figures, -c.pen.size, c.pen.size*2.1, -c.pen.size*1.9)
	c.frame()
	thin, thick := draw.LineStyle{Color: c.Line, Width: 1.5}, draw.LineStyle{Color: c.Strong, Width: 3}
	c.StrokeLine2(thin, c.x(c.From), c.y(0), c.x(c.Until), c.y(float64(c.Expected)))
	now := c.Now
	if now.Before(c.Begin) {
		now = c.Begin
	}
	if now.After(c.End) {
		now = c.End
	}
	steps := []vg.Point{{X: c.x(c.Begin), Y: c.y(0)}}
	for i, at := range c.Ticks {
		steps = append(steps, vg.Point{X: c.x(at), Y: c.y(float64(i))}, vg.Point{X: c.x(at), Y: c.y(float64(i + 1))})
	}
	done := float64(len(c.Ticks))
	steps = append(steps, vg.Point{X: c.x(now), Y: c.y(done)})
	c.StrokeLines(thick, steps)
	if c.Finish.After(now) {
		to, reach := c.Finish, 1.0
		if to.After(c.End) {
			to, reach = c.End, c.End.Sub(now).Seconds()/c.Finish.Sub(now).Seconds()
		}
		dashed := thick
		dashed.Dashes = []vg.Length{7, 5}
		c.StrokeLine2(dashed, c.x(now), c.y(done), c.x(to), c.y(done+(float64(c.Expected)-done)*reach))
	}
	dot := c.pen.size * 0.35
	c.FillPolygon(c.Strong, []vg.Point{{X: c.x(now) - dot, Y: c.y(done)}, {X: c.x(now), Y: c.y(done) + dot}, {X: c.x(now) + dot, Y: c.y(done)}, {X: c.x(now), Y: c.y(done) - dot}})
}

// frame draws the ground with its hours, all who are expected, and the end.
func (c *paceCanvas) frame() {
	dotted := draw.LineStyle{Color: c.Ink, Width: 1, Dashes: []vg.Length{1, 4}}
	ground := draw.LineStyle{Color: c.Line, Width: 1}
	top := c.y(float64(c.Expected))
	c.StrokeLine2(ground, c.area.Min.X, c.area.Min.Y, c.area.Max.X, c.area.Min.Y)
	c.StrokeLine2(dotted, c.area.Min.X, top, c.area.Max.X, top)
	c.FillText(c.pen.style(c.Ink, true, draw.XRight, draw.YCenter), vg.Point{X: c.area.Min.X - c.pen.size*0.4, Y: top}, strconv.Itoa(c.Expected))
	end := c.x(c.Until)
	c.StrokeLine2(dotted, end, c.area.Min.Y, end, top+c.pen.size*0.5)
	label := min(end, c.area.Max.X-c.pen.wide(c.EndLabel)/2)
	c.FillText(c.pen.style(c.Ink, false, draw.XCenter, draw.YBottom), vg.Point{X: label, Y: top + c.pen.size*0.6}, c.EndLabel)
	room := c.pen.wide(c.Begin.Format(c.Clock)) * 1.6
	free := c.area.Min.X - room
	for at := c.Begin.Truncate(time.Hour); !at.After(c.End); at = at.Add(time.Hour) {
		x := c.x(at)
		if at.Before(c.Begin) || x-free < room {
			continue
		}
		free = x
		c.StrokeLine2(ground, x, c.area.Min.Y, x, c.area.Min.Y-4)
		c.FillText(c.pen.style(c.Ink, false, draw.XCenter, draw.YTop), vg.Point{X: x, Y: c.area.Min.Y - 5}, at.Format(c.Clock))
	}
}
