package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
)

// pad is a number pad on the screen, for fields that take digits: it comes with a tap on
// such a field, or with Page Down, and goes with the field.
type pad struct {
	ui   *UI
	box  *fyne.Container
	last *look.Entry // the field that it is for: a tap on a button takes the keyboard away from it
	keys []*look.KeyButton
}

// padKeys are the pad's rows; "⌫" takes a digit back.
var padKeys = []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "⌫", "0", ""}

func newPad(u *UI) *pad {
	p := &pad{ui: u}
	l := u.look
	// A band rather than a plate: nothing may shine through over a card's edge.
	back := look.NewSheet(l.Ground, look.Radius).Edged(l.Border, 2).Shape
	objects := []fyne.CanvasObject{back}
	for _, label := range padKeys {
		key := ""
		if label == "" {
			key = u.words.Say("key.enter")
		}
		b := look.NewKeyButton(l, key, label, "", func() { p.press(label) }).Large()
		p.keys = append(p.keys, b)
		objects = append(objects, b)
	}
	p.box = container.New(&look.Place{Do: func(s fyne.Size) {
		const side, gap = 68, 8
		w, h := float32(3*side+4*gap), float32(4*side+5*gap)
		x, y := s.Width-w-6, (s.Height-h)/2
		look.At(back, x, y, w, h)
		for i, b := range p.keys {
			look.At(b, x+gap+float32(i%3)*(side+gap), y+gap+float32(i/3)*(side+gap), side, side)
		}
	}}, objects...)
	p.box.Hide()
	return p
}

// field is the one that has the keyboard, or had it before a tap, if it takes digits.
func (p *pad) field() *look.Entry {
	if e, ok := p.ui.window.Canvas().Focused().(*look.Entry); ok {
		p.last = nil
		if e.Digits {
			p.last = e
		}
	}
	return p.last
}

// leave takes the pad away: what lay on the screen is another now.
func (p *pad) leave() {
	p.last = nil
	p.box.Hide()
}

// press does what the key on a keyboard would.
func (p *pad) press(label string) {
	e := p.field()
	if e == nil {
		p.box.Hide()
		return
	}
	p.ui.touched()
	p.ui.focus(e)
	switch label {
	case "":
		k := &fyne.KeyEvent{Name: fyne.KeyReturn}
		p.ui.TypedKey(k)
		p.ui.KeyUp(k)
	case "⌫":
		e.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	default:
		e.TypedRune(rune(label[0]))
	}
	p.follow()
}

// follow hides the pad where no field is left that takes digits.
func (p *pad) follow() {
	visible(p.box, p.box.Visible() && p.field() != nil)
}

// Tapped implements look.Keys: a finger on a field brings the pad, or takes it away.
func (u *UI) Tapped(e *look.Entry) {
	u.touched()
	u.pad.last = nil
	if e.Digits {
		u.pad.last = e
	}
	visible(u.pad.box, e.Digits)
}

// togglePad is the pad's key.
func (u *UI) togglePad() bool {
	if u.pad.field() == nil {
		return false
	}
	visible(u.pad.box, !u.pad.box.Visible())
	return true
}
