package ui

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
)

const noteFor = 5 * time.Second

// note is a line that tells how something went, over the screen, for a few seconds.
type note struct {
	look *look.Look
	box  *fyne.Container
	back *look.Plate
	icon *look.Icon
	text *look.Text
	till time.Time
}

func newNote(l *look.Look) *note {
	n := &note{look: l, back: look.NewPlate(l.Surface, look.Radius), icon: l.Icon("info", l.Text), text: look.NewText("", look.Body, l.Text)}
	n.text.Middle, n.text.Sizes, n.text.Lines = true, []float32{look.Body, look.Small}, 2
	n.box = container.New(&look.Place{Do: func(s fyne.Size) {
		w := min(820, s.Width-48)
		x, y := (s.Width-w)/2, s.Height-160
		look.At(n.back.Shape, x, y, w, 60)
		look.At(n.icon.Shape, x+16, y+16, 28, 28)
		look.At(n.text, x+58, y, w-74, 60)
	}}, n.back.Shape, n.icon.Shape, n.text)
	n.box.Hide()
	return n
}

func (n *note) say(tone look.Tone, text string, now time.Time) {
	shade := n.look.Tones[tone]
	icons := [4]string{"info", "approve", "warning", "stop"}
	n.till = now.Add(noteFor)
	n.back.Set(shade.Soft, shade.Strong, 2)
	n.icon.Set(icons[tone], shade.Strong)
	n.text.Set(text, n.look.Text)
	visible(n.box, true)
}

// isOver tells whether something that is shown for a while is to go: its time has come, or the clock
// was put back so far that it would stay much longer.
func isOver(now, till time.Time, stays time.Duration) bool {
	return now.After(till) || till.Sub(now) > stays
}

func (n *note) expire(now time.Time) {
	visible(n.box, n.box.Visible() && !isOver(now, n.till, noteFor))
}
