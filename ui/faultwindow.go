package ui

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// Fault is why the counter does not open, in finished sentences.
type Fault struct {
	Sentence string
	Do       string
	Details  []string // which file, which line; for the technician
	Full     bool     // fills the screen: a kiosk's
	Stays    bool     // there is nothing but to try again: a kiosk's, which nobody may leave
	Prefs    Prefs    // how staff want windows to look
	// Mend is what the program itself can do about it, off the main goroutine; it answers what
	// was done. Sure says beforehand what it will do. Nil: nothing.
	Mend func(ctx context.Context) (done string, err error)
	Sure string
}

// FaultWindow says why the counter does not open, and offers what can be done without a
// terminal: who starts a program from an icon never sees what it writes to one.
type FaultWindow struct {
	app    fyne.App
	window fyne.Window
	look   *look.Look
	words  *words.Words
	fault  Fault
	state  mending
	work   func(func()) // does slow work

	band                *canvas.Line
	sign                *look.Icon
	title, sentence, do *look.Text
	mend, leave         *look.KeyButton
	again               bool // closed to try again
}

// mending is how far the repair is.
type mending uint8

const (
	mendOffered mending = iota // or there is nothing to offer
	mendAsked                  // the same key again begins
	mendWorks
	mendDone
	mendFailed
)

// NewFaultWindow makes the window; nothing is shown before Run. An unknown language is
// the first of assets.Languages.
func NewFaultWindow(a fyne.App, language string, f Fault) (*FaultWindow, error) {
	w, err := words.Load(language)
	if err != nil {
		w, err = words.Load(assets.Languages[0])
	}
	if err != nil {
		return nil, fmt.Errorf("make fault window: %w", err)
	}
	l := look.Styled(f.Prefs.style())
	a.Settings().SetTheme(look.NewTheme(l))
	a.SetIcon(fyne.NewStaticResource("app.png", assets.AppIcon()))
	x := &FaultWindow{app: a, window: a.NewWindow(w.Say("app.name")), look: l, words: w, fault: f, work: func(job func()) { go job() }}
	x.window.SetPadded(false)
	x.window.SetMaster()
	x.window.SetContent(x.content())
	x.window.Resize(fyne.NewSize(860, 480))
	if f.Full {
		x.window.SetFullScreen(true)
	} else {
		x.window.CenterOnScreen() // would move a full screen's corner there as well
	}
	x.window.SetCloseIntercept(x.close)
	x.window.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) {
		switch k.Name {
		case fyne.KeyF2:
			x.repair()
		case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter:
			x.close()
		}
	})
	return x, nil
}

func (x *FaultWindow) content() fyne.CanvasObject {
	l, w, f := x.look, x.words, x.fault
	shade := l.Tones[look.Bad]
	back := look.Area(l.Ground)
	x.band, x.sign = look.Band(shade.Soft), l.Icon("stop", shade.Strong)
	x.title = look.NewText(w.Say("fault.title"), look.Title, shade.Strong).With(func(t *look.Text) { t.Middle, t.Bold = true, true })
	x.sentence = look.NewText(f.Sentence, look.Title, l.Text).With(func(t *look.Text) {
		t.Bold, t.Lines, t.Sizes = true, 2, []float32{look.Title, look.Body}
	})
	x.do = look.NewText(f.Do, look.Body, l.Text).With(func(t *look.Text) { t.Lines, t.Sizes = 3, []float32{look.Body, look.Small} })
	details := look.NewText(strings.Join(f.Details, "\n"), look.Small, l.Muted).With(func(t *look.Text) {
		t.Lines, t.Sizes = 8, []float32{look.Small, look.Caption}
	})
	x.leave = look.NewKeyButton(l, "Esc", w.Say("fault.close"), "back", x.close)
	x.mend = look.NewKeyButton(l, "F2", w.Say("fault.mend"), "retry", x.repair).Primary()
	if f.Stays {
		x.leave.Set("Enter", w.Say("fault.retry"), "retry", true, false)
	}
	if f.Mend == nil {
		x.leave.Primary()
		x.mend.Hide()
	}
	return container.New(&look.Place{Min: fyne.NewSize(640, 420), Do: func(s fyne.Size) {
		look.At(back, 0, 0, s.Width, s.Height)
		look.AtBand(x.band, 0, 0, s.Width, 80)
		look.At(x.sign.Shape, 28, 20, 40, 40)
		look.At(x.title, 84, 20, s.Width-112, 40)
		look.At(x.sentence, 28, 100, s.Width-56, 68)
		look.At(x.do, 28, 174, s.Width-56, 76)
		look.At(details, 28, 258, s.Width-56, s.Height-258-look.Touch-40)
		look.At(x.mend, 28, s.Height-look.Touch-24, 380, look.Touch)
		look.At(x.leave, s.Width-28-260, s.Height-look.Touch-24, 260, look.Touch)
	}}, back, x.band, x.sign.Shape, x.title, x.sentence, x.do, details, x.mend, x.leave)
}

// repair asks once, and then has the program do what it can.
func (x *FaultWindow) repair() {
	if x.fault.Mend == nil {
		return
	}
	switch x.state {
	case mendOffered, mendFailed:
		x.state = mendAsked
		x.say(x.words.Say("fault.mend-ask"), x.fault.Sure)
	case mendAsked:
		x.state = mendWorks
		x.say(x.words.Say("fault.mending"), x.words.Say("fault.mending.do"))
		x.work(func() {
			done, err := x.fault.Mend(context.Background()) // to the end, whatever happens to the window
			fyne.Do(func() { x.mended(done, err) })
		})
	}
}

func (x *FaultWindow) mended(done string, err error) {
	if err != nil {
		x.state = mendFailed
		x.say(x.words.Code(enrol.CodeOf(err), nil))
		return
	}
	x.state = mendDone
	shade := x.look.Tones[look.OK]
	x.title.Set(x.words.Say("fault.mended"), shade.Strong)
	x.band.StrokeColor = shade.Soft
	x.band.Refresh()
	x.sign.Set("approve", shade.Strong)
	x.say(done, x.words.Say("fault.mended.do"))
	x.mend.Hide()
	x.leave.Set("Enter", x.words.Say("fault.again"), "back", true, true)
}

func (x *FaultWindow) say(sentence, do string) {
	x.sentence.Set(sentence, x.look.Text)
	x.do.Set(do, x.look.Text)
}

// close ends the window, but not while the database is being put together. Where it is to
// stay that means to try again.
func (x *FaultWindow) close() {
	if x.state != mendWorks {
		x.again = x.fault.Stays || x.state == mendDone
		x.window.Close()
	}
}

// Again tells whether the window was closed to open the counter: it may be possible now.
func (x *FaultWindow) Again() bool { return x.again }

// Window is the window, for tests and pictures.
func (x *FaultWindow) Window() fyne.Window { return x.window }

// Run shows the window until it is closed or ctx ends. It must be called on the
// program's first goroutine.
func (x *FaultWindow) Run(ctx context.Context) {
	var over atomic.Bool // the toolkit would then run the call on the caller's goroutine
	stop := context.AfterFunc(ctx, func() {
		if !over.Load() {
			fyne.Do(func() { x.app.Driver().Quit() })
		}
	})
	defer stop()
	x.window.Show()
	x.app.Run()
	over.Store(true)
}
