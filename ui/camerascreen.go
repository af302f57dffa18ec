package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// cameraScreen sets the cameras up: the live picture with plain advice, and rows to turn.
type cameraScreen struct {
	ui      *UI
	words   *words.Words
	look    *look.Look
	root    *fyne.Container
	bar     *statusBar
	picture *picture
	card    fyne.CanvasObject // under the rows
	rows    *cameraRowsPanel
	under   fyne.CanvasObject // under the advice
	figures *look.Text
	advice  [maxAdvice]*look.Text
	signs   [maxAdvice]*look.Icon
	note    *look.Text
	buttons []*look.KeyButton

	setup   CameraSetup
	known   bool // setup is there
	busy    bool // a change is under way
	testing bool
	tested  time.Time
	test    CameraTest
}

// testEvery is how often the picture is judged: advice that changes faster can't be read.
const testEvery = 900 * time.Millisecond

func newCameraScreen(u *UI) *cameraScreen {
	l, w := u.look, u.words
	s := &cameraScreen{ui: u, words: w, look: l, card: l.Card(), under: l.Card()}
	s.bar = newStatusBar(l, w, u.barActions())
	s.picture = newPicture(l, u.preview, false)
	s.rows = newCameraRowsPanel(l, w)
	s.figures = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) { t.Middle, t.Sizes = true, []float32{look.Small, look.Caption} })
	s.note = look.NewText(w.Say("camera.remembered"), look.Small, l.Muted).With(func(t *look.Text) { t.Lines = 2 })
	for i := range s.advice {
		s.advice[i] = look.NewText("", look.Body, l.Text).With(func(t *look.Text) {
			t.Middle, t.Lines, t.Sizes = true, 2, []float32{look.Small, look.Caption}
		})
		s.signs[i] = l.Icon("info", l.Muted)
	}
	key := func(key, label, icon string, do func()) {
		s.buttons = append(s.buttons, look.NewKeyButton(l, key, label, icon, do))
	}
	key("↑↓", w.Say("camera.choose"), "", func() { s.rows.move(1) })
	key("←", w.Say("camera.back"), "", func() { s.turn(-1) })
	key("→", w.Say("camera.on"), "", func() { s.turn(1) })
	key("F2", w.Say("camera.address"), "type", s.askAddress)
	key("Home", w.Say("camera.other"), "camera", s.other)
	key("End", w.Say("action.lane"), "back", u.openCameras)
	s.build()
	s.show(u.view, u.now())
	s.load(false)
	return s
}

func (s *cameraScreen) build() {
	title := look.NewText(s.words.Say("camera.title"), look.Sentence, s.look.Text).With(func(t *look.Text) { t.Bold, t.Middle = true, true })
	objects := []fyne.CanvasObject{s.bar.box, title, s.picture.box, s.card, s.rows.box, s.under, s.figures, s.note}
	for i := range s.advice {
		objects = append(objects, s.signs[i].Shape, s.advice[i])
	}
	for _, b := range s.buttons {
		objects = append(objects, b)
	}
	s.root = container.New(&look.Place{Min: fyne.NewSize(1024, 600), Do: func(size fyne.Size) {
		look.At(s.bar.box, 0, 0, size.Width, barHeight)
		s.place(size)
		look.At(title, look.Gap+4, barHeight+6, size.Width*0.5, 44)
	}}, objects...)
}

// place keeps the picture as large as the advice under it and the rows beside it allow.
func (s *cameraScreen) place(size fyne.Size) {
	const gap, keys, test = look.Gap, float32(look.Touch + 8), float32(176)
	top := float32(barHeight + 56)
	foot := size.Height - keys - gap
	side := max(480, min(680, size.Width*0.42))
	wide := size.Width - side - 3*gap
	high := min(foot-top-test-2*gap, wide*9/16)
	wide = min(wide, high*16/9)
	side = size.Width - wide - 3*gap
	x := 2*gap + wide
	look.At(s.picture.box, gap, top, wide, high)
	look.At(s.card, x, top, side, foot-gap-top)
	look.At(s.rows.box, x+8, top+10, side-16, float32(cameraRows)*s.rows.high)
	look.At(s.note, x+look.Inset, foot-gap-62, side-2*look.Inset, 48)
	y := top + high + gap
	rest := foot - gap - y
	look.At(s.under, gap, y, wide, rest)
	look.At(s.figures, gap+look.Inset, y+6, wide-2*look.Inset, 26)
	line := (rest - 38) / maxAdvice
	for i := range s.advice {
		at := y + 34 + float32(i)*line
		look.At(s.signs[i].Shape, gap+look.Inset, at+(line-20)/2, 20, 20)
		look.At(s.advice[i], gap+look.Inset+30, at, wide-2*look.Inset-30, line)
	}
	w := (size.Width - 2*gap - float32(len(s.buttons)-1)*8) / float32(len(s.buttons))
	for i, b := range s.buttons {
		look.At(b, gap+float32(i)*(w+8), size.Height-keys-gap+4, w, keys)
	}
}

func (s *cameraScreen) object() fyne.CanvasObject { return s.root }
func (s *cameraScreen) focus() fyne.Focusable     { return nil }
func (s *cameraScreen) typedRune(rune)            {}

// show follows the lane's snapshot; now and then the picture is judged anew.
func (s *cameraScreen) show(v lane.View, now time.Time) {
	s.bar.show(newBarModel(s.words, v, now))
	s.picture.show(s.overlay(v))
	if s.known && !s.testing && now.Sub(s.tested).Abs() >= testEvery {
		s.judge()
	}
}

// overlay draws where a face should be, or a card, over the picture.
func (s *cameraScreen) overlay(v lane.View) overlayModel {
	m := overlayOf(s.words, lane.View{Camera: v.Camera, FrameW: v.Camera.Width, FrameH: v.Camera.Height})
	m.Guide = guideFace
	if s.setup.Second && !s.setup.none() {
		m.Guide = guideCard
	}
	return m
}

// judge asks for a test of the picture of now.
func (s *cameraScreen) judge() {
	s.testing = true
	s.ui.jobs.run(func(ctx context.Context) func() {
		t := s.ui.deps.Cameras.Test(ctx)
		return func() {
			s.testing, s.tested, s.test = false, s.ui.now(), t
			s.tell()
		}
	})
}

// tell shows setup and test.
func (s *cameraScreen) tell() {
	s.rows.show(s.setup)
	s.figures.Set(testFigures(s.words, s.test), s.look.Muted)
	advice := adviceOf(s.words, s.setup, s.test)
	for i := range s.advice {
		visible(s.signs[i].Shape, i < len(advice))
		if i >= len(advice) {
			s.advice[i].Set("", s.look.Text)
			continue
		}
		a := advice[i]
		s.signs[i].Set(a.Icon, s.look.Tones[a.Tone].Strong)
		s.advice[i].Set(a.Text, s.look.Text)
	}
	text := "camera.remembered"
	if s.setup.Fixed {
		text = "camera.fixed"
	}
	s.note.Set(s.words.Say(text), s.look.Muted)
}

// load shows the first camera or the second.
func (s *cameraScreen) load(second bool) {
	s.ask(func(ctx context.Context) (CameraSetup, error) { return s.ui.deps.Cameras.Show(ctx, second) })
}

// change uses another setup.
func (s *cameraScreen) change(to CameraSetup) {
	s.ask(func(ctx context.Context) (CameraSetup, error) { return s.ui.deps.Cameras.Change(ctx, to) })
}

func (s *cameraScreen) ask(job func(context.Context) (CameraSetup, error)) {
	s.busy = true
	s.ui.jobs.run(func(ctx context.Context) func() {
		setup, err := job(ctx)
		return func() {
			s.busy = false
			if err != nil {
				sentence, do := s.words.Failure(err, s.ui.now())
				s.ui.say(look.Bad, sentence+" "+do)
				return
			}
			if s.ui.where != atCamera { // the picture is another screen's by now
				return
			}
			s.setup, s.known, s.test = setup, true, CameraTest{}
			s.tested = s.ui.now() // what comes now is still the picture of before
			s.tell()
			s.picture.show(s.overlay(s.ui.view))
		}
	})
}

// turn changes the row that is chosen. One change at a time: a driver may need a second.
func (s *cameraScreen) turn(step int) {
	if s.busy || !s.known {
		return
	}
	to, ok := s.setup.changed(s.rows.at, step)
	switch {
	case !ok:
	case s.rows.at == rowCamera:
		s.load(to.Second)
	default:
		s.change(to)
	}
}

func (s *cameraScreen) other() {
	if !s.busy && s.known {
		s.load(!s.setup.Second)
	}
}

// askAddress takes a file, a folder or a stream as typed.
func (s *cameraScreen) askAddress() {
	if s.known {
		s.ui.ask(newLineForm(s.ui, addressForm, ""))
	}
}

var addressForm = lineKind{"camera.address", "camera.address-label", "camera.address-empty", "camera", nil,
	func(u *UI, text string) {
		if s, ok := u.screen.(*cameraScreen); ok {
			to := s.setup
			to.Source = text
			s.change(to)
		}
	}}

func (s *cameraScreen) typed(k fyne.KeyName) bool {
	switch k {
	case fyne.KeyUp:
		s.rows.move(-1)
	case fyne.KeyDown:
		s.rows.move(1)
	case fyne.KeyLeft:
		s.turn(-1)
	case fyne.KeyRight, fyne.KeyReturn:
		s.turn(1)
	case fyne.KeyF2:
		s.askAddress()
	case fyne.KeyHome:
		s.other()
	case fyne.KeyEscape:
		s.ui.toLane()
	default:
		return false
	}
	return true
}
