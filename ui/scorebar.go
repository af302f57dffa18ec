package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
)

// scoreBar is the face check's verdict: a word, what was compared, and where there is
// a figure a bar with the threshold marked on it.
type scoreBar struct {
	look   *look.Look
	box    *fyne.Container
	size   fyne.Size
	now    verdictModel
	icon   *look.Icon
	band   *look.Text
	method *look.Text
	track  *canvas.Rectangle
	fill   *canvas.Rectangle
	mark   *canvas.Rectangle
	num    *look.Text
}

func newScoreBar(l *look.Look) *scoreBar {
	b := &scoreBar{look: l, icon: l.Icon("eye", l.Muted), track: l.Box(l.Sunken, 6), fill: l.Box(l.Primary, 6), mark: l.Box(l.Text, 1)}
	b.track.StrokeColor, b.track.StrokeWidth = l.Border, 1
	b.band = look.NewText("", look.Body, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Sizes, t.Lines = true, true, []float32{look.Body, look.Small}, 2
	})
	b.method = look.NewText("", look.Caption, l.Muted).With(func(t *look.Text) { t.Lines = 3 })
	b.num = look.NewText("", look.Caption, l.Muted).With(func(t *look.Text) { t.Lines = 2 })
	b.box = container.New(&look.Place{Min: fyne.NewSize(140, thumbHigh), Do: b.place},
		b.icon.Shape, b.band, b.method, b.track, b.fill, b.mark, b.num)
	b.show(verdictModel{Band: " "})
	return b
}

func (b *scoreBar) place(s fyne.Size) {
	b.size = s
	look.At(b.icon.Shape, 0, 3, 22, 22)
	look.At(b.band, 30, 0, s.Width-30, 28)
	if s.Width <= 0 {
		return
	}
	y := float32(32)
	look.At(b.track, 0, y, s.Width, 12)
	look.At(b.fill, 0, y, s.Width*float32(b.now.Score), 12)
	look.At(b.mark, s.Width*float32(b.now.Mark)-1, y-4, 3, 20)
	if b.now.HasScore {
		h := b.num.Height(s.Width)
		look.At(b.num, 0, y+20, s.Width, h)
		look.At(b.method, 0, y+22+h, s.Width, s.Height-y-22-h) // what does not fit is cut, and a test sees it
		return
	}
	look.At(b.method, 0, y, s.Width, 60)
}

func (b *scoreBar) show(m verdictModel) {
	if m == b.now {
		return
	}
	b.now = m
	shade := b.look.Tones[m.Tone]
	visible(b.icon.Shape, m.Present)
	visible(b.track, m.HasScore)
	visible(b.fill, m.HasScore)
	visible(b.mark, m.HasScore)
	b.icon.Set(cmpOr(m.Icon, "eye"), shade.Strong)
	b.band.Set(m.Band, shade.Strong)
	b.method.Set(m.Method, b.look.Muted)
	b.num.Set(m.Figures, b.look.Muted)
	b.fill.FillColor = shade.Strong
	b.fill.Refresh()
	b.place(b.size)
}
