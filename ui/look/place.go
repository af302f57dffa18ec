package look

import "fyne.io/fyne/v2"

// Place is a layout made of a function: it says where things go for a size. Min is the
// smallest size that they fit in.
type Place struct {
	Min fyne.Size
	Do  func(size fyne.Size)
	One bool // what it places are pieces of one shape, which are shown together
}

// MinSize implements fyne.Layout.
func (p *Place) MinSize([]fyne.CanvasObject) fyne.Size { return p.Min }

// Layout implements fyne.Layout.
func (p *Place) Layout(_ []fyne.CanvasObject, size fyne.Size) { p.Do(size) }

// At moves and resizes.
func At(o fyne.CanvasObject, x, y, w, h float32) {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(max(0, w), max(0, h)))
}
