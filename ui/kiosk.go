package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// endForm asks for a technician before a kiosk ends. Whatever closes a window leads
// here: its button, Alt+F4, the desktop.
type endForm struct {
	ui    *UI
	root  *fyne.Container
	name  *look.Entry
	pin   *look.Entry
	fault *look.Text
	busy  bool
	over  question // what lay over the screen before
}

// askToEnd lays the question over everything, the lock too, which comes back after it.
func (u *UI) askToEnd() {
	if _, asked := u.gate.(*endForm); asked {
		return
	}
	u.gate = newEndForm(u, "", u.gate)
	u.stack()
}

func newEndForm(u *UI, name string, over question) *endForm {
	l := u.look
	q := &endForm{ui: u, name: look.NewEntry(u), pin: look.NewSecret(u), over: over}
	q.name.SetText(name)
	q.fault = look.NewText("", look.Body, l.Tones[look.Bad].Strong).With(func(t *look.Text) {
		t.Bold, t.Lines, t.Sizes = true, 2, []float32{look.Body, look.Small}
	})
	veil, card, sign := newVeil(l.Brand), l.Card(), l.Icon("lock", l.Primary)
	title := look.NewText(u.words.Say("kiosk.title"), look.Sentence, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Sizes = true, true, []float32{look.Sentence, look.Title}
	})
	why := look.NewText(u.words.Say("kiosk.text"), look.Body, l.Text).With(func(t *look.Text) { t.Lines, t.Sizes = 2, []float32{look.Body, look.Small} })
	nameLabel, pinLabel := look.NewText(u.words.Say("login.name"), look.Body, l.Text), look.NewText(u.words.Say("login.pin"), look.Body, l.Text)
	end := look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("kiosk.end"), "", q.accept).Primary()
	leave := look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", q.leave)
	q.root = container.New(&look.Place{Min: fyne.NewSize(560, 560), Do: func(size fyne.Size) {
		look.At(veil, 0, 0, size.Width, size.Height)
		w, h := float32(560), float32(540)
		x, y := (size.Width-w)/2, (size.Height-h)/2
		look.At(card, x, y, w, h)
		look.At(sign.Shape, x+32, y+30, 40, 40)
		look.At(title, x+88, y+26, w-120, 48)
		look.At(why, x+32, y+86, w-64, 52)
		look.At(nameLabel, x+32, y+150, w-64, 26)
		look.At(q.name, x+32, y+178, w-64, look.Touch)
		look.At(pinLabel, x+32, y+246, w-64, 26)
		look.At(q.pin, x+32, y+274, w-64, look.Touch)
		look.At(q.fault, x+32, y+344, w-64, 52)
		look.At(end, x+32, y+h-look.Touch-28, w-64-172, look.Touch)
		look.At(leave, x+w-32-160, y+h-look.Touch-28, 160, look.Touch)
	}}, veil, card, sign.Shape, title, why, nameLabel, q.name, pinLabel, q.pin, q.fault, end, leave)
	return q
}

func (q *endForm) inputs() []*look.Entry     { return []*look.Entry{q.name, q.pin} }
func (q *endForm) object() fyne.CanvasObject { return q.root }
func (q *endForm) focus() fyne.Focusable     { return q.name }
func (q *endForm) typedRune(rune)            {}
func (q *endForm) again() question           { return newEndForm(q.ui, q.name.Text, q.over) }

func (q *endForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		q.accept()
	case fyne.KeyUp:
		q.ui.focus(q.name)
	case fyne.KeyDown:
		q.ui.focus(q.pin)
	case fyne.KeyEscape:
		q.leave()
	}
	return true
}

// leave puts back what lay there, and the lock where it closed meanwhile.
func (q *endForm) leave() {
	u := q.ui
	u.gate = nil
	if q.over != nil {
		u.gate = q.over.again()
	}
	u.locked(u.view.Lock.On)
	u.stack()
}

func (q *endForm) accept() {
	id, pin := strings.TrimSpace(q.name.Text), q.pin.Text
	switch {
	case q.busy:
		return
	case id == "":
		q.ui.focus(q.name)
		return
	case pin == "":
		q.ui.focus(q.pin)
		return
	}
	q.busy = true
	q.ui.door.run(func(ctx context.Context) func() {
		_, err := q.ui.deps.Vouch(ctx, id, pin, enrol.RoleTechnician)
		return func() { q.answered(err) }
	})
}

func (q *endForm) answered(err error) {
	u := q.ui
	q.busy = false
	q.pin.SetText("")
	if err != nil {
		sentence, do := u.words.Failure(err, u.now())
		q.fault.Set(sentence+" "+do, u.look.Tones[look.Bad].Strong)
		u.focus(q.pin)
		return
	}
	u.deps.Log.Info("a technician ends the kiosk")
	u.end()
}

// ToFront brings the operator's window before all others; from any goroutine.
func (u *UI) ToFront() {
	u.onMain(func() {
		u.window.Show()
		u.window.RequestFocus()
	})
}
