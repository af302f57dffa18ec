package ui

import (
	"strings"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/preview"
	"github.com/gerai-ikd/gerai/ui/words"
)

// cornerKey shows and hides the corner; it is printed on its button.
const cornerKey = fyne.KeyPageDown

// corner is the resident's side where there is one screen only, to be turned: the mirrored picture, small, with the
// resident's sentence in large type under it. It stands beside the live picture and covers nothing of it.
type corner struct {
	look     *look.Look
	box      *fyne.Container
	back     *look.Sheet
	image    *canvas.Image
	probe    *canvas.Raster
	icon     *look.Icon
	sentence *look.Text
	note     *look.Text
	practice *practice // nil: no training
}

func newCorner(u *UI, live *preview.Preview) *corner {
	l := u.look
	c := &corner{look: l, back: look.NewSheet(l.Surface, look.Radius).Edged(l.Line, 2), image: live.Image, probe: live.Probe, icon: l.Icon("info", l.Text)}
	c.image.FillMode = canvas.ImageFillContain // whatever the resident's window made of it
	visible(c.image, true)
	c.sentence = look.NewText("", look.Sentence, l.Text).With(func(t *look.Text) {
		t.Bold, t.Lines, t.Sizes = true, 9, []float32{look.Sentence, under, look.Title, between, look.Body, look.Small, look.Caption}
	})
	c.note = look.NewText("", look.Body, l.Text).With(func(t *look.Text) {
		t.Lines, t.Sizes = 8, []float32{look.Body, look.Small, look.Caption}
	})
	objects := []fyne.CanvasObject{c.back.Shape, c.image, c.probe, c.icon.Shape, c.sentence, c.note}
	if u.tour != nil {
		c.practice = newPractice(u, look.Body, look.Small, look.Caption)
		objects = append(objects, c.practice.objects()...)
	}
	c.box = container.New(&look.Place{Min: fyne.NewSize(cornerLeast, 180), Do: c.place}, objects...)
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
	y := high + 3*in
	noted := c.note.Text() != "" // which needs the icon's room
	visible(c.icon.Shape, !noted)
	look.At(c.icon.Shape, in+4, y, 32, 32)
	if !noted {
		y += 32 + in
	}
	room := s.Height - y - in
	if noted {
		room *= 0.6
		look.At(c.note, in+4, y+room, s.Width-2*in-8, s.Height-y-room-in)
	}
	look.At(c.sentence, in+4, y, s.Width-2*in-8, room)
}

// cornerLeast is how wide the corner is at least.
const cornerLeast = 228

// width is what the corner takes of what there is for the live picture.
func (c *corner) width(wide float32) float32 { return max(cornerLeast, min(420, wide*0.29)) }

func (c *corner) show(m residentModel) {
	visible(c.box, len(m.Consent) == 0 && m.Contact == contact{}) // what is agreed to, or read back, has all the room then
	shade := c.look.Tones[m.Tone]
	c.back.Set(shade.Soft, shade.Strong, 2)
	c.icon.Set(cmpOr(m.Icon, "info"), shade.Strong)
	c.sentence.Set(broken(m.Sentence), c.look.Text)
	c.note.Set(m.Note, c.look.Text)
	visible(c.note, m.Note != "")
	c.place(c.box.Size())
}

// broken has line breaks in addresses that are too long for the corner's width.
func broken(sentence string) string {
	const long = 20
	words := strings.Split(sentence, " ")
	for i, word := range words {
		name, domain, ok := strings.Cut(word, "@")
		if !ok || utf8.RuneCountInString(word) <= long {
			continue
		}
		if len(domain) > long {
			domain = strings.Replace(domain, ".", ".\n", 1)
		}
		words[i] = name + "@\n" + domain
	}
	return strings.Join(words, " ")
}

// turn shows the resident's side in the corner, or takes it away; the next start keeps to it.
func (u *UI) turn() {
	u.turned = !u.turned
	u.showMirror()
	u.rebuild()
	u.prefs.Corner = u.turned
	if u.deps.Changed != nil {
		u.deps.Changed(u.prefs)
	}
}

// cornerButton is what shows the corner.
func cornerButton(l *look.Look, w *words.Words, do func()) *look.KeyButton {
	b := look.NewKeyButton(l, "PgDn", w.Say("action.corner"), "person", do)
	b.Compact()
	return b
}
