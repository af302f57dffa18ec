package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// Band is a plain area without corners. It is a line as thick as it is high: of all
// the toolkit can fill an area with that is by far the cheapest on a software renderer,
// a third of its rectangle.
func Band(c color.Color) *canvas.Line { return canvas.NewLine(c) }

// AtBand lays a band out.
func AtBand(b *canvas.Line, x, y, w, h float32) {
	b.StrokeWidth = h
	b.Position1, b.Position2 = fyne.NewPos(x, y+h/2), fyne.NewPos(x+w, y+h/2)
}

// Area is a band that fills whatever size it is given, like the toolkit's rectangle.
func Area(c color.Color) fyne.CanvasObject {
	b := Band(c)
	return container.New(&Place{Do: func(s fyne.Size) { AtBand(b, 0, 0, s.Width, s.Height) }}, b)
}
