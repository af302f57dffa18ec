package look

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"
)

// TestEntryBack: a field has the look's ground and border, also with the keyboard and without, and
// the toolkit's own, costly ones are not painted.
func TestEntryBack(t *testing.T) {
	app := test.NewTempApp(t)
	l := New(false)
	app.Settings().SetTheme(NewTheme(l))
	w := test.NewTempWindow(t, nil)
	e := NewEntry(nobody{})
	w.SetContent(e)
	w.Resize(fyne.NewSize(300, 60))
	r := test.WidgetRenderer(e).(*backedEntry)
	check := func(when string, edge color.NRGBA) {
		t.Helper()
		if r.back.fill != l.Surface || r.back.edge != edge || r.back.width != 2 || r.back.radius != Radius/2 {
			t.Errorf("%s: ground %v, border %v of %v, radius %v", when, r.back.fill, r.back.edge, r.back.width, r.back.radius)
		}
		for _, o := range r.Objects() {
			if rect, ok := o.(*canvas.Rectangle); ok && (rect.FillColor != color.Transparent || rect.StrokeColor != nil && rect.StrokeColor != color.Transparent) {
				t.Errorf("%s: the toolkit's own rectangle is painted too", when)
			}
		}
	}
	check("left alone", l.Border)
	w.Canvas().Focus(e)
	check("with the keyboard", l.Primary)
	e.SetText("3276")
	check("with text", l.Primary)
	w.Canvas().Unfocus()
	check("left", l.Border)
	if s := r.back.Shape.Size(); s != e.Size() {
		t.Errorf("the plate is %v under a field of %v", s, e.Size())
	}
}

// nobody takes no keys.
type nobody struct{}

func (nobody) TypedKey(*fyne.KeyEvent) {}
func (nobody) KeyDown(*fyne.KeyEvent)  {}
func (nobody) KeyUp(*fyne.KeyEvent)    {}
func (nobody) Heard(*Entry, rune) bool { return true }
func (nobody) Tapped(*Entry)           {}
