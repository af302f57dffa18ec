package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// loginScreen lets a member of staff in, offline too.
type loginScreen struct {
	ui     *UI
	look   *look.Look
	root   *fyne.Container
	name   *look.Entry
	pin    *look.Entry
	fault  *look.Text
	do     *look.Text
	sign   *look.Icon
	enter  *look.KeyButton
	camera *badge
	link   *badge
	outlet *look.Text
	train  *look.KeyButton
	new    strangePC
	busy   bool
	atPIN  bool // the keyboard begins there
	awaits bool // staff have not come yet
}

// takeUp goes on where another log-in screen was: a second monitor that is found, another
// language or larger letters must not throw away a name that is half typed.
func (s *loginScreen) takeUp(before screen) {
	old, ok := before.(*loginScreen)
	if !ok {
		return
	}
	for from, to := range map[*look.Entry]*look.Entry{old.name: s.name, old.pin: s.pin} {
		to.SetText(from.Text)
		to.CursorColumn = from.CursorColumn
	}
	s.atPIN = s.ui.window.Canvas().Focused() == fyne.Focusable(old.pin)
	if s.busy = old.busy; s.busy {
		s.enter.Set(s.ui.words.Say("key.enter"), s.ui.words.Say("login.busy"), "clock", false, false)
	}
}

func newLoginScreen(u *UI) *loginScreen {
	l := u.look
	s := &loginScreen{ui: u, look: l, name: look.NewEntry(u), pin: look.NewSecret(u), camera: newBadge(l), link: newBadge(l)}
	s.fault = look.NewText("", look.Body, l.Tones[look.Bad].Strong).With(func(t *look.Text) { t.Bold, t.Lines = true, 2 })
	s.do = look.NewText(u.words.Say("login.hint"), look.Small, l.Muted).With(func(t *look.Text) { t.Lines = 2 })
	s.sign = l.Icon("warning", l.Tones[look.Bad].Strong)
	s.sign.Shape.Hide()
	s.outlet = look.NewText("", look.Body, l.OnBrand).With(func(t *look.Text) { t.Lines = 2 })
	s.enter = look.NewKeyButton(l, u.words.Say("key.enter"), u.words.Say("login.enter"), "", s.accept).Primary()
	s.new = newStrangePC(u)
	visible(s.do, !s.new.on) // who can't be let in needs no advice on how
	s.build()
	return s
}

func (s *loginScreen) build() {
	u, l := s.ui, s.look
	back, side := look.Area(l.Ground), look.Area(l.Brand)
	drawing := l.Icon("counter", l.OnBrand)
	brand := look.NewText(u.words.Say("app.name"), look.Display, l.OnBrand).With(func(t *look.Text) { t.Bold = true })
	tag := look.NewText(u.words.Say("app.tagline"), look.Body, l.OnBrand).With(func(t *look.Text) { t.Lines = 2 })
	u.preview.Image.FillMode = canvas.ImageFillContain // whatever the lane made of it
	visible(u.preview.Image, true)
	card := l.Card()
	title := look.NewText(u.words.Say("login.title"), look.Sentence, l.Text).With(func(t *look.Text) { t.Bold = true })
	nameLabel := look.NewText(u.words.Say("login.name"), look.Body, l.Text)
	pinLabel := look.NewText(u.words.Say("login.pin"), look.Body, l.Text)
	lang := look.NewKeyButton(l, "F10", u.words.Say("action.language"), "language", u.switchLanguage)
	swap := "login.training"
	if u.deps.Training != nil {
		swap = "login.counter"
	}
	s.train = look.NewKeyButton(l, "F7", u.words.Say(swap), "person", u.swap)
	visible(s.train, u.deps.Swap != nil)
	set := look.NewKeyButton(l, "F11", u.words.Say("action.settings"), "settings", u.openSettings)
	s.root = container.New(&look.Place{Min: fyne.NewSize(1024, 600), Do: func(size fyne.Size) {
		look.At(back, 0, 0, size.Width, size.Height)
		left := size.Width * 0.42
		look.At(side, 0, 0, left, size.Height)
		// The live picture shows before anybody logs in that the camera works.
		live, art := (left-96)*9/16, min(left-96, size.Height*0.2)
		top := max(24, (size.Height-72-art-live-150)/2)
		look.At(drawing.Shape, 40, top, art, art)
		look.At(brand, 48, top+art+8, left-96, 60)
		look.At(tag, 48, top+art+68, left-96, 52)
		look.At(u.preview.Image, 48, top+art+132, left-96, live)
		look.At(u.preview.Probe, 48, top+art+132, 2, 2)
		look.At(s.outlet, 48, size.Height-72, left-96, 52)
		w, h := float32(480), float32(470)
		x, y := left+(size.Width-left-w)/2, (size.Height-h)/2-10
		look.At(card, x, y, w, h)
		look.At(title, x+32, y+26, w-64, 46)
		look.At(nameLabel, x+32, y+86, w-64, 26)
		look.At(s.name, x+32, y+114, w-64, look.Touch)
		look.At(pinLabel, x+32, y+184, w-64, 26)
		look.At(s.pin, x+32, y+212, w-64, look.Touch)
		low := y + h - look.Touch - 28
		from, wide := s.new.place(x+32, y+330, low, w-64)
		look.At(s.sign.Shape, x+32, y+284, 24, 24)
		look.At(s.fault, x+64, y+282, w-96, 52)
		look.At(s.do, x+32, y+334, w-64, 44)
		look.At(s.enter, from, low, wide, look.Touch)
		look.At(lang, size.Width-look.Gap-lang.Wanted(), 8, lang.Wanted(), look.Touch)
		look.At(set, size.Width-look.Gap-lang.Wanted()-8-set.Wanted(), 8, set.Wanted(), look.Touch)
		look.At(s.train, left+look.Gap, 8, s.train.Wanted(), look.Touch)
		look.At(s.camera.box, left+24, size.Height-52, s.camera.width(), 44)
		look.At(s.link.box, left+32+s.camera.width(), size.Height-52, s.link.width(), 44)
	}}, append([]fyne.CanvasObject{back, side, drawing.Shape, brand, tag, u.preview.Probe, u.preview.Image, s.outlet, card, title, nameLabel,
		s.name, pinLabel, s.pin, s.sign.Shape, s.fault, s.do, s.enter, s.train, lang, set, s.camera.box, s.link.box}, s.new.objects()...)...)
}

func (s *loginScreen) object() fyne.CanvasObject { return s.root }
func (s *loginScreen) focus() fyne.Focusable {
	if s.atPIN {
		return s.pin
	}
	return s.name
}
func (s *loginScreen) typedRune(rune) {}

func (s *loginScreen) show(v lane.View, now time.Time) {
	m := newBarModel(s.ui.words, v, now)
	before := s.camera.width() + s.link.width()
	s.camera.set(m.Camera)
	s.link.set(m.Registry)
	s.outlet.Set(m.Outlet, s.look.OnBrand)
	if awaitsStaff(s.ui, v) != s.awaits {
		s.awaits = !s.awaits
		s.do.Set(s.ui.words.Say(map[bool]string{true: "login.first-sync", false: "login.hint"}[s.awaits]), s.look.Muted)
	}
	if v.Problem == enrol.CodeRevoked && s.fault.Text() == "" { // why the lane was closed on who was here
		sentence, do := s.ui.words.Code(v.Problem, v.ProblemArgs)
		s.fault.Set(sentence, s.look.Tones[look.Bad].Strong)
		s.do.Set(do, s.look.Text)
		visible(s.sign.Shape, true)
	}
	if before != s.camera.width()+s.link.width() {
		s.root.Refresh()
	}
}

// typed: Enter goes from the name to the PIN, and from the PIN to the door.
func (s *loginScreen) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyReturn:
		s.accept()
	case fyne.KeyUp:
		s.ui.focus(s.name)
	case fyne.KeyDown:
		s.ui.focus(s.pin)
	case fyne.KeyF7:
		s.ui.swap()
	case fyne.KeyF8:
		s.ui.openEnrolment()
	default:
		return false
	}
	return true
}

func (s *loginScreen) accept() {
	if s.busy {
		return
	}
	s.busy = true // before the check: its answer may come at once
	answered := func(staff enrol.Staff, pin string, err error) {
		if now, ok := s.ui.screen.(*loginScreen); ok { // it may have been made anew meanwhile
			now.answered(staff, pin, err)
		}
	}
	if !s.ui.identify(s.name, s.pin, s.enter, answered) {
		s.busy = false
	}
}

func (s *loginScreen) answered(staff enrol.Staff, pin string, err error) {
	s.busy = false
	s.pin.SetText("")
	s.enter.Set(s.ui.words.Say("key.enter"), s.ui.words.Say("login.enter"), "", true, true)
	visible(s.sign.Shape, err != nil)
	if err != nil {
		sentence, do := s.ui.words.Failure(err, s.ui.now())
		s.fault.Set(sentence, s.look.Tones[look.Bad].Strong)
		s.do.Set(do, s.look.Text)
		if s.atPIN = true; !s.ui.isCovered() {
			s.ui.focus(s.pin)
		}
		return
	}
	s.ui.admit(staff, pin, func(who enrol.Staff) { s.ui.do(lane.Command{Action: lane.ActionLogIn, Staff: who}) }, func() {})
}

// swap leaves for the training, or comes back from it.
func (u *UI) swap() {
	if u.deps.Swap != nil && u.where == atLogin {
		u.leaveFor()
	}
}

func (u *UI) leaveFor() {
	u.deps.Swap()
	u.end()
}

// trainingIdle is after how long without anybody a training that was gone to from a counter
// ends by itself: nothing is delivered or fetched meanwhile, and whoever began it needed no
// PIN.
const trainingIdle = 15 * time.Minute

// endTraining goes back to the counter when nobody trains any more.
func (u *UI) endTraining(now time.Time) {
	if u.deps.Training == nil || !u.deps.Training.Away || u.deps.Swap == nil {
		return
	}
	if u.touchedAt.IsZero() {
		u.touchedAt = now
	}
	if now.Sub(u.touchedAt).Abs() >= trainingIdle {
		u.touchedAt = now
		u.leaveFor()
	}
}
