package ui

import (
	"cmp"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
)

// bannerHigh is the height of the outage banner with what parts it from the rest.
const bannerHigh = 48

// banner says that the line is away, over everything else and quietly.
type banner struct {
	look  *look.Look
	box   *fyne.Container
	back  *look.Plate
	icon  *look.Icon
	since *look.Text
	facts *look.Text
	now   outageModel
}

func newBanner(l *look.Look) *banner {
	b := &banner{look: l, back: look.NewPlate(l.Surface, look.Radius), icon: l.Icon("offline", l.Text)}
	b.since = look.NewText("", look.Small, l.Text).With(func(t *look.Text) { t.Bold, t.Middle = true, true })
	b.facts = look.NewText("", look.Small, l.Text).With(func(t *look.Text) {
		t.Middle, t.Lines, t.Sizes = true, 2, []float32{look.Small, look.Caption}
	})
	b.box = container.New(&look.Place{Min: fyne.NewSize(400, 40), Do: b.place}, b.back.Shape, b.icon.Shape, b.since, b.facts)
	b.box.Hide()
	return b
}

func (b *banner) place(s fyne.Size) {
	look.At(b.back.Shape, 0, 0, s.Width, s.Height)
	look.At(b.icon.Shape, 12, (s.Height-22)/2, 22, 22)
	w := b.since.Width() + 8
	look.At(b.since, 44, 0, w, s.Height)
	look.At(b.facts, 44+w+16, 0, s.Width-w-76, s.Height)
}

// show answers whether the banner has come or gone, so that there is to be laid out anew.
func (b *banner) show(m outageModel) (changed bool) {
	if m == b.now {
		return false
	}
	changed, b.now = m.On != b.now.On, m
	shade := b.look.Tones[m.Tone]
	b.back.Set(shade.Soft, shade.Strong, 1)
	b.icon.Set(cmp.Or(m.Icon, "offline"), shade.Strong)
	b.since.Set(m.Since, shade.Strong)
	b.facts.Set(m.Facts, b.look.Text)
	visible(b.box, m.On)
	b.place(b.box.Size())
	return changed
}

// takes is the height that the banner needs at the moment.
func (b *banner) takes() float32 {
	if b.now.On {
		return bannerHigh
	}
	return 0
}
