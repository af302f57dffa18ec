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
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// Fault is why the counter does not open, in finished sentences.
type Fault struct {
	Sentence string
	Do       string
	Details  []string // which file, which line; for the technician
}

// FaultWindow says why the counter does not open: who starts a program from an icon
// never sees what it writes to a terminal.
type FaultWindow struct {
	app    fyne.App
	window fyne.Window
}

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
	l := look.New(false)
	a.Settings().SetTheme(look.NewTheme(l))
	a.SetIcon(fyne.NewStaticResource("app.png", assets.AppIcon()))
	x := &FaultWindow{app: a, window: a.NewWindow(w.Say("app.name"))}
	x.window.SetPadded(false)
	x.window.SetMaster()
	x.window.SetContent(faultContent(l, w, f, x.window.Close))
	x.window.Resize(fyne.NewSize(860, 480))
	x.window.CenterOnScreen()
	x.window.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) {
		switch k.Name {
		case fyne.KeyEscape, fyne.KeyReturn, fyne.KeyEnter:
			x.window.Close()
		}
	})
	return x, nil
}

func faultContent(l *look.Look, w *words.Words, f Fault, closeIt func()) fyne.CanvasObject {
	shade := l.Tones[look.Bad]
	back, band := canvas.NewRectangle(l.Ground), canvas.NewRectangle(shade.Soft)
	sign := l.Icon("stop", shade.Strong)
	title := look.NewText(w.Say("fault.title"), look.Title, shade.Strong).With(func(t *look.Text) { t.Middle, t.Bold = true, true })
	sentence := look.NewText(f.Sentence, look.Title, l.Text).With(func(t *look.Text) {
		t.Bold, t.Lines, t.Sizes = true, 2, []float32{look.Title, look.Body}
	})
	do := look.NewText(f.Do, look.Body, l.Text).With(func(t *look.Text) { t.Lines, t.Sizes = 3, []float32{look.Body, look.Small} })
	details := look.NewText(strings.Join(f.Details, "\n"), look.Small, l.Muted).With(func(t *look.Text) {
		t.Lines, t.Sizes = 8, []float32{look.Small, look.Caption}
	})
	leave := look.NewKeyButton(l, "Esc", w.Say("fault.close"), "back", closeIt).Primary()
	return container.New(&look.Place{Min: fyne.NewSize(640, 420), Do: func(s fyne.Size) {
		look.At(back, 0, 0, s.Width, s.Height)
		look.At(band, 0, 0, s.Width, 80)
		look.At(sign, 28, 20, 40, 40)
		look.At(title, 84, 20, s.Width-112, 40)
		look.At(sentence, 28, 100, s.Width-56, 68)
		look.At(do, 28, 174, s.Width-56, 76)
		look.At(details, 28, 258, s.Width-56, s.Height-258-look.Touch-40)
		look.At(leave, s.Width-28-220, s.Height-look.Touch-24, 220, look.Touch)
	}}, back, band, sign, title, sentence, do, details, leave)
}

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
