package look

import (
	"image"
	"image/color"

	"github.com/srwiley/rasterx"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// pathScanner fills each path of a drawing within what it covers. The one that comes with
// rasterx goes over the whole picture for each: for the illustration at the door that takes
// ten times as long.
type pathScanner struct {
	dst  *image.RGBA
	ink  *image.Uniform
	line []segment
	ext  fixed.Rectangle26_6
	fill vector.Rasterizer
}

// segment goes to a point in pixels, with the pen up or down.
type segment struct {
	to fixed.Point26_6
	up bool
}

var _ rasterx.Scanner = (*pathScanner)(nil)

func newPathScanner(dst *image.RGBA) *pathScanner {
	return &pathScanner{dst: dst, ink: image.NewUniform(color.Black)}
}

// Start begins a path.
func (s *pathScanner) Start(a fixed.Point26_6) { s.add(segment{to: a, up: true}) }

// Line goes on with it.
func (s *pathScanner) Line(b fixed.Point26_6) { s.add(segment{to: b}) }

func (s *pathScanner) add(g segment) {
	if len(s.line) == 0 {
		s.ext = fixed.Rectangle26_6{Min: g.to, Max: g.to}
	}
	s.ext.Min = fixed.Point26_6{X: min(s.ext.Min.X, g.to.X), Y: min(s.ext.Min.Y, g.to.Y)}
	s.ext.Max = fixed.Point26_6{X: max(s.ext.Max.X, g.to.X), Y: max(s.ext.Max.Y, g.to.Y)}
	s.line = append(s.line, g)
}

// Draw fills what was begun since the last Clear.
func (s *pathScanner) Draw() {
	if len(s.line) == 0 {
		return
	}
	box := image.Rect(s.ext.Min.X.Floor(), s.ext.Min.Y.Floor(), s.ext.Max.X.Ceil(), s.ext.Max.Y.Ceil()).Intersect(s.dst.Rect)
	if box.Empty() {
		return
	}
	s.fill.Reset(box.Dx(), box.Dy())
	for _, g := range s.line {
		x, y := float32(g.to.X)/64-float32(box.Min.X), float32(g.to.Y)/64-float32(box.Min.Y)
		if g.up {
			s.fill.MoveTo(x, y)
		} else {
			s.fill.LineTo(x, y)
		}
	}
	s.fill.Draw(s.dst, box, s.ink, image.Point{})
}

// Clear forgets the path.
func (s *pathScanner) Clear() { s.line = s.line[:0] }

// GetPathExtent is what the path covers, in pixels.
func (s *pathScanner) GetPathExtent() fixed.Rectangle26_6 { return s.ext }

// SetColor is given a colour, as no drawing of the project has gradients.
func (s *pathScanner) SetColor(ink any) {
	if c, ok := ink.(color.Color); ok {
		s.ink = image.NewUniform(c)
	}
}

// SetBounds is the picture's own.
func (*pathScanner) SetBounds(int, int) {}

// SetWinding is always the non-zero rule, as vector.Rasterizer knows no other.
func (*pathScanner) SetWinding(bool) {}

// SetClip is not asked for: no drawing of the project is clipped.
func (*pathScanner) SetClip(image.Rectangle) {}
