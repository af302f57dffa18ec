package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
)

// pinForm lets staff choose a PIN of their own, twice, before anything else: the one
// that they came with was handed over by somebody who knows it.
type pinForm struct {
	ui    *UI
	root  *fyne.Container
	pins  [2]*look.Entry
	fault *look.Text
	left  *look.Text // how long the form stays, shortly before it goes
	enter *look.KeyButton
	busy  bool
	pinChange
}

// pinChange is what the form is for, however often it is drawn.
type pinChange struct {
	staff enrol.Staff
	old   string
	done  func(enrol.Staff)
	leave func()
}

// admit lets staff in who logged in, after the choice of a PIN where one is due; leave
// is for those who will not.
func (u *UI) admit(staff enrol.Staff, pin string, in func(enrol.Staff), leave func()) {
	if !staff.MustSet || u.deps.SetPIN == nil {
		in(staff)
		return
	}
	u.touchedAt = u.now() // the check took its time
	u.gate = newPINForm(u, pinChange{staff, pin, in, leave})
	u.stack()
}

func newPINForm(u *UI, c pinChange) *pinForm {
	l := u.look
	q := &pinForm{ui: u, pinChange: c}
	q.fault = look.NewText("", look.Body, l.Tones[look.Bad].Strong).With(func(t *look.Text) {
		t.Bold, t.Lines, t.Sizes = true, 2, []float32{look.Body, look.Small}
	})
	q.left = look.NewText("", look.Body, l.Tones[look.Warn].Strong).With(func(t *look.Text) {
		t.Bold, t.Lines, t.Sizes = true, 2, []float32{look.Body, look.Small}
	})
	for i := range q.pins {
		q.pins[i] = look.NewSecret(u)
	}
	q.enter = look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("action.save"), "", q.accept).Primary()
	q.build()
	return q
}

func (q *pinForm) build() {
	u, l := q.ui, q.ui.look
	veil, card, sign := newVeil(l.Brand), l.Card(), l.Icon("lock", l.Primary)
	text := func(key string, size float32, lines int) *look.Text {
		return look.NewText(u.words.Say(key, "name", nameOf(q.staff)), size, l.Text).With(func(t *look.Text) {
			t.Lines, t.Sizes = lines, []float32{size, look.Body, look.Small}
		})
	}
	title, why := text("pin.title", look.Sentence, 1), text("pin.text", look.Body, 3)
	title.Bold, title.Middle = true, true
	first, second := text("pin.first", look.Body, 1), text("pin.second", look.Body, 1)
	leave := look.NewKeyButton(l, "Esc", u.words.Say("action.back"), "back", q.back)
	q.root = container.New(&look.Place{Min: fyne.NewSize(560, 560), Do: func(size fyne.Size) {
		look.At(veil, 0, 0, size.Width, size.Height)
		w, h := float32(560), float32(580)
		x, y := (size.Width-w)/2, (size.Height-h)/2
		look.At(card, x, y, w, h)
		look.At(sign.Shape, x+32, y+30, 40, 40)
		look.At(title, x+88, y+26, w-120, 48)
		look.At(why, x+32, y+86, w-64, 78)
		look.At(first, x+32, y+176, w-64, 26)
		look.At(q.pins[0], x+32, y+204, w-64, look.Touch)
		look.At(second, x+32, y+272, w-64, 26)
		look.At(q.pins[1], x+32, y+300, w-64, look.Touch)
		look.At(q.fault, x+32, y+370, w-64, 52)
		look.At(q.left, x+32, y+426, w-64, 52)
		look.At(q.enter, x+32, y+h-look.Touch-28, w-64-172, look.Touch)
		look.At(leave, x+w-32-160, y+h-look.Touch-28, 160, look.Touch)
	}}, veil, card, sign.Shape, title, why, first, q.pins[0], second, q.pins[1], q.fault, q.left, q.enter, leave)
}

func (q *pinForm) inputs() []*look.Entry     { return q.pins[:] }
func (q *pinForm) object() fyne.CanvasObject { return q.root }
func (q *pinForm) focus() fyne.Focusable     { return q.pins[0] }
func (q *pinForm) typedRune(rune)            {}

func (q *pinForm) again() question {
	n := newPINForm(q.ui, q.pinChange)
	for i, p := range q.pins {
		n.pins[i].SetText(p.Text)
	}
	return n
}

func (q *pinForm) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		q.accept()
	case fyne.KeyUp:
		q.ui.focus(q.pins[0])
	case fyne.KeyDown:
		q.ui.focus(q.pins[1])
	case fyne.KeyEscape:
		q.back()
	}
	return true
}

func (q *pinForm) back() {
	q.ui.gate = nil
	q.leave()
	q.ui.stack()
}

// untoldIdle is how long the form stays before the lane has said after how long a window locks.
const untoldIdle = 15 * time.Minute

// watch closes the form behind somebody who walked away: before log-in no lock does, and whoever
// comes by would choose the PIN and be let in as her. A change under way is waited for.
func (q *pinForm) watch(now time.Time) {
	after := q.ui.view.LockAfter
	if after <= 0 {
		after = untoldIdle
	}
	left := after - now.Sub(q.ui.touchedAt).Abs()
	switch {
	case q.busy:
	case left <= 0:
		q.old = ""
		for _, p := range q.pins {
			p.SetText("")
		}
		q.back()
		q.ui.say(look.Info, q.ui.words.Say("pin.closed"))
	case left <= min(time.Minute, after/2):
		q.left.Set(q.ui.words.Say("pin.closing", "left", q.ui.words.Span(left.Truncate(time.Second)+time.Second)), q.left.Colour)
	default:
		q.left.Set("", q.left.Colour)
	}
}

// accept goes from the first to the second field, and from there to the change.
func (q *pinForm) accept() {
	first, second := q.pins[0].Text, q.pins[1].Text
	err := enrol.CheckPIN(first, q.old)
	switch {
	case q.busy:
	case err != nil:
		q.refuse(0, "pin."+detailsOf(err)["why"])
	case second == "":
		q.fault.Set("", q.fault.Colour)
		q.ui.focus(q.pins[1])
	case first != second:
		q.refuse(1, "pin.differ")
	default:
		q.change(first)
	}
}

func (q *pinForm) refuse(field int, key string) {
	q.pins[field].SetText("")
	q.fault.Set(q.ui.words.Say(key), q.ui.look.Tones[look.Bad].Strong)
	q.ui.focus(q.pins[field])
}

func (q *pinForm) change(pin string) {
	u := q.ui
	q.busy = true
	q.enter.Set(u.words.Say("key.enter"), u.words.Say("login.busy"), "clock", false, false)
	u.door.run(func(ctx context.Context) func() {
		staff, err := u.deps.SetPIN(ctx, q.staff.ID, q.old, pin)
		return func() {
			q.busy = false
			if err != nil {
				q.enter.Set(u.words.Say("key.enter"), u.words.Say("action.save"), "", true, true)
				sentence, _ := u.words.Failure(err, u.now())
				q.fault.Set(sentence, u.look.Tones[look.Bad].Strong)
				return
			}
			u.gate = nil
			u.stack()
			q.done(staff)
		}
	})
}
