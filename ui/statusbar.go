package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

const barHeight = look.Touch + 4

// statusBar is the line at the top of every screen after the log-in.
type statusBar struct {
	look   *look.Look
	box    *fyne.Container
	camera *badge
	link   *badge
	clock  *badge
	staff  *look.Text
	person *look.Icon
	queue  *look.KeyButton
	lang   *look.KeyButton
	set    *look.KeyButton // settings
	lock   *look.KeyButton
	where  string // label of the F9 button where it isn't the queue's state
}

// barActions is what the status bar's buttons do.
type barActions struct{ queue, language, settings, lock func() }

func newStatusBar(l *look.Look, w *words.Words, a barActions) *statusBar {
	b := &statusBar{look: l, camera: newBadge(l), link: newBadge(l), clock: newBadge(l)}
	b.staff = look.NewText("", look.Body, l.Text).With(func(t *look.Text) {
		t.Middle, t.Sizes, t.Align, t.Lines = true, []float32{look.Caption}, fyne.TextAlignTrailing, 2
	})
	b.person = l.Icon("person", l.Muted)
	b.queue = look.NewKeyButton(l, "F9", w.Say("action.queue"), "queue", a.queue)
	b.lang = look.NewKeyButton(l, "F10", w.Say("language.other-code"), "language", a.language)
	b.set = look.NewKeyButton(l, "F11", "", "settings", a.settings)
	b.lock = look.NewKeyButton(l, "F12", w.Say("action.log-out"), "", a.lock) // no picture: the bar is full, and a padlock would say another thing
	for _, k := range []*look.KeyButton{b.queue, b.lang, b.set, b.lock} {
		k.Compact()
	}
	back := look.Band(l.Surface)
	edge := canvas.NewRectangle(l.Line)
	content := container.New(&look.Place{Min: fyne.NewSize(1000, barHeight), Do: func(s fyne.Size) {
		look.AtBand(back, 0, 0, s.Width, s.Height)
		look.At(edge, 0, s.Height-1, s.Width, 1)
		b.place(s)
	}}, back, edge, b.camera.box, b.link.box, b.clock.box, b.person.Shape, b.staff, b.queue, b.lang, b.set, b.lock)
	b.box = content
	return b
}

// grown is how much wider than at the smallest size of text everything on the bar may be,
// so that it has room side by side.
func (b *statusBar) grown(s fyne.Size) float32 {
	var fixed, text float32 = 2*look.Gap + 40, b.staff.Width()
	for _, g := range []*badge{b.camera, b.link, b.clock} {
		if g.box.Visible() {
			fixed, text = fixed+52+look.Near, text+g.text.Width()
		}
	}
	for _, k := range []*look.KeyButton{b.lock, b.set, b.lang, b.queue} {
		own := k.WantedAt(2) - k.Wanted() // of 0.35 more
		fixed, text = fixed+max(look.Touch, k.Wanted())-own/0.35+look.Near, text+own/0.35
	}
	return max(1, min(b.look.Style.Text, (s.Width-fixed)/max(1, text), 1.35))
}

func (b *statusBar) place(s fyne.Size) {
	y, h := (s.Height-44)/2, float32(44)
	grown := b.grown(s)
	x := float32(look.Gap)
	for _, g := range []*badge{b.camera, b.link, b.clock} {
		if !g.box.Visible() {
			continue
		}
		w := 52 + g.text.Width()*grown
		look.At(g.box, x, y, w, h)
		x += w + look.Near
	}
	right := s.Width - look.Gap
	for _, k := range []*look.KeyButton{b.lock, b.set, b.lang, b.queue} {
		w := max(look.Touch, k.WantedAt(grown))
		right -= w
		look.At(k, right, (s.Height-look.Touch)/2, w, look.Touch)
		right -= look.Near
	}
	name := max(40, min(b.staff.Width()*grown+4, right-x-36))
	look.At(b.staff, right-name-6, y, name, h)
	look.At(b.person.Shape, right-name-30, y+(h-20)/2, 20, 20)
}

func (b *statusBar) show(m barModel) {
	b.camera.set(m.Camera)
	b.clock.set(m.Clock)
	visible(b.clock.box, m.Clock.Text != "")
	b.staff.Set(m.Staff, b.look.Text)
	if b.where == "" {
		b.queue.Set("F9", m.Queue.Text, m.Queue.Icon, true, false)
	} else {
		b.queue.Set("F9", b.where, "back", true, false)
	}
	if b.room(b.box.Size())-b.link.widthOf(m.Registry.Text) < b.staff.Width() {
		m.Registry.Text = m.Brief
	}
	b.link.set(m.Registry)
	b.place(b.box.Size())
}

// room is what the bar leaves for the line's pill and who is logged in.
func (b *statusBar) room(s fyne.Size) float32 {
	left := s.Width - 2*look.Gap - look.Near - 40
	for _, g := range []*badge{b.camera, b.clock} {
		if g.box.Visible() {
			left -= g.width() + look.Near
		}
	}
	for _, k := range []*look.KeyButton{b.lock, b.set, b.lang, b.queue} {
		left -= k.Wanted() + look.Near
	}
	return left
}

// badge is a pill of the status bar.
type badge struct {
	look *look.Look
	box  *fyne.Container
	back *look.Plate
	icon *look.Icon
	text *look.Text
	now  pill
}

func newBadge(l *look.Look) *badge {
	b := &badge{look: l, back: look.NewPlate(l.Sunken, look.Radius), icon: l.Icon("dot", l.Text)}
	b.text = look.NewText("", look.Small, l.Text).With(func(t *look.Text) { t.Middle, t.Bold = true, true })
	b.box = container.New(&look.Place{Min: fyne.NewSize(40, 36), Do: func(s fyne.Size) {
		look.At(b.back.Shape, 0, 3, s.Width, s.Height-6)
		look.At(b.icon.Shape, 10, (s.Height-20)/2, 20, 20)
		look.At(b.text, 38, 0, s.Width-44, s.Height)
	}}, b.back.Shape, b.icon.Shape, b.text)
	return b
}

func (b *badge) width() float32 { return b.text.Width() + 52 }

// widthOf is the width with another text.
func (b *badge) widthOf(text string) float32 {
	return look.NewText(text, look.Small, b.look.Text).With(func(t *look.Text) { t.Middle, t.Bold = true, true }).Width() + 52
}

func (b *badge) set(p pill) {
	if p == b.now {
		return
	}
	b.now = p
	shade := b.look.Tones[p.Tone]
	b.back.Set(shade.Soft, shade.Strong, 0)
	b.icon.Set(p.Icon, shade.Strong)
	b.text.Set(p.Text, shade.Strong)
}
