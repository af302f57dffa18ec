package ui

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/gerai-ikd/gerai/ui/look"
)

// question has the window until it is answered, and the keyboard is its own.
// The scanner goes on meanwhile, the live picture does not.
type question interface {
	object() fyne.CanvasObject
	focus() fyne.Focusable // what has the keyboard; nil: nothing
	typed(k fyne.KeyName) bool
	typedRune(r rune)
	again() question // the same with what was entered, after language or colours changed
}

// frame is a card in the middle of the window, which it has for itself: what it covers is not painted.
func frame(l *look.Look, size fyne.Size, title, icon string, content fyne.CanvasObject) fyne.CanvasObject {
	card := l.Card()
	head := look.NewText(title, look.Title, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Sizes = true, true, []float32{look.Title, look.Body}
	})
	sign := l.Icon(icon, l.Primary)
	return container.New(&look.Place{Min: size, Do: func(s fyne.Size) {
		w, h := min(size.Width, s.Width-24), min(size.Height, s.Height-24)
		x, y := (s.Width-w)/2, (s.Height-h)/2
		look.At(card, x, y, w, h)
		look.At(sign.Shape, x+24, y+22, 32, 32)
		look.At(head, x+70, y+18, w-94, 40)
		look.At(content, x+24, y+72, w-48, h-72-20)
	}}, card, sign.Shape, head, content)
}

// veil is the ground of the lock and of what is asked before work begins. It swallows taps.
type veil struct {
	widget.BaseWidget
	shade fyne.CanvasObject
}

var _ desktop.Hoverable = (*veil)(nil)

func newVeil(c color.NRGBA) *veil {
	v := &veil{shade: look.Area(c)}
	v.ExtendBaseWidget(v)
	return v
}

// newCatcher is a veil without a colour: what shows beside a question is not to be tapped.
func newCatcher() *veil {
	v := &veil{shade: container.NewWithoutLayout()}
	v.ExtendBaseWidget(v)
	return v
}

// CreateRenderer implements fyne.Widget.
func (v *veil) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(v.shade) }

// Tapped implements fyne.Tappable.
func (v *veil) Tapped(*fyne.PointEvent) {}

// MouseIn implements desktop.Hoverable.
func (v *veil) MouseIn(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (v *veil) MouseOut() {}

// MouseMoved implements desktop.Hoverable.
func (v *veil) MouseMoved(*desktop.MouseEvent) {}
