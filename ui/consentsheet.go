package ui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// consentSheet is what a resident agrees to, in plain words (UU 27/2022, article 21):
// what is taken, for what, who gets it, for how long, and what becomes of a no.
type consentSheet struct {
	look  *look.Look
	box   *fyne.Container
	back  *look.Sheet
	title *look.Text
	icons [5]*look.Icon
	lines [5]*look.Text
	said  []consentLine
	sizes []float32 // of the lines, the largest first
	size  fyne.Size
	laid  bool // out in that size, with what is said
}

// newConsentSheet makes one; size is that of the lines, the title is a step larger.
func newConsentSheet(l *look.Look, w *words.Words, size float32) *consentSheet {
	s := &consentSheet{look: l, back: look.NewSheet(l.Surface, look.Radius).Edged(l.Line, 1)}
	s.sizes = []float32{look.Sentence, look.Title, look.Body, look.Small}
	for len(s.sizes) > 1 && s.sizes[0] > size {
		s.sizes = s.sizes[1:]
	}
	s.title = look.NewText(w.Say("consent.title"), look.Display, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Sizes = true, true, []float32{look.Display, look.Sentence, look.Title}
	})
	objects := []fyne.CanvasObject{s.back.Shape, s.title}
	for i := range s.lines {
		s.icons[i] = l.Icon("selfie", l.Primary)
		s.lines[i] = look.NewText("", size, l.Text).With(func(t *look.Text) {
			t.Lines, t.Middle, t.Growth = 3, true, 1 // all grow alike, see set
		})
		objects = append(objects, s.icons[i].Shape, s.lines[i])
	}
	s.box = container.New(&look.Place{Min: fyne.NewSize(320, 240), Do: s.place}, objects...)
	s.box.Hidden = true
	return s
}

// show sets the sentences; none leaves those of before, for a sheet that is hidden.
func (s *consentSheet) show(lines []consentLine) {
	if len(lines) == 0 || slices.Equal(lines, s.said) {
		return
	}
	s.said = lines
	for i := range s.lines {
		on := i < len(lines)
		visible(s.icons[i].Shape, on)
		visible(s.lines[i], on)
		if on {
			s.icons[i].Set(lines[i].Icon, s.look.Primary)
			s.lines[i].Set(lines[i].Text, s.look.Text)
		}
	}
	s.laid = false
	s.place(s.size)
}

// showConsent shows a sheet or hides it. Its letters are the largest and the most of all, so it comes line by line.
func (u *UI) showConsent(s *consentSheet, lines []consentLine, on bool) {
	appears := on && !s.box.Visible()
	s.show(lines)
	visible(s.box, on)
	if appears {
		u.foldPart(s.box)
	}
}

func (s *consentSheet) place(size fyne.Size) {
	if s.laid && s.size == size {
		return // a line that comes in has the toolkit ask
	}
	s.size, s.laid = size, true
	look.At(s.back.Shape, 0, 0, size.Width, size.Height)
	in, head := size.Width*0.04, size.Height*0.16
	look.At(s.title, in, 8, size.Width-2*in, head)
	for _, step := range s.sizes {
		if s.set(step, in, head+12, fyne.NewSize(size.Width-2*in, size.Height-head-24)) {
			return
		}
	}
}

// set puts all sentences into a room in one size, with as much between them as it leaves; false where one is cut.
func (s *consentSheet) set(step, x, y float32, room fyne.Size) bool {
	const icon, least = 48, 8
	lines, spare := s.lines[:len(s.said)], room.Height
	for _, t := range lines {
		t.Sizes = []float32{step}
		spare -= t.Height(room.Width - icon - 20)
	}
	spare /= float32(max(1, len(lines)))
	for i, t := range lines {
		high := t.Height(room.Width-icon-20) + spare
		side := min(icon, high*0.7)
		look.At(s.icons[i].Shape, x+(icon-side)/2, y+(high-side)/2, side, side)
		look.At(t, x+icon+20, y, room.Width-icon-20, high)
		t.Refresh()
		if t.Cut() || spare < least && step != s.sizes[len(s.sizes)-1] {
			return false
		}
		y += high
	}
	return true
}
