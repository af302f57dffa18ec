package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

const detailLines = 12

// detailPanel is one item's story beside the table.
type detailPanel struct {
	look   *look.Look
	words  *words.Words
	box    *fyne.Container
	size   fyne.Size
	back   *look.Plate
	icon   *look.Icon
	title  *look.Text
	say    *look.Text
	do     *look.Text
	labels [detailLines]*look.Text
	values [detailLines]*look.Text
	now    detailModel
}

func newDetailPanel(l *look.Look, w *words.Words) *detailPanel {
	p := &detailPanel{look: l, words: w, back: look.NewPlate(l.Sunken, look.Radius), icon: l.Icon("info", l.Muted)}
	p.title = look.NewText("", look.Title, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Lines, t.Sizes = true, true, 2, []float32{look.Title, look.Body, look.Small}
	})
	p.say = look.NewText("", look.Body, l.Text).With(func(t *look.Text) { t.Lines, t.Sizes = 3, []float32{look.Body, look.Small} })
	p.do = look.NewText("", look.Small, l.Muted).With(func(t *look.Text) { t.Lines = 3 })
	card := l.Card()
	objects := []fyne.CanvasObject{card, p.back.Shape, p.icon.Shape, p.title, p.say, p.do}
	for i := range p.labels {
		p.labels[i] = look.NewText("", look.Small, l.Muted)
		p.values[i] = look.NewText("", look.Small, l.Text).With(func(t *look.Text) {
			t.Lines, t.Sizes = 2, []float32{look.Small, look.Caption}
		})
		objects = append(objects, p.labels[i], p.values[i])
	}
	p.box = container.New(&look.Place{Min: fyne.NewSize(320, 200), Do: func(s fyne.Size) {
		look.At(card, 0, 0, s.Width, s.Height)
		p.place(s)
	}}, objects...)
	p.blank(false)
	return p
}

func (p *detailPanel) place(s fyne.Size) {
	p.size = s
	const in = look.Inset
	wide := s.Width - 2*in
	look.At(p.back.Shape, 8, 8, s.Width-16, 60)
	look.At(p.icon.Shape, in+4, 24, 28, 28)
	look.At(p.title, in+44, 8, wide-52, 60)
	y := float32(80)
	for _, t := range []*look.Text{p.say, p.do} {
		if t.Text() == "" {
			continue
		}
		h := t.Height(wide)
		look.At(t, in, y, wide, h)
		y += h + 4
	}
	for i, l := range p.labels {
		if l.Text() == "" {
			continue
		}
		h := max(24, p.values[i].Height(wide-140))
		look.At(l, in, y, 136, 24)
		look.At(p.values[i], in+140, y, wide-140, h)
		y += h + 2
	}
}

// blank shows no case; where there are some, how one is chosen.
func (p *detailPanel) blank(some bool) {
	m := detailModel{Icon: "info"}
	if some {
		m.Title = p.words.Say("queue.select")
	}
	p.show(m)
}

func (p *detailPanel) show(m detailModel) {
	shade := p.look.Tones[m.Tone]
	p.now = m
	visible(p.back.Shape, m.Title != "")
	visible(p.icon.Shape, m.Title != "")
	p.back.Set(shade.Soft, shade.Strong, 0)
	p.icon.Set(m.Icon, shade.Strong)
	p.title.Set(m.Title, shade.Strong)
	p.say.Set(m.Say, p.look.Text)
	p.do.Set(m.Do, p.look.Muted)
	for i := range p.labels {
		var l detailLine
		if i < len(m.Lines) {
			l = m.Lines[i]
		}
		p.labels[i].Set(l.Label, p.look.Muted)
		p.values[i].Set(l.Value, p.look.Text)
	}
	p.place(p.size)
}
