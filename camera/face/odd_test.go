package face

import (
	"fmt"
	"image"
	"os"
	"testing"

	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
)

// Frames of any size and content are answered, not crashed on.
func TestOddFrames(t *testing.T) {
	for _, dir := range []string{t.TempDir(), models(t)} {
		c := mustNew(t, Config{ModelsDir: dir})
		for _, size := range []image.Point{{0, 0}, {1, 1}, {31, 31}, {33, 4000}, {641, 359}, {720, 1280}, {3840, 2160}} {
			if _, err := c.Inspect(image.NewRGBA(image.Rectangle{Max: size})); err != nil {
				t.Errorf("%s, %v: %v", c.Detector(), size, err)
			}
		}
		part := scene(at(3, 640, 330, 260)).SubImage(image.Rect(301, 7, 980, 700)).(*image.RGBA)
		f, err := c.Inspect(part)
		if err != nil || len(f.Faces) == 0 {
			t.Errorf("%s: part of a picture: %d faces, %v", c.Detector(), len(f.Faces), err)
			continue
		}
		if mid := f.Faces[0].middle(); mid.X < 280 || mid.X > 400 {
			t.Errorf("%s: face at %v, want about 339", c.Detector(), mid)
		}
	}
}

func TestGreyAndUpsideDown(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: models(t)})
	img := drawn.Portrait(1280, 720, 260, drawn.NewLook(3), drawn.Pose{})
	grey, down := image.NewRGBA(img.Rect), image.NewRGBA(img.Rect)
	for i := 0; i < len(img.Pix); i += 4 {
		v := uint8((77*int(img.Pix[i]) + 150*int(img.Pix[i+1]) + 29*int(img.Pix[i+2])) >> 8)
		copy(grey.Pix[i:], []uint8{v, v, v, 255})
		copy(down.Pix[len(img.Pix)-4-i:], img.Pix[i:i+4])
	}
	if f := inspect(t, c, grey); len(f.Faces) != 1 {
		t.Errorf("grey: %d faces", len(f.Faces))
	}
	f := inspect(t, c, down)
	if f.OK {
		t.Error("a selfie upside down would be taken")
	}
	if roll, ok := f.Component("HeadPoseRoll"); !ok || roll.Value < 150 {
		t.Errorf("upside down: roll %.0f", roll.Value)
	}
}

// resident is the memory of this process in bytes.
func resident(tb testing.TB) int64 {
	tb.Helper()
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		tb.Skip("SKIPPED, NOT TESTED: no /proc here")
	}
	var total, pages int64
	if _, err := fmt.Sscan(string(data), &total, &pages); err != nil {
		tb.Fatal(err)
	}
	return pages * int64(os.Getpagesize())
}

// A thousand frames must not cost what a leak of one small thing a frame would.
func TestInspectKeepsItsMemory(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: models(t)})
	img := scene(at(3, 640, 330, 260))
	for range 50 {
		inspect(t, c, img)
	}
	before := resident(t)
	for range 300 {
		inspect(t, c, img)
	}
	if grown := resident(t) - before; grown > 8<<20 {
		t.Errorf("%d kB more after 300 frames", grown>>10)
	}
}
