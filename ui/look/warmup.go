package look

import (
	"image"
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
)

// Warmup draws a few pixels of everything that the screens are drawn with, one kind a
// time, while nobody waits for anything. A driver compiles what a kind of drawing needs
// when it is first drawn: a renderer without a graphics card for a tenth of a second
// each, which at the door nobody feels and in the middle of a case everybody. What it
// compiles depends on how textures are sampled, and in Mesa's software renderer on
// whether their sides are powers of two.
type Warmup struct {
	Box  *fyne.Container // lies under the screen, which covers it
	left []fyne.CanvasObject
}

// warmupSide is large enough to have pixels, and small enough to be hidden by anything.
const warmupSide = 8

// NewWarmup makes one that has drawn nothing yet.
func NewWarmup() *Warmup {
	w := &Warmup{Box: container.NewWithoutLayout()}
	ink := color.NRGBA{0x80, 0x80, 0x80, 0xff}
	round := canvas.NewRectangle(ink)
	round.CornerRadius, round.StrokeColor, round.StrokeWidth = 3, ink, 1
	line := canvas.NewLine(ink)
	line.StrokeWidth = 2
	w.left = []fyne.CanvasObject{canvas.NewRectangle(ink), round, line}
	for _, size := range []image.Point{{8, 8}, {7, 8}, {8, 7}, {7, 7}} {
		for _, scale := range []canvas.ImageScale{canvas.ImageScaleFastest, canvas.ImageScalePixels} {
			img := canvas.NewImageFromImage(image.NewRGBA(image.Rectangle{Max: size}))
			img.ScaleMode = scale
			w.left = append(w.left, img)
		}
	}
	return w
}

// Step draws the next kind with the next frame, and tells whether there are more.
func (w *Warmup) Step() bool {
	if len(w.left) == 0 {
		w.Box.RemoveAll()
		return false
	}
	next := w.left[0]
	w.left = w.left[1:]
	next.Resize(fyne.NewSquareSize(warmupSide))
	w.Box.Objects = []fyne.CanvasObject{next}
	w.Box.Refresh()
	return true
}
