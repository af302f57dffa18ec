package ui

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/gerai-ikd/gerai/ui/look"
)

// qrPlate is a QR to be read from the screen: black on white in every theme.
type qrPlate struct {
	back *look.Plate
	code *canvas.Image
	side int // in modules, with the quiet zone
}

var paper = color.NRGBA{0xff, 0xff, 0xff, 0xff}

func newQRPlate(l *look.Look) *qrPlate {
	p := &qrPlate{back: look.NewPlate(paper, look.Radius), code: canvas.NewImageFromImage(image.NewGray(image.Rect(0, 0, 1, 1)))}
	p.code.FillMode, p.code.ScaleMode = canvas.ImageFillContain, canvas.ImageScalePixels
	return p
}

func (p *qrPlate) objects() []fyne.CanvasObject { return []fyne.CanvasObject{p.back.Shape, p.code} }

// show puts a code on the plate, a pixel a module; nil takes it away.
func (p *qrPlate) show(code image.Image) {
	visible(p.back.Shape, code != nil)
	visible(p.code, code != nil)
	if code == nil || code == p.code.Image {
		return
	}
	p.code.Image, p.side = code, code.Bounds().Dx()
	p.code.Refresh()
}

// place lays the plate into a square. A module is a whole number of pixels, so that
// all are of one size.
func (p *qrPlate) place(x, y, side float32) {
	look.At(p.back.Shape, x, y, side, side)
	inner := side - 8
	if n := float32(p.side); n > 0 && inner > n {
		inner = float32(int(inner/n)) * n
	}
	look.At(p.code, x+(side-inner)/2, y+(side-inner)/2, inner, inner)
}
