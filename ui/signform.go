package ui

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
)

// signForm lets a supervisor sign by name and PIN, without logging anybody out.
type signForm struct {
	ui    *UI
	root  fyne.CanvasObject
	shift *shiftScreen
	name  *look.Entry
	pin   *look.Entry
	fault *look.Text
	busy  bool
}

func newSignForm(u *UI, shift *shiftScreen, name string) question {
	q := &signForm{ui: u, shift: shift, name: look.NewEntry(u), pin: look.NewSecret(u)}
	l := u.look
	q.name.SetText(name)
	q.fault = look.NewText("", look.Small, l.Tones[look.Bad].Strong).With(func(t *look.Text) { t.Lines, t.Sizes = 2, []float32{look.Small, look.Caption} })
	who := look.NewText(u.words.Say("sign.name"), look.Body, l.Text)
	pin := look.NewText(u.words.Say("login.pin"), look.Body, l.Text)
	ok := look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("sign.yes"), "", q.accept).Primary()
	back := look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", u.answer)
	body := container.New(&look.Place{Min: fyne.NewSize(100, 100), Do: func(s fyne.Size) {
		look.At(who, 0, 0, s.Width, 26)
		look.At(q.name, 0, 28, s.Width, look.Touch)
		look.At(pin, 0, 94, s.Width, 26)
		look.At(q.pin, 0, 122, s.Width, look.Touch)
		look.At(q.fault, 0, 184, s.Width, 44)
		look.At(ok, 0, s.Height-look.Touch, s.Width-172, look.Touch)
		look.At(back, s.Width-160, s.Height-look.Touch, 160, look.Touch)
	}}, who, q.name, pin, q.pin, q.fault, ok, back)
	q.root = frame(l, fyne.NewSize(620, 400), u.words.Say("sign.title"), "person", body)
	return q
}

func (q *signForm) accept() {
	id, pin := strings.TrimSpace(q.name.Text), q.pin.Text
	switch {
	case q.busy:
	case id == "":
		q.ui.focus(q.name)
	case pin == "":
		q.ui.focus(q.pin)
	default:
		q.busy = true
		q.pin.SetText("")
		q.shift.sign(id, pin, q.refused)
	}
}

// refused says why, on the form that stands by now.
func (q *signForm) refused(sentence string) {
	if stands, ok := q.ui.question.(*signForm); ok {
		q = stands
	}
	q.busy = false
	q.fault.Set(sentence, q.fault.Colour)
	q.ui.focus(q.pin)
}

func (q *signForm) dropPIN() { q.pin.SetText("") }

func (q *signForm) inputs() []*look.Entry     { return []*look.Entry{q.name, q.pin} }
func (q *signForm) object() fyne.CanvasObject { return q.root }

func (q *signForm) focus() fyne.Focusable {
	if q.name.Text != "" {
		return q.pin
	}
	return q.name
}

func (q *signForm) typedRune(rune) {}

// again is of the screen that stands now: its language and colours have changed too.
func (q *signForm) again() question {
	shift, ok := q.ui.screen.(*shiftScreen)
	if !ok {
		shift = q.shift
	}
	n := newSignForm(q.ui, shift, q.name.Text).(*signForm)
	n.busy = q.busy // one signature is enough
	return n
}

func (q *signForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		q.accept()
	case fyne.KeyEscape:
		q.ui.answer()
	case fyne.KeyUp:
		q.ui.focus(q.name)
	case fyne.KeyDown:
		q.ui.focus(q.pin)
	}
	return true
}
