package look

import (
	"fmt"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/gerai-ikd/gerai/assets"
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

// Icon answers a drawing of the project in a colour. A name that does not exist
// shows nothing; a test walks all names.
func (l *Look) Icon(name string, c color.NRGBA) *canvas.Image {
	img := canvas.NewImageFromResource(iconResource(name, c))
	img.FillMode = canvas.ImageFillContain
	return img
}

// SetIcon changes the drawing of an image that Icon made, and repaints it if it is
// another one.
func (l *Look) SetIcon(img *canvas.Image, name string, c color.NRGBA) {
	res := iconResource(name, c)
	if img.Resource != nil && img.Resource.Name() == res.Name() {
		return
	}
	img.Resource, img.Image = res, nil
	img.Refresh()
}

func iconResource(name string, c color.NRGBA) fyne.Resource {
	colour := fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	svg, err := assets.Icon(name, colour)
	if err != nil {
		svg = []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`)
	}
	return fyne.NewStaticResource(name+colour+".svg", svg)
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
