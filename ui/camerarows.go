package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"github.com/gerai-ikd/gerai/ui/look"
	"github.com/gerai-ikd/gerai/ui/words"
)

// cameraRowsPanel are the rows of the camera page: what can be set, and what it stands at.
type cameraRowsPanel struct {
	look   *look.Look
	words  *words.Words
	box    *fyne.Container
	mark   *look.Plate
	left   *look.Text
	right  *look.Text
	labels [cameraRows]*look.Text
	values [cameraRows]*look.Text
	lines  [cameraRows]*canvas.Line
	high   float32 // of a row
	at     cameraRow
	width  float32
}

func newCameraRowsPanel(l *look.Look, w *words.Words) *cameraRowsPanel {
	p := &cameraRowsPanel{look: l, words: w, mark: look.NewPlate(l.Tones[look.Info].Soft, 8), high: 56}
	ends := func(t *look.Text) { t.Middle, t.Bold, t.Align = true, true, fyne.TextAlignCenter }
	p.left, p.right = look.NewText("‹", look.Title, l.Primary).With(ends), look.NewText("›", look.Title, l.Primary).With(ends)
	objects := []fyne.CanvasObject{p.mark.Shape, p.left, p.right}
	for r := range cameraRows {
		p.labels[r] = look.NewText(cameraLabel(w, r), look.Body, l.Muted).With(func(t *look.Text) { t.Middle = true })
		p.values[r] = look.NewText("", look.Body, l.Text).With(func(t *look.Text) {
			t.Middle, t.Lines, t.Sizes = true, 2, []float32{look.Body, look.Small, look.Caption}
		})
		p.lines[r] = line(l.Line, 1)
		objects = append(objects, p.lines[r], p.labels[r], p.values[r])
	}
	p.box = container.New(&look.Place{Min: fyne.NewSize(320, 7*p.high), Do: func(s fyne.Size) { p.width = s.Width; p.place() }}, objects...)
	return p
}

func (p *cameraRowsPanel) place() {
	label := p.width * 0.32
	for r := range cameraRows {
		y := float32(r) * p.high
		look.At(p.labels[r], 12, y, label-16, p.high)
		look.At(p.values[r], label+34, y, p.width-label-76, p.high)
		p.lines[r].Position1, p.lines[r].Position2 = fyne.NewPos(12, y+p.high), fyne.NewPos(p.width-12, y+p.high)
	}
	y := float32(p.at) * p.high
	look.At(p.mark.Shape, 0, y+3, p.width, p.high-6)
	look.At(p.left, label, y, 30, p.high)
	look.At(p.right, p.width-38, y, 30, p.high)
}

// move chooses another row, round and round.
func (p *cameraRowsPanel) move(step int) {
	p.at = (p.at + cameraRow(step+int(cameraRows))) % cameraRows
	p.place()
	canvas.Refresh(p.box)
}

func (p *cameraRowsPanel) show(s CameraSetup) {
	for r := range cameraRows {
		ink := p.look.Text
		if r == rowExposure && s.Exposure == nil || r == rowFocus && s.Focus == nil {
			ink = p.look.Dim
		}
		p.values[r].Set(cameraValue(p.words, s, r), ink)
	}
}
