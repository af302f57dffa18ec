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

	probe   *canvas.Raster // drawn after the others: tells that they were
	waiting bool           // for a frame with what was added last; main goroutine only
}

// warmupSide is large enough to have pixels, and small enough to be hidden by anything.
const warmupSide = 8

// NewWarmup makes one that has drawn nothing yet.
func NewWarmup() *Warmup {
	w := &Warmup{Box: container.NewWithoutLayout()}
	w.probe = canvas.NewRaster(func(wide, high int) image.Image {
		w.waiting = false
		return image.NewRGBA(image.Rect(0, 0, wide, high))
	})
	w.probe.Resize(fyne.NewSquareSize(warmupSide))
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

// Step draws the next kind with the next frame, and tells whether there are more. As long as a
// frame takes, nothing is added: a kind that is gone before it was drawn is met in the middle of
// a case after all.
func (w *Warmup) Step() bool {
	switch {
	case w.waiting:
		return true
	case len(w.left) == 0:
		w.Box.RemoveAll()
		return false
	}
	next := w.left[0]
	w.left, w.waiting = w.left[1:], true
	next.Resize(fyne.NewSquareSize(warmupSide))
	w.Box.Objects = []fyne.CanvasObject{next, w.probe}
	w.Box.Refresh()
	w.probe.Refresh()
	return true
}
