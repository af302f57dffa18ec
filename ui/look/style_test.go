package look

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

func TestSteps(t *testing.T) {
	for _, scale := range []float32{1.25, 1.5, 1.75} {
		for _, sizes := range [][]float32{{Body}, {Title, Body}, {Body, Small, Small, Caption}, {Display, Sentence, Title}} {
			got := steps(sizes, scale)
			if got[0] != float32(int(sizes[0]*scale+0.5)) {
				t.Errorf("%v at %v begins with %v", sizes, scale, got[0])
			}
			for i := 1; i < len(got); i++ {
				if got[i] >= got[i-1] {
					t.Errorf("%v at %v: %v goes up", sizes, scale, got)
				}
			}
		}
	}
}

// Text grows where there is room, and takes a step back rather than being cut.
func TestTextGrows(t *testing.T) {
	a := test.NewTempApp(t)
	for _, tt := range []struct {
		scale       float32
		width, high float32
		want        float32
	}{{1, 500, 60, Body}, {1.25, 500, 60, 23}, {1.75, 500, 60, 32}, {1.75, 500, 31, 23}, {1.75, 110, 60, Body}} {
		a.Settings().SetTheme(NewTheme(Styled(Style{Text: tt.scale})))
		x := NewText("Wajah cocok", Body, Light().Text)
		x.Resize(fyne.NewSize(tt.width, tt.high))
		test.WidgetRenderer(x).Layout(x.Size())
		if got := x.shown[0].TextSize; got != tt.want || x.Cut() {
			t.Errorf("%v in %vx%v: size %v, cut %v; want %v", tt.scale, tt.width, tt.high, got, x.Cut(), tt.want)
		}
	}
}
