package face

import (
	"image"
	"math"
	"testing"

	"gocv.io/x/gocv"
)

// aligned is f as a network of 112 by 112 pixels gets it.
func aligned(m gocv.Mat, f Face) gocv.Mat {
	size := image.Pt(112, 112)
	near, f := closer(m, f, size)
	defer near.Close()
	return align(near, f, size)
}

// TestAlignLargeFaces: a face of many pixels is aligned to the same picture as a small one, from a part
// of the frame alone, also tilted and at the frame's edge.
func TestAlignLargeFaces(t *testing.T) {
	const side = 900
	m := gocv.NewMatWithSize(side, side, gocv.MatTypeCV8UC4)
	defer m.Close()
	pix, err := m.DataPtrUint8()
	if err != nil {
		t.Fatal(err)
	}
	for _, roll := range []float64{0, 20, -35, 180} {
		f := Face{Box: image.Rect(40, 40, 860, 860), HasLandmarks: true}
		sin, cos := math.Sincos(roll * math.Pi / 180)
		for i, p := range arcface {
			x, y := 6*(p.X-56), 6*(p.Y-72)
			f.Landmarks[i] = Point{450 + x*cos - y*sin, 450 + x*sin + y*cos}
		}
		for i := range side * side { // brightness is the height in the upright face
			x, y := float64(i%side)-450, float64(i/side)-450
			v := uint8(math.Max(0, math.Min(255, 128+(-x*sin+y*cos)/4)))
			pix[4*i], pix[4*i+1], pix[4*i+2], pix[4*i+3] = v, v, v, 255
		}
		out := aligned(m, f)
		got, err := out.DataPtrUint8()
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []image.Point{{56, 40}, {56, 72}, {30, 90}, {80, 100}} {
			want := 128 + 6*float64(at.Y-72)/4
			if v := float64(got[4*(112*at.Y+at.X)]); math.Abs(v-want) > 3 {
				t.Errorf("roll %v: brightness at %v is %v, want %v", roll, at, v, want)
			}
		}
		out.Close()
	}
}

// TestAlignAbsurdLandmarks: those of a broken model cost no memory and end nothing.
func TestAlignAbsurdLandmarks(t *testing.T) {
	m := gocv.NewMatWithSize(600, 600, gocv.MatTypeCV8UC4)
	defer m.Close()
	for _, far := range []float64{1e3, 1e7, -1e9, math.Inf(1), math.NaN()} {
		f := Face{Box: image.Rect(50, 50, 550, 550), HasLandmarks: true}
		for i := range f.Landmarks {
			f.Landmarks[i] = Point{far * float64(i), far}
		}
		out := aligned(m, f)
		if out.Cols() != 112 || out.Rows() != 112 {
			t.Errorf("%v: %dx%d", far, out.Cols(), out.Rows())
		}
		out.Close()
	}
}
