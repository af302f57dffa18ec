// Package chart draws the day's figures as pictures: bars whose parts have a pattern and
// a figure besides their colour, so that nothing is said by colour alone.
//
// The drawing is gonum's plot with a plotter of our own; the fonts are the window's.
package chart

import (
	"fmt"
	"image"
	"image/color"
	stddraw "image/draw"
	"strings"
	"sync"

	"fyne.io/fyne/v2/theme"
	stdfnt "golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
)

// Part is a piece of a bar.
type Part struct {
	N       float64
	Ink     color.Color // of its edge and pattern
	Soft    color.Color // behind them
	Pattern Pattern
}

// Bar is one row or column of a chart; its parts lie end to end.
type Bar struct {
	Label string
	Text  string // at its end: the figure
	Parts []Part
}

func (b Bar) sum() (n float64) {
	for _, p := range b.Parts {
		n += p.N
	}
	return n
}

// Chart is a picture yet to be drawn.
type Chart struct {
	Bars    []Bar
	Columns bool        // bars stand; otherwise they lie
	Legend  []Bar       // a part each, with its name; none: nothing to tell apart
	Ink     color.Color // of words
	Line    color.Color // of the ground line
	Back    color.Color
}

// face is the window's font, parsed once.
var face = sync.OnceValues(func() (*font.Cache, error) {
	regular, err := opentype.Parse(theme.DefaultTextFont().Content())
	if err != nil {
		return nil, fmt.Errorf("parse chart font: %w", err)
	}
	bold, err := opentype.Parse(theme.DefaultTextBoldFont().Content())
	if err != nil {
		return nil, fmt.Errorf("parse chart font: %w", err)
	}
	return font.NewCache(font.Collection{
		{Font: font.Font{Typeface: typeface}, Face: regular},
		{Font: font.Font{Typeface: typeface, Weight: stdfnt.WeightBold}, Face: bold},
	}), nil
})

const typeface = "window"

// pen is what the plotter writes with.
type pen struct {
	handler text.Plain
	size    vg.Length
}

func (p pen) style(ink color.Color, bold bool, x draw.XAlignment, y draw.YAlignment) draw.TextStyle {
	f := font.Font{Typeface: typeface, Size: p.size}
	if bold {
		f.Weight = stdfnt.WeightBold
	}
	return draw.TextStyle{Color: ink, Font: f, XAlign: x, YAlign: y, Handler: p.handler}
}

// wide is how wide a text gets.
func (p pen) wide(s string) vg.Length {
	w, _, _ := p.handler.Box(s, font.Font{Typeface: typeface, Size: p.size})
	return w
}

// fit shortens a text to a width.
func (p pen) fit(s string, wide vg.Length) string {
	r := []rune(s)
	if p.wide(s) <= wide {
		return s
	}
	for len(r) > 1 && p.wide(string(r)+"…") > wide {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

// split puts a text on one or two lines of a width, the second one shortened where that is too little.
func (p pen) split(s string, wide vg.Length) []string {
	if p.wide(s) <= wide {
		return []string{s}
	}
	words := strings.Fields(s)
	first := ""
	for len(words) > 1 && p.wide(strings.TrimSpace(first+" "+words[0])) <= wide {
		first, words = strings.TrimSpace(first+" "+words[0]), words[1:]
	}
	if first == "" {
		return []string{p.fit(s, wide)}
	}
	return []string{first, p.fit(strings.Join(words, " "), wide)}
}

// Draw makes the picture of w x h pixels; text is so many pixels high. It takes some
// milliseconds and may be called from any goroutine.
func (c Chart) Draw(w, h int, size float64) (*image.RGBA, error) {
	fonts, err := face()
	if err != nil {
		return nil, err
	}
	p := plot.New()
	p.BackgroundColor = c.Back
	p.HideAxes()
	p.Add(&bars{c, pen{text.Plain{Fonts: fonts}, vg.Length(size)}})
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, c.most(), 0, float64(len(c.Bars))
	if c.Columns {
		p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = 0, float64(len(c.Bars)), 0, c.most()
	}
	canvas := vgimg.NewWith(vgimg.UseWH(vg.Length(max(1, w)), vg.Length(max(1, h))), vgimg.UseDPI(72), vgimg.UseBackgroundColor(c.Back))
	p.Draw(draw.New(canvas))
	if img, ok := canvas.Image().(*image.RGBA); ok {
		return img, nil
	}
	img := image.NewRGBA(canvas.Image().Bounds())
	stddraw.Draw(img, img.Rect, canvas.Image(), image.Point{}, stddraw.Src)
	return img, nil
}

// most is the largest sum, one at least so that there is a scale.
func (c Chart) most() float64 {
	most := 1.0
	for _, b := range c.Bars {
		most = max(most, b.sum())
	}
	return most
}
