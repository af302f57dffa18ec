package look

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// backedEntry draws a field's ground and border as a plate. The toolkit's own two rounded
// rectangles compute the distance to their edges for each pixel of every frame: three fields
// cost a software renderer more than the live picture behind them.
type backedEntry struct {
	fyne.WidgetRenderer
	back   *Plate
	box    *canvas.Rectangle // the toolkit's ground
	border *canvas.Rectangle
}

// CreateRenderer implements fyne.Widget.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	r := &backedEntry{WidgetRenderer: e.Entry.CreateRenderer(), back: NewPlate(color.NRGBA{}, 0)}
	for _, o := range r.WidgetRenderer.Objects() {
		rect, ok := o.(*canvas.Rectangle)
		switch {
		case !ok:
		case r.box == nil:
			r.box = rect
		case r.border == nil:
			r.border = rect
		}
	}
	r.dress()
	return r
}

// dress takes the colours that the toolkit gave its own.
func (r *backedEntry) dress() {
	if r.box == nil || r.border == nil { // another version of the toolkit: all stays its own
		return
	}
	fill, edge := color.NRGBAModel.Convert(r.box.FillColor).(color.NRGBA), color.NRGBAModel.Convert(r.border.StrokeColor).(color.NRGBA)
	r.back.radius = r.border.CornerRadius
	r.back.Set(fill, edge, r.border.StrokeWidth)
	r.box.FillColor, r.border.StrokeColor = color.Transparent, color.Transparent // which are not painted
}

// Refresh implements fyne.WidgetRenderer.
func (r *backedEntry) Refresh() {
	r.WidgetRenderer.Refresh()
	r.dress()
}

// Layout implements fyne.WidgetRenderer.
func (r *backedEntry) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	At(r.back.Shape, 0, 0, size.Width, size.Height)
}

// Objects implements fyne.WidgetRenderer.
func (r *backedEntry) Objects() []fyne.CanvasObject {
	return append([]fyne.CanvasObject{r.back.Shape}, r.WidgetRenderer.Objects()...)
}
