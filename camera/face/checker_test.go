package face

import (
	"image"
	"image/color"
	"math"
	"testing"

	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
)

func scene(people ...drawn.Person) *image.RGBA {
	return drawn.Scene{Width: 1280, Height: 720, Noise: 2, People: people}.Picture()
}

func at(look int64, x, y, w float64) drawn.Person {
	return drawn.Person{Look: drawn.NewLook(look), X: x, Y: y, Width: w}
}

func inspect(t *testing.T, c *Checker, img *image.RGBA) Findings {
	t.Helper()
	f, err := c.Inspect(img)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestHaarFindsDrawnFaces(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: t.TempDir()})
	if c.Detector() != "haar" {
		t.Fatalf("detector is %s", c.Detector())
	}
	found := 0
	for id := range int64(10) {
		f := inspect(t, c, scene(at(id, 640, 330, 260)))
		if len(f.Faces) > 0 && image.Pt(640, 330).In(f.Faces[0].Box) {
			found++
		}
	}
	if found < 8 {
		t.Errorf("found %d of 10 drawn faces", found)
	}
	if f := inspect(t, c, scene()); len(f.Faces) != 0 || f.Hint != HintNoFace || f.OK {
		t.Errorf("empty scene: %+v", f)
	}
}

func TestYuNetFindsDrawnFaces(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: models(t)})
	for _, w := range []float64{64, 100, 200, 300, 420} {
		for id := range int64(8) {
			f := inspect(t, c, scene(at(id, 500+20*float64(id), 330, w)))
			if len(f.Faces) != 1 {
				t.Errorf("look %d, %v px wide: %d faces", id, w, len(f.Faces))
				continue
			}
			got := f.Faces[0]
			if k := float64(got.Box.Dx()) / w; k < .7 || k > 1.3 {
				t.Errorf("look %d: %v px wide, found %d", id, w, got.Box.Dx())
			}
			l := drawn.NewLook(id)
			if want := 2 * l.EyeGap * w; math.Abs(got.EyeDistance()-want) > .25*want+2 {
				t.Errorf("look %d, %v px wide: eyes %.1f px apart, drawn %.1f", id, w, got.EyeDistance(), want)
			}
		}
	}
}

func TestHints(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: models(t)})
	posed := func(p drawn.Pose) *image.RGBA {
		who := at(3, 640, 330, 260)
		who.Pose = p
		return scene(who)
	}
	dark := drawn.Scene{Width: 1280, Height: 720, Noise: 1, Wall: color.RGBA{30, 30, 30, 255},
		People: []drawn.Person{{Look: drawn.NewLook(3), Pose: drawn.Pose{Light: .25}, X: 640, Y: 330, Width: 260}}}.Picture()
	for _, tc := range []struct {
		name string
		img  *image.RGBA
		want Hint
	}{
		{"OK", posed(drawn.Pose{}), HintNone},
		{"NoFace", scene(), HintNoFace},
		{"TwoFaces", scene(at(3, 400, 330, 240), at(4, 900, 330, 220)), HintTwoFaces},
		{"Closer", scene(at(3, 640, 330, 80)), HintCloser},
		{"Centre", scene(at(3, 110, 330, 260)), HintCentre},
		{"MoreLight", dark, HintMoreLight},
		{"LightFromFront", posed(drawn.Pose{SideLight: .9, Light: 1.2}), HintLightFromFront},
		{"LookStraight", posed(drawn.Pose{Yaw: .7}), HintLookStraight},
		{"HeadUpright", posed(drawn.Pose{Roll: .35}), HintHeadUpright},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := inspect(t, c, tc.img)
			if f.Hint != tc.want {
				t.Errorf("hint %q, want %q", f.Hint, tc.want)
				for _, q := range f.Quality {
					t.Logf("%-28s %8.3f %s level %d score %.2f %s", q.Name, q.Value, q.Unit, q.Level, q.Score, q.Hint)
				}
			}
			if f.OK && tc.want != HintNone && patient[tc.want] {
				t.Error("such a picture would be taken")
			}
		})
	}
}

func BenchmarkInspect(b *testing.B) {
	for _, cfg := range []Config{{ModelsDir: b.TempDir()}, {ModelsDir: models(b)}} {
		c := mustNew(b, cfg)
		img := scene(at(3, 640, 330, 260))
		b.Run(c.Detector(), func(b *testing.B) {
			loop(b, func() error {
				_, err := c.Inspect(img)
				return err
			})
		})
	}
}
