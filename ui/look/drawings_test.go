package look

import (
	"bytes"
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/fyne-io/oksvg"
	"github.com/srwiley/rasterx"

	"github.com/gerai-ikd/gerai/assets"
	"github.com/gerai-ikd/gerai/internal/golden"
)

var someInk = color.NRGBA{0x12, 0x34, 0x56, 0xff}

// TestIcons draws every icon as rasterx does by itself, which goes over the whole picture
// for each path of it.
func TestIcons(t *testing.T) {
	for _, name := range assets.Icons() {
		for _, side := range []int{18, 41, 144} {
			got := drawing{name, someInk, side, side}.picture()
			if err := golden.Compare(reference(t, name, side), got); err != nil {
				t.Errorf("%s, %d pixels: %v", name, side, err)
			}
			if inked(got) == 0 {
				t.Errorf("%s draws nothing", name)
			}
		}
	}
}

// reference draws an icon with the scanner of rasterx.
func reference(t testing.TB, name string, side int) image.Image {
	t.Helper()
	svg, err := assets.Icon(name, "#123456")
	if err != nil {
		t.Fatal(err)
	}
	icon, err := oksvg.ReadIconStream(bytes.NewReader(svg))
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewRGBA(image.Rect(0, 0, side, side))
	icon.SetTarget(0, 0, float64(side), float64(side))
	for i := range icon.SVGPaths {
		icon.SVGPaths[i].LineWidth *= max(1, float64(side)/icon.ViewBox.W)
	}
	icon.Draw(rasterx.NewDasher(side, side, rasterx.NewScannerGV(side, side, img, img.Rect)), 1)
	return img
}

// inked counts the pixels that are not clear.
func inked(img *image.RGBA) int {
	n := 0
	for i := 3; i < len(img.Pix); i += 4 {
		if img.Pix[i] > 0 {
			n++
		}
	}
	return n
}

// TestLinesGrowWithTheirIcon: on a screen of twice the pixels an icon has the same share of ink.
func TestLinesGrowWithTheirIcon(t *testing.T) {
	share := func(side int) float64 {
		return float64(inked(drawing{"approve", someInk, side, side}.picture())) / float64(side*side)
	}
	if small, large := share(48), share(192); large < small*0.8 {
		t.Errorf("%.3f of it is inked, four times as large %.3f", small, large)
	}
}

// TestIconFitsItsBox draws in boxes that are wider and higher than the icon.
func TestIconFitsItsBox(t *testing.T) {
	square := drawing{"approve", someInk, 40, 40}.picture()
	for _, box := range []image.Point{{90, 40}, {40, 90}} {
		got := drawing{"approve", someInk, box.X, box.Y}.picture()
		middle := image.Rect(0, 0, 40, 40).Add(image.Pt((box.X-40)/2, (box.Y-40)/2))
		if err := golden.Compare(square, got.SubImage(middle)); err != nil {
			t.Errorf("in %v: %v", box, err)
		}
		if inked(got) != inked(square) {
			t.Errorf("in %v %d pixels are inked, want %d", box, inked(got), inked(square))
		}
	}
	for name, k := range map[string]drawing{"unknown": {"no-such-icon", someInk, 40, 40}, "no room": {"approve", someInk, 0, 40}} {
		if n := inked(k.picture()); n != 0 {
			t.Errorf("%s: %d pixels are inked", name, n)
		}
	}
}

// TestIconIsDrawnOnce asks for the same drawing from two screens, for another colour, and
// for more than is kept.
func TestIconIsDrawnOnce(t *testing.T) {
	test.NewTempApp(t)
	l := New(false)
	a, b := l.Icon("lock", someInk), l.Icon("lock", someInk)
	if a.Shape.Generator(24, 24) != b.Shape.Generator(24, 24) {
		t.Error("the same drawing was made twice")
	}
	before := a.Shape.Generator(24, 24)
	a.Set("lock", l.Primary)
	if a.Shape.Generator(24, 24) == before {
		t.Error("another colour shows the same drawing")
	}
	d := drawings{kept: map[drawing]*image.RGBA{}}
	for side := range 200 {
		d.picture(drawing{"dot", someInk, 400 + side, 400 + side})
	}
	kept := 0
	for _, img := range d.kept {
		kept += len(img.Pix)
	}
	if kept != d.bytes || kept > keptBytes || len(d.kept) == 0 {
		t.Errorf("%d bytes in %d drawings are kept, %d counted, at most %d", kept, len(d.kept), d.bytes, keptBytes)
	}
}

// BenchmarkIllustration draws the one at the door: as it is done here, as rasterx does it by itself,
// and from what is kept.
func BenchmarkIllustration(b *testing.B) {
	const name, side = "counter", 300
	b.Run("each path's own box", func(b *testing.B) {
		for b.Loop() {
			drawing{name, someInk, side, side}.picture()
		}
	})
	b.Run("rasterx", func(b *testing.B) {
		for b.Loop() {
			reference(b, name, side)
		}
	})
	b.Run("kept", func(b *testing.B) {
		d := drawings{kept: map[drawing]*image.RGBA{}}
		for b.Loop() {
			d.picture(drawing{name, someInk, side, side})
		}
	})
}
