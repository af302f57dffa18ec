package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// lockScreen hides everything until somebody proves who she is. What lies under it
// stays as it is, half-typed forms included.
type lockScreen struct {
	ui    *UI
	root  *fyne.Container
	name  *look.Entry
	pin   *look.Entry
	fault *look.Text
	do    *look.Text
	enter *look.KeyButton
	busy  bool
}

func newLockScreen(u *UI, name string) *lockScreen {
	l := u.look
	s := &lockScreen{ui: u, name: look.NewEntry(u), pin: look.NewSecret(u)}
	s.name.SetText(name)
	s.fault = look.NewText("", look.Body, l.Tones[look.Bad].Strong).With(func(t *look.Text) {
		t.Bold, t.Lines, t.Sizes = true, 2, []float32{look.Body, look.Small}
	})
	s.do = look.NewText(u.words.Say("lock.other"), look.Small, l.Muted).With(func(t *look.Text) { t.Lines = 2 })
	s.enter = look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("action.unlock"), "", s.accept).Primary()
	s.build()
	return s
}

func (s *lockScreen) build() {
	u, l := s.ui, s.ui.look
	veil, card := newVeil(l.Brand), l.Card()
	sign := l.Icon("lock", l.Primary)
	title := look.NewText(u.words.Say("lock.title"), look.Sentence, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Sizes = true, true, []float32{look.Sentence, look.Title}
	})
	whose := look.NewText(u.words.Say("lock.text", "name", nameOf(u.view.Staff)), look.Body, l.Text).With(func(t *look.Text) {
		t.Lines, t.Sizes = 2, []float32{look.Body, look.Small}
	})
	nameLabel := look.NewText(u.words.Say("login.name"), look.Body, l.Text)
	pinLabel := look.NewText(u.words.Say("login.pin"), look.Body, l.Text)
	s.root = container.New(&look.Place{Min: fyne.NewSize(560, 560), Do: func(size fyne.Size) {
		look.At(veil, 0, 0, size.Width, size.Height)
		w, h := float32(560), float32(560)
		x, y := (size.Width-w)/2, (size.Height-h)/2
		look.At(card, x, y, w, h)
		look.At(sign.Shape, x+32, y+30, 40, 40)
		look.At(title, x+88, y+26, w-120, 48)
		look.At(whose, x+32, y+86, w-64, 52)
		look.At(nameLabel, x+32, y+150, w-64, 26)
		look.At(s.name, x+32, y+178, w-64, look.Touch)
		look.At(pinLabel, x+32, y+246, w-64, 26)
		look.At(s.pin, x+32, y+274, w-64, look.Touch)
		look.At(s.fault, x+32, y+344, w-64, 52)
		look.At(s.do, x+32, y+400, w-64, 46)
		look.At(s.enter, x+32, y+h-look.Touch-28, w-64, look.Touch)
	}}, veil, card, sign.Shape, title, whose, nameLabel, s.name, pinLabel, s.pin, s.fault, s.do, s.enter)
}

func (s *lockScreen) inputs() []*look.Entry     { return []*look.Entry{s.name, s.pin} }
func (s *lockScreen) object() fyne.CanvasObject { return s.root }
func (s *lockScreen) focus() fyne.Focusable     { return s.pin }
func (s *lockScreen) typedRune(rune)            {}
func (s *lockScreen) again() question           { return newLockScreen(s.ui, s.name.Text) }

func (s *lockScreen) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		s.accept()
	case fyne.KeyUp:
		s.ui.focus(s.name)
	case fyne.KeyDown:
		s.ui.focus(s.pin)
	}
	return true
}

func (s *lockScreen) accept() {
	if s.busy {
		return
	}
	s.busy = true // before the check: its answer may come at once
	if !s.ui.identify(s.name, s.pin, s.enter, s.answered) {
		s.busy = false
	}
}

func (s *lockScreen) answered(staff enrol.Staff, pin string, err error) {
	u := s.ui
	s.busy = false
	s.pin.SetText("")
	s.enter.Set(u.words.Say("key.enter"), u.words.Say("action.unlock"), "", true, true)
	if err != nil {
		sentence, do := u.words.Failure(err, u.now())
		s.fault.Set(sentence, u.look.Tones[look.Bad].Strong)
		s.do.Set(do, u.look.Text)
		u.focus(s.pin)
		return
	}
	shut := func() { u.locked(u.view.Lock.On) } // the lane opens it, nobody else
	u.admit(staff, pin, func(who enrol.Staff) {
		shut()
		u.do(lane.Command{Action: lane.ActionUnlock, Staff: who})
	}, shut)
}

// stayAwake shows, in the last minute before the lock, how to put it off.
type stayAwake struct {
	box  *fyne.Container
	text *look.Text
}

func newStayAwake(u *UI) *stayAwake {
	l := u.look
	back, sign := look.NewPlate(l.Tones[look.Warn].Soft, look.Radius).Edged(l.Tones[look.Warn].Strong, 2), l.Icon("lock", l.Tones[look.Warn].Strong)
	a := &stayAwake{text: look.NewText("", look.Sentence, l.Text)}
	a.text.Bold, a.text.Middle, a.text.Lines, a.text.Sizes = true, true, 2, []float32{look.Sentence, look.Title, look.Body}
	stay := look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("lock.stay"), "", u.stay).Primary()
	a.box = container.New(&look.Place{Do: func(s fyne.Size) {
		// Over sentence and keys: what Enter means now stands there alone.
		w, h := s.Width-2*look.Gap, stripHeight(l, s)+look.Gap+look.Touch+8
		x, y := float32(look.Gap), s.Height-h-look.Gap
		look.At(back.Shape, x, y, w, h)
		look.At(sign.Shape, x+24, y+(h-56)/2, 56, 56)
		look.At(a.text, x+104, y, w-104-340, h)
		look.At(stay, x+w-324, y+(h-80)/2, 300, 80)
	}}, back.Shape, sign.Shape, a.text, stay)
	a.box.Hide()
	return a
}

func (a *stayAwake) show(u *UI, left time.Duration) {
	if visible(a.box, left > 0); left <= 0 {
		return
	}
	a.text.Set(u.words.Say("lock.warning", "left", u.words.Span(left.Truncate(time.Second)+time.Second)), u.look.Text)
}

// holdsPIN is a question with a PIN in it: of somebody who stands beside, mostly. A lock takes it
// away, lest whoever comes back gives that person's leave with Enter alone.
type holdsPIN interface{ dropPIN() }

// locked lays the lock over everything, or takes it away.
func (u *UI) locked(on bool) {
	switch {
	case on && u.gate == nil:
		if q, ok := u.question.(holdsPIN); ok {
			q.dropPIN()
		}
		u.gate = newLockScreen(u, u.view.Staff.ID)
	case !on && isLock(u.gate):
		u.gate = nil
	default:
		return
	}
	u.stack()
}

func isLock(q question) bool {
	_, ok := q.(*lockScreen)
	return ok
}

// stay puts the lock off.
func (u *UI) stay() {
	u.active = time.Time{}
	u.touched()
	u.awake.show(u, 0)
}

// activeEvery bounds how often the lane is told that somebody is there.
const activeEvery = 2 * time.Second

// touched tells the lane that somebody is there: a key, a tap, the pointer.
func (u *UI) touched() {
	u.unfoldAll()
	now := u.now()
	u.touchedAt = now
	if u.where == atLogin || u.gate != nil || now.Sub(u.active).Abs() < activeEvery {
		return
	}
	u.active = now
	u.do(lane.Command{Action: lane.ActionActive})
}
