package ui

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"github.com/gerai-ikd/gerai/internal/uidemo"
)

// painter stands for the toolkit's driver where that decides what is painted: a window is painted when somebody asked for it,
// and an object is known to be in one if it was painted there. The toolkit remembers that for a minute, the painter
// until the next painting.
type painter struct {
	fyne.App
	windows []*paintedWindow
	known   map[fyne.CanvasObject]fyne.Canvas
}

// paintedCanvas is a window's, and what was seen there when it was painted last.
type paintedCanvas struct {
	fyne.Canvas
	asked bool
	seen  string
}

func (c *paintedCanvas) SetDirty()                 { c.asked = true }
func (c *paintedCanvas) Refresh(fyne.CanvasObject) { c.asked = true }

// paintedWindow has the painter's canvas.
type paintedWindow struct {
	fyne.Window
	canvas *paintedCanvas
}

func (w *paintedWindow) Canvas() fyne.Canvas { return w.canvas }

// painterDriver is the test's driver with two answers of the painter.
type painterDriver struct {
	fyne.Driver
	p *painter
}

func (p *painter) Driver() fyne.Driver { return painterDriver{p.App.Driver(), p} }

func (d painterDriver) CanvasForObject(o fyne.CanvasObject) fyne.Canvas { return d.p.known[o] }

func (d painterDriver) AllWindows() (all []fyne.Window) {
	for _, w := range d.p.windows {
		all = append(all, w)
	}
	return all
}

// newPainter paints the rig's windows.
func newPainter(r *rig) *painter {
	app := fyne.CurrentApp()
	p := &painter{App: app}
	for _, w := range []fyne.Window{r.window, r.UI.resident.window} {
		p.windows = append(p.windows, &paintedWindow{w, &paintedCanvas{Canvas: w.Canvas()}})
	}
	fyne.SetCurrentApp(p)
	r.tb.Cleanup(func() { fyne.SetCurrentApp(app) })
	p.paint()
	return p
}

// paint paints both windows.
func (p *painter) paint() {
	p.known = map[fyne.CanvasObject]fyne.Canvas{}
	for _, w := range p.windows {
		w.canvas.asked, w.canvas.seen = false, w.look(func(o fyne.CanvasObject) { p.known[o] = w.canvas })
	}
}

// look answers what is to be seen in a window, and calls f for each object.
func (w *paintedWindow) look(f func(fyne.CanvasObject)) string {
	var b strings.Builder
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if !o.Visible() {
			return
		}
		f(o)
		fmt.Fprintf(&b, "%p %v %v", o, o.Position(), o.Size())
		inner := []fyne.CanvasObject{}
		switch x := o.(type) {
		case *fyne.Container:
			inner = x.Objects
		case fyne.Widget:
			inner = test.WidgetRenderer(x).Objects()
		case *canvas.Text:
			fmt.Fprint(&b, x.Text, x.Color, x.TextSize)
		case *canvas.Line:
			fmt.Fprint(&b, x.StrokeColor, x.StrokeWidth)
		case *canvas.Image:
			fmt.Fprintf(&b, "%p", x.Image)
		}
		b.WriteByte('\n')
		for _, i := range inner {
			walk(i)
		}
	}
	walk(w.Content())
	return b.String()
}

// told fails where something in a window changed and nobody asked for its painting, though no live picture has it painted.
func (p *painter) told(r *rig, what string) {
	r.tb.Helper()
	for i, lives := range []bool{!r.preview.Paused(), !r.mirror.Paused()} {
		w := p.windows[i]
		now := w.look(func(fyne.CanvasObject) {})
		if !lives && !w.canvas.asked && now != w.canvas.seen {
			r.tb.Errorf("%s: window %d changed and is not painted", what, i)
		}
	}
}

// TestWhatChangesIsPainted: from moment to moment of the lane in four orders, and that nothing is painted where nothing changes.
func TestWhatChangesIsPainted(t *testing.T) {
	r := MustRig(t, "id", false)
	r.scene("02-ready")
	r.UI.refresh() // the roster was read
	p := newPainter(r)
	scenes := uidemo.Scenes()
	chance := rand.New(rand.NewPCG(1, 2))
	before := ""
	rests := 0
	for range 4 {
		chance.Shuffle(len(scenes), func(i, j int) { scenes[i], scenes[j] = scenes[j], scenes[i] })
		for _, s := range scenes {
			r.arrived(s.View)
			p.told(r, before+" to "+s.Name)
			p.paint()
			before = s.Name
			r.arrived(s.View)
			for i, lives := range []bool{!r.preview.Paused(), !r.mirror.Paused()} {
				if !lives {
					rests++
				}
				if p.windows[i].canvas.asked {
					t.Errorf("%s twice: window %d is painted for nothing", s.Name, i)
				}
			}
			p.paint()
		}
	}
	if rests < len(scenes) {
		t.Errorf("a picture rested in %d of the moments only", rests)
	}
}

// TestLockIsToldOnEveryScreen: the last minute's warning is painted where nothing else is.
func TestLockIsToldOnEveryScreen(t *testing.T) {
	r := MustRig(t, "id", false)
	p := newPainter(r)
	for _, at := range []place{atQueue, atSync, atFigures, atShift, atRoster, atCamera, atLane} {
		r.scene("02-ready")
		r.open(at)
		p.paint()
		v := r.view
		for _, left := range []time.Duration{50 * time.Second, 49 * time.Second, 0} {
			v.Lock.Left = left
			if r.arrived(v); r.where != at || r.awake.box.Visible() != (left > 0) {
				t.Fatalf("screen %d, %v left: on screen %d, warned %v", at, left, r.where, r.awake.box.Visible())
			}
			if !p.windows[0].canvas.asked {
				t.Errorf("screen %d, %v left: the warning is not painted", at, left)
			}
			p.paint()
		}
	}
}

// TestWhatComesOverAQuestionIsPainted: the number pad, and a line that tells how something went.
func TestWhatComesOverAQuestionIsPainted(t *testing.T) {
	r := MustRig(t, "id", false)
	p := newPainter(r)
	r.scene("02-ready")
	r.press(fyne.KeyF2)
	for what, do := range map[string]func(){
		"number pad": func() { r.press(fyne.KeyPageDown) },
		"note":       func() { r.say(0, "Tersimpan.") },
	} {
		p.paint()
		if do(); !p.windows[0].canvas.asked || p.windows[0].look(func(fyne.CanvasObject) {}) == p.windows[0].canvas.seen {
			t.Errorf("%s: is not painted", what)
		}
	}
}
