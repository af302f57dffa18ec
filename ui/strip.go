package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// strip is the one large sentence, with the clocks at its end.
type strip struct {
	look     *look.Look
	box      *fyne.Container
	back     *look.Sheet
	icon     *look.Icon
	sentence *look.Text
	do       *look.Text
	clocks   [3]*figure
	size     fyne.Size
	hasDo    bool
	fitted   struct { // for which step and width the sizes were chosen
		do   string
		wide float32
	}
}

// stripHeight is what the sentence gets of a window: more where larger text is chosen.
func stripHeight(l *look.Look, window fyne.Size) float32 {
	return max(94, min(128, window.Height*0.12)) + (max(1, l.Style.Text)-1)*36
}

func newStrip(l *look.Look, w *words.Words) *strip {
	s := &strip{look: l, back: look.NewSheet(l.Tones[look.Info].Soft, look.Radius), icon: l.Icon("info", l.Text)}
	s.back.Edged(l.Tones[look.Info].Strong, 1.5)
	s.sentence = look.NewText("", look.Sentence, l.Text).With(func(t *look.Text) {
		t.Bold, t.Middle, t.Lines, t.Sizes = true, true, 2, []float32{look.Sentence, look.Title, look.Body}
	})
	s.do = look.NewText("", look.Title, l.Text).With(func(t *look.Text) { t.Bold, t.Middle, t.Lines = true, true, 2 })
	objects := []fyne.CanvasObject{s.back.Shape, s.icon.Shape, s.sentence, s.do}
	for i, key := range []string{"time.elapsed", "time.median", "time.done"} {
		s.clocks[i] = newFigure(l, w.Say(key))
		objects = append(objects, s.clocks[i].value, s.clocks[i].label)
	}
	s.box = container.New(&look.Place{Min: fyne.NewSize(800, 80), Do: s.place}, objects...)
	return s
}

func (s *strip) place(size fyne.Size) {
	s.size = size
	mid := (size.Height - 94) / 2
	look.At(s.back.Shape, 0, 0, size.Width, size.Height)
	look.At(s.icon.Shape, 20, (size.Height-44)/2, 44, 44)
	right := size.Width - 12
	for i := len(s.clocks) - 1; i >= 0; i-- {
		w := max(74, s.clocks[i].label.Width()+12)
		right -= w
		look.At(s.clocks[i].value, right, mid+16, w, 36)
		look.At(s.clocks[i].label, right, mid+54, w, 22)
	}
	wide := right - 84 - 12
	s.choose(wide, size.Width > 1700)
	if s.hasDo {
		fault := size.Height * 0.38
		look.At(s.sentence, 84, 3, wide, fault-3)
		look.At(s.do, 84, fault, wide, size.Height-fault-4)
		return
	}
	look.At(s.sentence, 84, 0, wide, size.Height)
}

// choose sets the sizes. What helps is the large sentence, in the largest size in which it stands in one line; the
// fault over it is smaller.
func (s *strip) choose(wide float32, large bool) {
	fitted := s.fitted
	if s.fitted.do, s.fitted.wide = s.do.Text(), wide; s.fitted == fitted {
		return
	}
	sizes := []float32{look.Sentence, look.Title, look.Body}
	if large {
		sizes = []float32{look.Display, look.Sentence, look.Title}
	}
	if s.hasDo {
		sizes = s.chooseStep(wide, large)
	}
	s.sentence.Sizes = sizes
	s.sentence.Refresh()
	s.do.Refresh()
}

// chooseStep sets the step's sizes, and answers those of the fault.
func (s *strip) chooseStep(wide float32, large bool) (fault []float32) {
	step := []float32{look.Sentence, under, look.Title, between, look.Body, look.Small}
	fault = []float32{between, look.Body, look.Small}
	if large {
		step = []float32{look.Display, look.Sentence, look.Title, look.Body}
		fault = []float32{look.Title, look.Body}
	}
	for s.do.Sizes = step; len(step) > 1 && s.do.Width() > wide; s.do.Sizes = step {
		step = step[1:]
	}
	for len(fault) > 1 && fault[0] > step[0] {
		fault = fault[1:]
	}
	return fault
}

// Sizes for what is a little too long for look.Sentence and look.Title.
const (
	under   = 28
	between = 21
)

func (s *strip) show(m laneModel) {
	shade := s.look.Tones[m.Tone]
	s.back.Set(shade.Soft, shade.Strong, 1.5)
	s.icon.Set(m.Icon, shade.Strong)
	s.hasDo = m.Do != ""
	s.sentence.Bold = !s.hasDo // what to do next is what stands out
	s.sentence.Set(m.Sentence, s.look.Text)
	s.do.Set(m.Do, s.look.Text)
	for i, value := range []string{m.Elapsed, m.Median, m.DoneText} {
		s.clocks[i].value.Set(value, s.look.Text)
	}
	s.place(s.size)
}

// figure is a number over its name.
type figure struct{ value, label *look.Text }

func newFigure(l *look.Look, label string) *figure {
	f := &figure{value: look.NewText("", look.Title, l.Text), label: look.NewText(label, look.Caption, l.Muted)}
	f.value.Align, f.value.Bold = fyne.TextAlignCenter, true
	f.label.Align = fyne.TextAlignCenter
	return f
}
