package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/preview"
	"github.com/gerai-ikd/gerai/ui/words"
)

// cornerKey shows and hides the corner; it is printed on its button.
const cornerKey = fyne.KeyPageDown

// corner is the resident's side where there is one screen only, to be turned: the
// mirrored picture, small, with the resident's sentence in large type under it.
type corner struct {
	look     *look.Look
	box      *fyne.Container
	back     *look.Plate
	image    *canvas.Image
	probe    *canvas.Raster
	icon     *canvas.Image
	sentence *look.Text
	practice *practice // nil: no training
}

func newCorner(u *UI, live *preview.Preview) *corner {
	l := u.look
	c := &corner{look: l, back: look.NewPlate(l.Surface, look.Radius), image: live.Image, probe: live.Probe, icon: l.Icon("info", l.Text)}
	c.image.FillMode = canvas.ImageFillContain
	c.sentence = look.NewText("", look.Title, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Lines, t.Sizes = true, true, 3, []float32{look.Title, look.Body, look.Small}
	})
	objects := []fyne.CanvasObject{c.back.Shape, c.image, c.probe, c.icon, c.sentence}
	if u.tour != nil {
		c.practice = newPractice(u, look.Body, look.Small, look.Caption)
		objects = append(objects, c.practice.objects()...)
	}
	c.box = container.New(&look.Place{Min: fyne.NewSize(240, 180), Do: c.place}, objects...)
	return c
}

func (c *corner) place(s fyne.Size) {
	const in = 8
	look.At(c.back.Shape, 0, 0, s.Width, s.Height)
	high := (s.Width - 2*in) * 9 / 16
	look.At(c.image, in, in, s.Width-2*in, high)
	look.At(c.probe, in, in, 2, 2)
	if c.practice != nil {
		c.practice.place(s.Width, 32)
	}
	y := high + 2*in
	look.At(c.icon, in+4, y+(s.Height-y-32)/2, 32, 32)
	look.At(c.sentence, in+46, y, s.Width-2*in-50, s.Height-y-4)
}

// size is what the corner takes of a picture's pane.
func (c *corner) size(pane fyne.Size) fyne.Size {
	w := max(280, pane.Width*0.36) // the face's oval stays free
	return fyne.NewSize(w, (w-16)*9/16+16+104)
}

func (c *corner) show(m residentModel) {
	visible(c.box, len(m.Consent) == 0) // what is agreed to has the whole pane then
	shade := c.look.Tones[m.Tone]
	c.back.Set(shade.Soft, shade.Strong, 2)
	c.look.SetIcon(c.icon, cmpOr(m.Icon, "info"), shade.Strong)
	c.sentence.Set(m.Sentence, c.look.Text)
}

// turn shows the resident's side in the corner, or takes it away.
func (u *UI) turn() {
	u.turned = !u.turned
	u.mirror.Pause(!u.turned)
	u.showMirror()
	u.rebuild()
}

// cornerButton is what shows the corner.
func cornerButton(l *look.Look, w *words.Words, do func()) *look.KeyButton {
	b := look.NewKeyButton(l, "PgDn", w.Say("action.corner"), "person", do)
	b.Compact()
	return b
}
