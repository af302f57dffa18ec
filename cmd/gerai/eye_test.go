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
	"github.com/gerai-ikd/gerai/enrol/lane"
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

// taken is what an eye keeps of a drawn person, several frames of it.
func taken(t *testing.T, e *eye, look int64) lane.Selfie {
	t.Helper()
	e.Reset()
	img := people(person(look, 640, 250))
	for range 3 {
		if _, err := e.Look(&enrol.Frame{RGBA: img}, false); err != nil {
			t.Fatal(err)
		}
	}
	got, err := e.Look(&enrol.Frame{RGBA: img}, true)
	if err != nil || got.Selfie == nil {
		t.Fatalf("not taken: %v, %q", err, got.Hint)
	}
	return *got.Selfie
}

// TestOtherModelIsSaid: a template of another model is never compared, and named in the result.
func TestOtherModelIsSaid(t *testing.T) {
	e := eyes(t)["Networks"]
	if e == nil || e.Model() == "" {
		t.Skip("SKIPPED, NOT TESTED: no embedder beside the project")
	}
	s := taken(t, e, 3)
	r, err := e.Compare(t.Context(), s, &enrol.FaceTemplate{Model: "another", Data: make([]byte, 128)})
	if err != nil || r.Method != enrol.MethodStaff || r.Other != "another" || r.Band != enrol.BandNone {
		t.Errorf("%+v, %v", r, err)
	}
	if r, err = e.Compare(t.Context(), s, nil); err != nil || r.Method != enrol.MethodStaff || r.Other != "" {
		t.Errorf("without any: %+v, %v", r, err)
	}
}

// TestStraightFrameOfATurn: the frame that a turn began with is kept for the comparison.
func TestStraightFrameOfATurn(t *testing.T) {
	e := eyes(t)["Networks"]
	if e == nil || e.Model() == "" {
		t.Skip("SKIPPED, NOT TESTED: no embedder beside the project")
	}
	s := taken(t, e, 1)
	e.Reset()
	if _, err := e.LookTurn(&enrol.Frame{RGBA: people(person(1, 640, 250))}, enrol.TurnLeft); err != nil || e.straight.Image == nil {
		t.Fatalf("no straight frame: %v", err)
	}
	if same, err := e.SamePerson(t.Context(), s, e.straight); err != nil || !same {
		t.Errorf("the same person: %v, %v", same, err)
	}
}

// TestTurnedHeadOfAnother: two people are told apart, by photographs where there are any.
func TestTurnedHeadOfAnother(t *testing.T) {
	e := eyes(t)["Networks"]
	if e == nil || e.Model() == "" {
		t.Skip("SKIPPED, NOT TESTED: no embedder beside the project")
	}
	shots := map[string]face.Shot{}
	for _, name := range []string{"obama1.jpg", "obama2.jpg", "biden1.jpg"} {
		img, err := loadColour(filepath.Join("..", "..", "..", "shared", "faces", name))
		if err != nil {
			t.Skip("SKIPPED, NOT TESTED: no photographs beside the project")
		}
		found, err := e.checker.Inspect(img)
		if err != nil || len(found.Faces) == 0 {
			t.Fatalf("%s: %v", name, err)
		}
		shots[name] = face.Shot{Image: img, Findings: found}
	}
	s := lane.Selfie{Probe: face.Selfie{Shot: shots["obama1.jpg"]}}
	for name, want := range map[string]bool{"obama2.jpg": true, "biden1.jpg": false} {
		if same, err := e.SamePerson(t.Context(), s, shots[name]); err != nil || same != want {
			t.Errorf("%s: %v, %v", name, same, err)
		}
	}
}
