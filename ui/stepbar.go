package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
)

// stepBar shows how far the case is. A step's state is in its icon as well as in its
// colour: done has a tick, failed a cross, the present one is filled.
type stepBar struct {
	look  *look.Look
	box   *fyne.Container
	now   []stepModel
	disc  [4]*look.Plate
	icon  [4]*look.Icon
	label [4]*look.Text
	time  [4]*look.Text
	link  [3]*canvas.Rectangle
}

func newStepBar(l *look.Look) *stepBar {
	b := &stepBar{look: l}
	var objects []fyne.CanvasObject
	for i := range b.link {
		b.link[i] = canvas.NewRectangle(l.Line)
		objects = append(objects, b.link[i])
	}
	for i := range b.disc {
		b.disc[i] = look.NewPlate(l.Sunken, 17)
		b.icon[i] = l.Icon("ring", l.Muted)
		b.label[i] = look.NewText("", look.Caption, l.Muted)
		b.label[i].Align = fyne.TextAlignCenter
		b.time[i] = look.NewText("", look.Caption, l.Muted)
		b.time[i].Align = fyne.TextAlignCenter
		objects = append(objects, b.disc[i].Shape, b.icon[i].Shape, b.label[i], b.time[i])
	}
	b.box = container.New(&look.Place{Min: fyne.NewSize(300, 70), Do: b.place}, objects...)
	return b
}

// high is what the bar needs: the discs, and under them two lines in the size of text that
// was chosen, as far as four names have room side by side.
func (b *stepBar) high() float32 { return 34 + 2*b.line() }

func (b *stepBar) line() float32 { return 18 * min(1.4, max(1, b.look.Style.Text)) }

func (b *stepBar) place(s fyne.Size) {
	cell := s.Width / float32(len(b.disc))
	for i := range b.disc {
		mid := cell*float32(i) + cell/2
		look.At(b.disc[i].Shape, mid-17, 0, 34, 34)
		look.At(b.icon[i].Shape, mid-10, 7, 20, 20)
		look.At(b.label[i], mid-cell/2, 35, cell, b.line())
		look.At(b.time[i], mid-cell/2+5, 34+b.line(), cell-10, b.line())
		if i > 0 {
			look.At(b.link[i-1], mid-cell+23, 16, cell-46, 2)
		}
	}
}

func (b *stepBar) show(steps []stepModel) {
	for i := range b.disc {
		if i >= len(steps) || (i < len(b.now) && b.now[i] == steps[i]) {
			continue
		}
		if i >= len(b.now) || !b.now[i].same(steps[i]) {
			b.paint(i, steps[i])
		}
		b.time[i].Set(steps[i].Time, b.look.Muted)
	}
	b.now = steps
}

// same tells whether two look alike but for the clock, which goes on each second.
func (m stepModel) same(n stepModel) bool {
	m.Time, n.Time = "", ""
	return m == n
}

func (b *stepBar) paint(i int, m stepModel) {
	l := b.look
	back, ink, icon, text, link := l.Sunken, l.Muted, m.Icon, l.Muted, l.Line
	switch m.State {
	case lane.StepDone:
		back, ink, icon, text, link = l.Tones[look.OK].Soft, l.Tones[look.OK].Strong, "approve", l.Text, l.Tones[look.OK].Strong
	case lane.StepCurrent:
		back, ink, text = l.Primary, l.OnPrimary, l.Text
	case lane.StepFailed:
		back, ink, icon, text = l.Tones[look.Bad].Soft, l.Tones[look.Bad].Strong, "reject", l.Text
	}
	b.disc[i].Set(back, back, 0)
	b.icon[i].Set(icon, ink)
	b.label[i].Bold = m.State == lane.StepCurrent
	b.label[i].Set(m.Label, text)
	b.label[i].Refresh()
	if i < len(b.link) {
		b.link[i].FillColor = link
		b.link[i].Refresh()
	}
}
