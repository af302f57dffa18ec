package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// The type scale, in Fyne's density-independent pixels. Each step is about a third
// larger than the one before; there are no other sizes.
const (
	Caption  = 13
	Small    = 15
	Body     = 18
	Title    = 24
	Sentence = 32
	Display  = 44
)

// The spaces between things, and the rounding of corners.
const (
	Gap    = 12 // between cards
	Inset  = 16 // inside a card
	Near   = 6  // between things that belong together
	Radius = 10
	Touch  = 56 // height of what can be pressed
)

// Look is a palette in use.
type Look struct {
	Palette
	IsDark bool
	Style  Style
}

// New answers the light or the dark look.
func New(dark bool) *Look {
	return Styled(Style{Dark: dark})
}

// Card is a rounded surface to lay things on.
func (l *Look) Card() fyne.CanvasObject {
	return NewSheet(l.Surface, Radius).Edged(l.Line, 1).Shape
}

// Box is a rounded rectangle in any colour, for small things that change often; Plate
// is cheaper where it stands still.
func (l *Look) Box(c color.Color, radius float32) *canvas.Rectangle {
	r := canvas.NewRectangle(c)
	r.CornerRadius = radius
	return r
}
