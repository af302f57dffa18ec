package main

import (
	"image"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
)

// eyes are the detectors that there are here: the cascade, and the networks where their
// models lie beside the project.
func eyes(t *testing.T) map[string]*eye {
	t.Helper()
	out := map[string]*eye{}
	for name, dir := range map[string]string{"Cascade": t.TempDir(), "Networks": modelsHere()} {
		c, err := face.New(face.Config{ModelsDir: dir})
		if dir == "" || err != nil {
			t.Logf("without %s: %v", name, err)
			continue
		}
		t.Cleanup(func() { c.Close() })
		out[name] = newEye(c, new(atomic.Int64))
	}
	if len(out) == 0 {
		t.Skip("SKIPPED, NOT TESTED: neither cascade nor models on this machine")
	}
	return out
}

// modelsHere is the folder of models beside the project; "": there is none.
func modelsHere() string {
	dir := filepath.Join("..", "..", "..", "shared", "models")
	if env := os.Getenv("GERAI_MODELS"); env != "" {
		dir = env
	}
	if _, err := os.Stat(filepath.Join(dir, face.ManifestName)); err != nil {
		return ""
	}
	return dir
}

func people(of ...drawn.Person) *image.RGBA {
	return drawn.Scene{Width: 1280, Height: 720, Noise: 2, People: of}.Picture()
}

func person(look int64, x, width float64) drawn.Person {
	return drawn.Person{Look: drawn.NewLook(look), X: x, Y: 330, Width: width}
}

func darkened(img *image.RGBA) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	for i, v := range img.Pix {
		out.Pix[i] = v
		if i%4 != 3 {
			out.Pix[i] = v / 5
		}
	}
	return out
}

// TestKeyWithTheRealEye: the key takes what is good or only warned about, the mean of several
// frames; what is refused it does not take, and says what helps.
func TestKeyWithTheRealEye(t *testing.T) {
	for name, e := range eyes(t) {
		t.Run(name, func(t *testing.T) {
			now := time.Unix(1000, 0)
			e.now = func() time.Time { return now }
			for what, img := range map[string]*image.RGBA{
				"Far": people(person(3, 640, 80)), "Nobody": people(),
				"Two": people(person(3, 420, 230), person(4, 860, 225)), "Dark": darkened(people(person(3, 640, 250))),
			} {
				e.Reset()
				look, err := e.Look(&enrol.Frame{RGBA: img}, true)
				if err != nil || look.Selfie != nil || look.Hint == "" {
					t.Errorf("%s: %v, taken %v, hint %q", what, err, look.Selfie != nil, look.Hint)
				}
			}
			e.Reset()
			aside := people(person(3, 640, 130)) // too small to be good, too large to be refused
			for range 3 {
				now = now.Add(100 * time.Millisecond)
				if _, err := e.Look(&enrol.Frame{RGBA: aside}, false); err != nil {
					t.Fatal(err)
				}
			}
			look, err := e.Look(&enrol.Frame{RGBA: aside}, true)
			if err != nil || look.Selfie == nil {
				t.Fatalf("not taken: %v, %q", err, look.Hint)
			}
			if shots, err := e.shots(*look.Selfie); err != nil || len(shots) != 4 {
				t.Errorf("%d frames for the comparison, %v", len(shots), err)
			}
		})
	}
}
