package ui

import (
	"image"
	"image/color"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/gerai-ikd/gerai/enrol/lane"
	"github.com/gerai-ikd/gerai/internal/golden"
	"github.com/gerai-ikd/gerai/ui/chart"
	"github.com/gerai-ikd/gerai/ui/look"
)

// drawnWidget is one of this package's own as a golden picture has it.
type drawnWidget struct {
	size fyne.Size
	make func(l *look.Look) []fyne.CanvasObject
}

// filled lays the only object over the whole picture.
func filled(size fyne.Size, make func(l *look.Look) fyne.CanvasObject) drawnWidget {
	return drawnWidget{size, func(l *look.Look) []fyne.CanvasObject {
		x := make(l)
		look.At(x, 8, 8, size.Width-16, size.Height-16)
		return []fyne.CanvasObject{x}
	}}
}

// goldenWidgets are the widgets, each in the state that shows the most of it.
func goldenWidgets() map[string]drawnWidget {
	return map[string]drawnWidget{
		"step-bar": filled(fyne.NewSize(320, 90), func(l *look.Look) fyne.CanvasObject {
			b := newStepBar(l)
			b.show([]stepModel{{"Data", "qr", lane.StepDone, "0.12"}, {"Foto", "camera", lane.StepFailed, "0.40"},
				{"Wajah", "face", lane.StepCurrent, "0.08 / 0.10"}, {"Putusan", "approve", lane.StepTodo, ""}})
			return b.box
		}),
		"score-bar": filled(fyne.NewSize(320, 110), func(l *look.Look) fyne.CanvasObject {
			b := newScoreBar(l)
			b.show(verdictModel{Present: true, Tone: look.OK, Icon: "approve", Band: "Cocok", Method: "dengan foto chip", HasScore: true,
				Score: 0.8, Mark: 0.6, Figures: "0,82"})
			return b.box
		}),
		"badge": filled(fyne.NewSize(190, 52), func(l *look.Look) fyne.CanvasObject {
			b := newBadge(l)
			b.set(pill{look.Warn, "offline", "Pusat terputus"})
			return b.box
		}),
		"banner": filled(fyne.NewSize(420, 64), func(l *look.Look) fyne.CanvasObject {
			b := newBanner(l)
			b.show(outageModel{true, look.Warn, "offline", "Sejak 10.15", "12 menunggu, yang tertua 2 jam"})
			return b.box
		}),
		"oval": {fyne.NewSize(90, 110), func(l *look.Look) []fyne.CanvasObject {
			o := newOval(guideGood)
			o.place(12, 12, 66, 86)
			return []fyne.CanvasObject{o.shape}
		}},
		"ring": {fyne.NewSize(90, 110), func(l *look.Look) []fyne.CanvasObject {
			r := newRing()
			r.place(12, 12, 66, 86)
			r.show(0.7)
			return r.objects()
		}},
		"qr-plate": {fyne.NewSize(80, 80), func(l *look.Look) []fyne.CanvasObject {
			code := image.NewGray(image.Rect(0, 0, 21, 21))
			for i := range code.Pix {
				code.Pix[i] = uint8(255 * (i * i / 7 % 2))
			}
			p := newQRPlate(l)
			p.show(code)
			p.place(4, 4, 72)
			return p.objects()
		}},
		"chart-rows":    filled(fyne.NewSize(300, 130), func(l *look.Look) fyne.CanvasObject { return goldenChart(l, false) }),
		"chart-columns": filled(fyne.NewSize(300, 130), func(l *look.Look) fyne.CanvasObject { return goldenChart(l, true) }),
	}
}

// goldenChart has every pattern, a legend and figures.
func goldenChart(l *look.Look, columns bool) fyne.CanvasObject {
	k := inks{l}
	c := k.chart([]chart.Bar{
		{Label: "Baru", Text: "9/2/1", Parts: []chart.Part{k.part(9, look.OK, chart.Solid), k.part(2, look.Bad, chart.Rising), k.part(1, look.Warn, chart.Dotted)}},
		{Label: "Ganti", Text: "4/3", Parts: []chart.Part{k.part(4, look.Info, chart.Falling), k.part(3, look.Bad, chart.Level)}},
	}, columns)
	c.Legend = []chart.Bar{{Label: "disetujui", Parts: []chart.Part{k.part(1, look.OK, chart.Solid)}}}
	img, err := c.Draw(284, 114, float64(l.ChartText()))
	if err != nil {
		return canvas.NewText(err.Error(), color.Black)
	}
	shown := canvas.NewImageFromImage(img)
	shown.ScaleMode = canvas.ImageScalePixels
	return shown
}

// TestGolden holds the widgets of this package against the pictures in testdata/golden, each
// in light, dark and high contrast side by side; see package golden for how to renew them.
func TestGolden(t *testing.T) {
	for name, w := range goldenWidgets() {
		t.Run(name, func(t *testing.T) {
			var all []image.Image
			for _, s := range []look.Style{{}, {Dark: true}, {High: true}} {
				l := look.Styled(s)
				test.NewTempApp(t).Settings().SetTheme(look.NewTheme(l))
				shown := test.NewTempWindow(t, nil)
				shown.SetPadded(false)
				shown.SetContent(container.NewWithoutLayout(w.make(l)...))
				shown.Resize(w.size)
				all = append(all, shown.Canvas().Capture())
			}
			if err := golden.Check(filepath.Join("testdata", "golden"), name, "..", golden.Beside(all...)); err != nil {
				t.Error(err)
			}
		})
	}
}
