package face

import (
	"image"
	"math"
	"path/filepath"
	"testing"

	"golang.org/x/image/draw"

	"github.com/gerai-ikd/gerai/camera"
	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
)

// heldPhotograph is a frame with a print of a picture held to the camera: a white edge, the print's pale
// colours, the wall around it.
func heldPhotograph(t *testing.T, path string) *image.RGBA {
	t.Helper()
	img, err := camera.ReadPicture(path)
	if err != nil {
		t.Fatal(err)
	}
	frame := drawn.Scene{Width: 1280, Height: 720}.Picture()
	size := img.Rect.Size()
	high := 460
	wide := high * size.X / size.Y
	at := image.Rect(640-wide/2, 130, 640-wide/2+wide, 130+high)
	draw.Draw(frame, at.Inset(-18), image.White, image.Point{}, draw.Src)
	draw.BiLinear.Scale(frame, at, img, img.Rect, draw.Src, nil)
	for y := at.Min.Y; y < at.Max.Y; y++ {
		for x := at.Min.X; x < at.Max.X; x++ {
			px := frame.Pix[frame.PixOffset(x, y):]
			for c := range 3 {
				px[c] = uint8(30 + int(px[c])*8/10)
			}
		}
	}
	return drawn.Noisy(frame, 2, 7)
}

func TestProbability(t *testing.T) {
	for name, tt := range map[string]struct {
		v    []float32
		want float64
	}{
		"Probabilities": {[]float32{.0005, .999, .0005}, .999},
		"Scores":        {[]float32{0, 3, 0}, .9094},
		"Alike":         {[]float32{1, 1, 1}, 1. / 3},
		"Few":           {[]float32{1}, 0},
		"None":          {nil, 0},
	} {
		if got := probability(tt.v, 1); math.Abs(got-tt.want) > 1e-4 {
			t.Errorf("%s: %.4f, want %.4f", name, got, tt.want)
		}
	}
}

// A photograph held to the camera: a face is found in it, and the passive check thinks far less of it than of
// the same face before the camera itself. It is advice, and half of these are below its limit: nothing here
// claims that a photograph is seen through.
func TestPhotographHeldToTheCamera(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: models(t)})
	files, _ := filepath.Glob(filepath.Join("..", "..", "..", "shared", "faces", "*.jpg"))
	if len(files) == 0 || !c.CanLiveness() {
		t.Skip("SKIPPED, NOT TESTED: no photographs beside the project, or no liveness model")
	}
	doubted, fell := 0, 0.0
	for _, f := range files {
		img := heldPhotograph(t, f)
		found := inspect(t, c, img)
		if len(found.Faces) == 0 {
			t.Errorf("%s: no face", filepath.Base(f))
			continue
		}
		l, err := c.Liveness(img, found.Faces[0])
		if err != nil {
			t.Fatal(err)
		}
		live := livenessOf(t, c, f)
		t.Logf("%s: held %.3f, itself %.3f", filepath.Base(f), l.Score, live)
		if live < LivenessAt {
			t.Errorf("%s itself: %.3f", filepath.Base(f), live)
		}
		fell += (live - l.Score) / float64(len(files))
		if !l.Live {
			doubted++
		}
	}
	if doubted == 0 || fell < .2 {
		t.Errorf("%d photographs are doubted, the score falls by %.2f", doubted, fell)
	}
	t.Logf("%d of %d photographs are doubted", doubted, len(files))
}

// livenessOf takes a picture file for a live picture.
func livenessOf(t *testing.T, c *Checker, path string) float64 {
	t.Helper()
	img, err := camera.ReadPicture(path)
	if err != nil {
		t.Fatal(err)
	}
	l, err := c.Liveness(img, inspect(t, c, img).Faces[0])
	if err != nil {
		t.Fatal(err)
	}
	return l.Score
}
