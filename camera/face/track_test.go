package face

import (
	"image"
	"math"
	"testing"
)

// TestFollow walks a face through the picture: what Follow finds is what Inspect finds.
func TestFollow(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: models(t)})
	for _, w := range []float64{60, 140, 260} {
		var track Track
		for i := range 12 {
			x := 500 + float64(i)*w/12
			img := scene(at(3, x, 330+float64(i%3), w))
			got, err := c.Follow(&track, img)
			if err != nil {
				t.Fatal(err)
			}
			want := inspect(t, c, img)
			if len(got.Faces) != 1 || overlap(got.Faces[0].Box, want.Faces[0].Box) < .7 {
				t.Fatalf("%v px wide, look %d: %v, want %v", w, i, got.Faces, want.Faces)
			}
			if d := math.Abs(got.Faces[0].EyeDistance() - want.Faces[0].EyeDistance()); d > .1*want.Faces[0].EyeDistance()+2 {
				t.Errorf("%v px wide, look %d: eyes %.1f px apart, Inspect says %.1f", w, i, got.Faces[0].EyeDistance(), want.Faces[0].EyeDistance())
			}
			if got.OK != want.OK {
				t.Errorf("%v px wide, look %d: good %v, Inspect says %v", w, i, got.OK, want.OK)
			}
		}
	}
}

func TestFollowNotices(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: models(t)})
	alone, two, empty := scene(at(3, 420, 330, 240)), scene(at(3, 420, 330, 240), at(4, 900, 330, 220)), scene()
	other := scene(at(5, 900, 330, 200))
	follow := func(track *Track, img *image.RGBA) Findings {
		t.Helper()
		f, err := c.Follow(track, img)
		if err != nil {
			t.Fatal(err)
		}
		return f
	}
	for name, tt := range map[string]struct {
		then   *image.RGBA
		within int // looks
		seen   func(Findings) bool
	}{
		"SomebodyBeside": {two, nearLooks + 1, func(f Findings) bool { return f.Hint == HintTwoFaces }},
		"Gone":           {empty, 1, func(f Findings) bool { return len(f.Faces) == 0 }},
		"SomebodyElse":   {other, 1, func(f Findings) bool { return len(f.Faces) == 1 && image.Pt(900, 330).In(f.Faces[0].Box) }},
		"OtherSize":      {scene(at(3, 420, 330, 240)).SubImage(image.Rect(200, 100, 841, 580)).(*image.RGBA), 1, func(f Findings) bool { return len(f.Faces) == 1 }},
		"Tiny":           {image.NewRGBA(image.Rect(0, 0, 9, 9)), 1, func(f Findings) bool { return len(f.Faces) == 0 }},
	} {
		t.Run(name, func(t *testing.T) {
			var track Track
			for range 2 {
				follow(&track, alone)
			}
			seen := false
			for range tt.within {
				seen = tt.seen(follow(&track, tt.then))
			}
			if !seen {
				t.Errorf("not seen within %d looks", tt.within)
			}
		})
	}
}

func TestFollowWithACascade(t *testing.T) {
	c := mustNew(t, Config{ModelsDir: t.TempDir()})
	var track Track
	img := scene(at(3, 640, 330, 260))
	for range 4 {
		f, err := c.Follow(&track, img)
		if err != nil || len(f.Faces) == 0 {
			t.Fatalf("%v, %v", f.Faces, err)
		}
	}
}

// BenchmarkFollow is a frame of a live picture, the mean over looks near and wide.
func BenchmarkFollow(b *testing.B) {
	c := mustNew(b, Config{ModelsDir: models(b)})
	for name, w := range map[string]float64{"60px": 60, "260px": 260} {
		img := scene(at(3, 640, 330, w))
		var track Track
		b.Run(name, func(b *testing.B) {
			loop(b, func() error {
				_, err := c.Follow(&track, img)
				return err
			})
		})
	}
}
