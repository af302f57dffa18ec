package look

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2/canvas"
)

// Icon is a drawing of the project in one colour. The toolkit's own image of a drawing
// parses and draws it anew whenever it is moved to another size, and at every refresh of
// whatever holds it; this one is drawn once for all that show it in that size.
type Icon struct {
	Shape *canvas.Raster // what goes into a container

	name string
	ink  color.NRGBA
}

// Icon answers the drawing of that name. A name that does not exist shows nothing; a test
// walks all names.
func (l *Look) Icon(name string, ink color.NRGBA) *Icon {
	i := &Icon{name: name, ink: ink}
	i.Shape = canvas.NewRaster(func(w, h int) image.Image { return drawn.picture(drawing{i.name, i.ink, w, h}) })
	return i
}

// Set changes the drawing, and shows it if it is another one.
func (i *Icon) Set(name string, ink color.NRGBA) {
	if i.name == name && i.ink == ink {
		return
	}
	i.name, i.ink = name, ink
	i.Shape.Refresh()
}
