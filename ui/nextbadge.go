package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// nextOf says who waits behind the present resident, or that a QR will not do. Where the
// resident looks at this window too, seen, nothing tells who it is.
func nextOf(w *words.Words, n lane.NextView, seen bool) pill {
	switch {
	case n.Ready && seen:
		return pill{look.OK, "qr", w.Say("next.ready-seen")}
	case n.Ready:
		return pill{look.OK, "qr", w.Say("next.ready", "nik", n.NIK)}
	case n.Slip:
		return pill{look.Info, "qr", w.Say("next.slip")}
	case n.Reason != "":
		s, _ := w.Code(n.Reason, nil)
		return pill{look.Warn, "qr", w.Say("next.refused", "why", s)}
	}
	return pill{}
}

// nextHigh is how high the badge is.
const nextHigh = 48

// nextBadge tells it, on the staff's side alone.
type nextBadge struct {
	look *look.Look
	box  *fyne.Container
	back *look.Plate
	icon *look.Icon
	text *look.Text
	now  pill
}

func newNextBadge(l *look.Look) *nextBadge {
	b := &nextBadge{look: l, back: look.NewPlate(l.Sunken, look.Radius), icon: l.Icon("qr", l.Text)}
	b.text = look.NewText("", look.Body, l.Text).With(func(t *look.Text) {
		t.Middle, t.Bold, t.Lines, t.Sizes = true, true, 2, []float32{look.Body, look.Small, look.Caption}
	})
	b.box = container.New(&look.Place{Min: fyne.NewSize(40, 40), Do: func(s fyne.Size) {
		look.At(b.back.Shape, 0, 0, s.Width, s.Height)
		look.At(b.icon.Shape, 12, (s.Height-24)/2, 24, 24)
		look.At(b.text, 48, 2, s.Width-58, s.Height-4)
	}}, b.back.Shape, b.icon.Shape, b.text)
	b.box.Hide()
	return b
}

func (b *nextBadge) width() float32 { return min(b.text.Width()+66, 600) }

func (b *nextBadge) show(p pill) {
	if p == b.now {
		return
	}
	b.now = p
	visible(b.box, p.Text != "")
	shade := b.look.Tones[p.Tone]
	b.back.Set(shade.Soft, shade.Strong, 2)
	b.icon.Set(cmpOr(p.Icon, "qr"), shade.Strong)
	b.text.Set(p.Text, shade.Strong)
}
