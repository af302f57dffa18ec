package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
)

// practiceHigh is how high the mark over the resident's side is.
const practiceHigh = 64

// practice is the mark of a training over what the resident sees: nobody who stands there
// may take it for the real thing.
type practice struct {
	band fyne.CanvasObject
	line fyne.CanvasObject
	text *look.Text
}

func newPractice(u *UI, sizes ...float32) *practice {
	warn := u.look.Tones[look.Warn]
	p := &practice{band: look.Area(warn.Soft), line: look.Area(warn.Strong)}
	p.text = look.NewText(u.words.Say("resident.training"), sizes[0], warn.Strong).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Align, t.Sizes = true, true, fyne.TextAlignCenter, sizes
	})
	return p
}

func (p *practice) objects() []fyne.CanvasObject { return []fyne.CanvasObject{p.band, p.line, p.text} }

func (p *practice) place(w, h float32) {
	look.At(p.band, 0, 0, w, h)
	look.At(p.line, 0, h-4, w, 4)
	look.At(p.text, 8, 0, w-16, h-4)
}

// marked puts the mark of a training over a resident's window; without a training it is
// as it was.
func (u *UI) marked(content fyne.CanvasObject) fyne.CanvasObject {
	if u.tour == nil {
		return content
	}
	p := newPractice(u, look.Sentence, look.Title, look.Body)
	return container.New(&look.Place{Min: fyne.NewSize(640, 480+practiceHigh), Do: func(s fyne.Size) {
		p.place(s.Width, practiceHigh)
		look.At(content, 0, practiceHigh, s.Width, s.Height-practiceHigh)
	}}, append(p.objects(), content)...)
}
