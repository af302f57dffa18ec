package look

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
)

// TestSheet: a sheet looks like a plate, at every density at which its size is one of whole pixels,
// with an edge and without.
func TestSheet(t *testing.T) {
	test.NewTempApp(t)
	fill, edge := color.NRGBA{200, 100, 50, 255}, color.NRGBA{0, 0, 255, 255}
	for _, size := range []fyne.Size{{Width: 300, Height: 200}, {Width: 304, Height: 68}, {Width: 96, Height: 240}, {Width: 40, Height: 32}} {
		for _, width := range []float32{0, 1, 1.5, 2} {
			for _, density := range []float32{1, 1.25, 2} {
				sheet := NewSheet(color.NRGBA{1, 2, 3, 255}, Radius)
				sheet.Set(fill, edge, width)
				got := painted(t, sheet.Shape, size, density)
				want := painted(t, NewPlate(fill, Radius).Edged(edge, width).Shape, size, density)
				if n := differ(got, want); n > 0 {
					t.Errorf("%v, edge of %v, density %v: %d pixels differ from a plate's", size, width, density, n)
				}
			}
		}
	}
}

// painted is what a window with this alone looks like.
func painted(t *testing.T, o fyne.CanvasObject, size fyne.Size, density float32) image.Image {
	w := test.NewTempWindow(t, nil)
	w.SetPadded(false)
	w.Canvas().(software.WindowlessCanvas).SetScale(density)
	w.SetContent(container.NewWithoutLayout(o))
	w.Resize(size.AddWidthHeight(8, 8))
	At(o, 4, 4, size.Width, size.Height)
	return w.Canvas().Capture()
}

// differ counts pixels of which a colour is further off than rounding takes it.
func differ(a, b image.Image) int {
	if a.Bounds() != b.Bounds() {
		return a.Bounds().Dx() * a.Bounds().Dy()
	}
	n := 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			p, q := color.NRGBAModel.Convert(a.At(x, y)).(color.NRGBA), color.NRGBAModel.Convert(b.At(x, y)).(color.NRGBA)
			if !near(p.R, q.R, 3) || !near(p.G, q.G, 3) || !near(p.B, q.B, 3) {
				n++
			}
		}
	}
	return n
}
