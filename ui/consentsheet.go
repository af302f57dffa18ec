package ui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// consentVersion numbers the words of the consent sheet ("consent.*" of the
// translations). Whoever changes what they say counts it up: it is in the record of
// everybody who agreed, so that it can be told to what.
const consentVersion = 1

// consentText is what the record keeps: version and language of the words.
func consentText(w *words.Words) string { return strconv.Itoa(consentVersion) + "/" + w.Language }

// consentSheet is what a resident agrees to, in plain words (UU 27/2022, article 21):
// what is taken, for what, who gets it, for how long, and what becomes of a no.
type consentSheet struct {
	box   *fyne.Container
	back  *look.Sheet
	title *look.Text
	icons [4]*canvas.Image
	lines [4]*look.Text
}

// newConsentSheet makes one; size is that of the lines, the title is a step larger.
func newConsentSheet(l *look.Look, w *words.Words, size float32) *consentSheet {
	s := &consentSheet{back: look.NewSheet(l.Surface, look.Radius).Edged(l.Line, 1)}
	sizes := []float32{look.Sentence, look.Title, look.Body, look.Small}
	for len(sizes) > 1 && sizes[0] > size {
		sizes = sizes[1:]
	}
	s.title = look.NewText(w.Say("consent.title"), look.Display, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Sizes = true, true, []float32{look.Display, look.Sentence, look.Title}
	})
	objects := []fyne.CanvasObject{s.back.Shape, s.title}
	for i, icon := range [4]string{"selfie", "send", "clock", "person"} {
		s.icons[i] = l.Icon(icon, l.Primary)
		s.lines[i] = look.NewText(w.Say("consent."+strconv.Itoa(i+1)), size, l.Text).With(func(t *look.Text) {
			t.Lines, t.Middle, t.Sizes = 3, true, sizes
		})
		objects = append(objects, s.icons[i], s.lines[i])
	}
	s.box = container.New(&look.Place{Min: fyne.NewSize(320, 240), Do: s.place}, objects...)
	return s
}

func (s *consentSheet) place(size fyne.Size) {
	look.At(s.back.Shape, 0, 0, size.Width, size.Height)
	in, head := size.Width*0.04, size.Height*0.2
	look.At(s.title, in, 8, size.Width-2*in, head)
	high := (size.Height - head - 24) / 4
	icon := min(48, high*0.6)
	for i, t := range s.lines {
		y := head + 12 + float32(i)*high
		look.At(s.icons[i], in, y+(high-icon)/2, icon, icon)
		look.At(t, in+icon+20, y+5, size.Width-2*in-icon-20, high-10)
	}
}
