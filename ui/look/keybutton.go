package look

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// KeyButton is a button that shows the key which does the same. It never takes the
// keyboard's focus, so that the keys keep working after a touch or a click.
type KeyButton struct {
	widget.BaseWidget
	OnTapped func()

	look    *Look
	key     string
	label   string
	icon    string
	enabled bool
	primary bool
	hovered bool

	back   *Plate
	cap    *Plate
	capTxt *canvas.Text
	text   *Text
	image  *Icon
}

// What the toolkit asks of something to press.
var (
	_ fyne.Tappable     = (*KeyButton)(nil)
	_ desktop.Hoverable = (*KeyButton)(nil)
)

// NewKeyButton makes a button. The icon may be "".
func NewKeyButton(l *Look, key, label, icon string, onTapped func()) *KeyButton {
	b := &KeyButton{OnTapped: onTapped, look: l, key: key, label: label, icon: icon, enabled: true}
	b.back = NewPlate(l.Surface, Radius)
	b.cap = NewPlate(l.Sunken, 5)
	b.capTxt = canvas.NewText(key, l.Text)
	b.capTxt.TextSize, b.capTxt.TextStyle = Caption, fyne.TextStyle{Bold: true}
	b.capTxt.Alignment = fyne.TextAlignCenter
	b.text = NewText(label, Body, l.Text).With(func(t *Text) {
		t.Middle, t.Sizes, t.Lines, t.Growth = true, []float32{Body, Small, Small, Caption}, 2, 1.35
	})
	b.image = l.Icon(icon, l.Text)
	b.ExtendBaseWidget(b)
	b.paint()
	return b
}

// Set changes what the button shows, and repaints only if that is a change.
func (b *KeyButton) Set(key, label, icon string, enabled, primary bool) {
	if b.key == key && b.label == label && b.icon == icon && b.enabled == enabled && b.primary == primary {
		return
	}
	b.key, b.label, b.icon, b.enabled, b.primary = key, label, icon, enabled, primary
	b.Refresh()
}

// Primary makes it the obvious next thing.
func (b *KeyButton) Primary() *KeyButton {
	b.primary = true
	b.paint()
	return b
}

// Compact sets the words in small type, for places with little room.
func (b *KeyButton) Compact() *KeyButton {
	b.text.Sizes = []float32{Small, Caption}
	return b
}

// Large sets the words in large type, for a few characters that a finger has to find.
func (b *KeyButton) Large() *KeyButton {
	b.text.Sizes, b.text.Align = []float32{Title, Body}, fyne.TextAlignCenter
	return b
}

// Enabled tells whether pressing does anything.
func (b *KeyButton) Enabled() bool { return b.enabled }

// Lit tells whether it is the obvious one of its row, or the one that is chosen.
func (b *KeyButton) Lit() bool { return b.primary }

// Key answers the key that is printed on it; "" where it has none.
func (b *KeyButton) Key() string { return b.key }

// Label answers the words on it.
func (b *KeyButton) Label() string { return b.label }

// Tapped implements fyne.Tappable.
func (b *KeyButton) Tapped(*fyne.PointEvent) {
	if b.enabled && b.OnTapped != nil {
		b.OnTapped()
	}
}

// MouseIn implements desktop.Hoverable.
func (b *KeyButton) MouseIn(*desktop.MouseEvent) { b.hovered = true; b.Refresh() }

// MouseOut implements desktop.Hoverable.
func (b *KeyButton) MouseOut() { b.hovered = false; b.Refresh() }

// MouseMoved implements desktop.Hoverable.
func (b *KeyButton) MouseMoved(*desktop.MouseEvent) {}

// Wanted is the width at which everything fits on one line.
func (b *KeyButton) Wanted() float32 {
	w := b.text.Width() + 2*edge
	if b.label == "" {
		w -= 8
	}
	if b.key != "" {
		w += b.capWidth() + 8
	}
	if b.icon != "" {
		w += 20 + 8
	}
	return w
}

// WantedAt is the width at which everything fits with words that grow as far as they may,
// k times at most.
func (b *KeyButton) WantedAt(k float32) float32 {
	return b.Wanted() + (max(1, min(k, b.text.Growth))-1)*b.text.Width()
}

// edge is the space left of the first thing on a button, and right of the last.
const edge = 10

func (b *KeyButton) capWidth() float32 {
	return max(28, fyne.MeasureText(b.key, Caption, fyne.TextStyle{Bold: true}).Width+12)
}

// paint chooses the colours of the present state.
func (b *KeyButton) paint() {
	l := b.look
	back, border, ink, cap, capInk := l.Surface, l.Border, l.Text, l.Sunken, l.Text
	switch {
	case !b.enabled:
		back, border, ink, cap, capInk = l.Ground, l.Line, l.Dim, l.Ground, l.Dim
	case b.primary:
		back, border, ink, cap, capInk = l.Primary, l.Primary, l.OnPrimary, l.OnPrimary, l.Primary
		if b.hovered {
			back, border = l.Hover, l.Hover
		}
	case b.hovered:
		back = l.Sunken
	}
	b.back.Set(back, border, 1.5)
	b.cap.Set(cap, border, 1)
	b.capTxt.Text, b.capTxt.Color = b.key, capInk
	b.cap.Shape.Hidden, b.capTxt.Hidden, b.image.Shape.Hidden = b.key == "", b.key == "", b.icon == ""
	b.image.Set(b.icon, ink)
	b.text.Set(b.label, ink)
	b.text.Bold = b.primary
}

// CreateRenderer implements fyne.Widget.
func (b *KeyButton) CreateRenderer() fyne.WidgetRenderer { return &keyButtonRenderer{b} }

type keyButtonRenderer struct{ b *KeyButton }

func (r *keyButtonRenderer) Destroy()           {}
func (r *keyButtonRenderer) MinSize() fyne.Size { return fyne.NewSize(48, 40) }
func (r *keyButtonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.b.back.Shape, r.b.cap.Shape, r.b.capTxt, r.b.image.Shape, r.b.text}
}

func (r *keyButtonRenderer) Refresh() {
	r.b.paint()
	r.Layout(r.b.Size())
	r.b.capTxt.Refresh()
	r.b.text.Refresh()
	canvas.Refresh(r.b)
}

func (r *keyButtonRenderer) Layout(size fyne.Size) {
	b := r.b
	At(b.back.Shape, 0, 0, size.Width, size.Height)
	x := float32(edge)
	if b.primary { // what is to be pressed stands in the middle
		x = max(x, (size.Width-b.Wanted())/2)
	}
	if b.key != "" {
		w := b.capWidth()
		At(b.cap.Shape, x, (size.Height-24)/2, w, 24)
		At(b.capTxt, x, (size.Height-24)/2+2, w, 20)
		x += w + 8
	}
	if b.icon != "" {
		At(b.image.Shape, x, (size.Height-20)/2, 20, 20)
		x += 20 + 8
	}
	At(b.text, x, 0, size.Width-x-6, size.Height)
}
