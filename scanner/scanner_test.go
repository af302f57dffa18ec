package scanner

import (
	"image"
	"testing"

	"github.com/gerai-ikd/gerai/internal/drawn/phone"
)

// mustGray draws a frame of a phone.
func mustGray(tb testing.TB, o phone.Options) *image.Gray {
	tb.Helper()
	g, err := phone.RenderGray(o)
	if err != nil {
		tb.Fatal(err)
	}
	return g
}

func TestScanEasyFrames(t *testing.T) {
	s := New(Options{Patient: true})
	defer s.Close()
	for _, th := range []phone.Theme{phone.Light, phone.DarkCard, phone.Inverted} {
		t.Run(th.String(), func(t *testing.T) {
			const text = "HC-IKD-0001 resident at the counter"
			res, ok := s.Scan(mustGray(t, phone.Options{Text: text, Theme: th, Roll: 8, Noise: 2, Clutter: true}))
			if !ok || res.Text != text {
				t.Fatalf("read %q, %v; hint %v", res.Text, ok, s.Hint())
			}
		})
	}
}

func TestScanUpright(t *testing.T) {
	s := New(Options{Patient: true})
	defer s.Close()
	text := "upright phone of the demo camera"
	res, ok := s.Scan(phone.Gray(phone.Upright(text, 1280, 720)))
	if !ok || res.Text != text {
		t.Fatalf("read %q, %v", res.Text, ok)
	}
}

func TestScanNothing(t *testing.T) {
	s := New(Options{Patient: true})
	defer s.Close()
	if res, ok := s.Scan(image.NewGray(image.Rect(0, 0, 640, 480))); ok {
		t.Fatalf("read %q from a black picture", res.Text)
	}
	if s.Hint() == HintNone {
		t.Fatal("no hint after a miss")
	}
	for _, r := range []image.Rectangle{{}, image.Rect(0, 0, 1, 1), image.Rect(0, 0, 1, 100)} {
		if _, ok := s.Scan(image.NewGray(r)); ok {
			t.Fatalf("read something from %v", r)
		}
	}
}

func TestScanLargePicture(t *testing.T) {
	s := New(Options{Patient: true})
	defer s.Close()
	g := mustGray(t, phone.Options{Text: "of many megapixels", Width: 2600, Height: 2000, Module: 36, Noise: 8, Roll: 20})
	res, ok := s.Scan(g)
	if !ok || res.Text != "of many megapixels" {
		t.Fatalf("read %q, %v", res.Text, ok)
	}
	for _, c := range res.Corners {
		if !c.In(g.Rect) || c.X < 400 {
			t.Fatalf("corners %v", res.Corners)
		}
	}
}

func TestScanCornersAndModules(t *testing.T) {
	s := New(Options{Patient: true})
	defer s.Close()
	res, ok := s.Scan(mustGray(t, phone.Options{Text: "corners", Module: 8})) // 21 modules about the middle
	want := [4]image.Point{{556, 276}, {724, 276}, {724, 444}, {556, 444}}
	if !ok || res.Modules != 21 {
		t.Fatalf("%d modules, %v", res.Modules, ok)
	}
	for i, c := range res.Corners {
		if d := c.Sub(want[i]); abs(d.X) > 2 || abs(d.Y) > 2 {
			t.Errorf("corner %d at %v, want %v", i, c, want[i])
		}
	}
}

func TestScanDefects(t *testing.T) {
	for name, o := range map[string]phone.Options{
		"tilt":     {Yaw: 38, Pitch: -20, Module: 4},
		"turned":   {Roll: 137, Module: 4},
		"dark":     {Gain: 0.1, Noise: 2, Module: 5},
		"blur":     {Blur: 2, Module: 4},
		"motion":   {Motion: 6, MotionDeg: 30, Module: 4},
		"moire":    {Moire: 40, Noise: 10, Module: 4},
		"jpeg":     {JPEG: 20, Module: 4},
		"tiny":     {Module: 2, Noise: 2},
		"finger":   {Finger: true, Module: 5, Level: "M"},
		"hardened": {Yaw: 20, Blur: 1.2, Noise: 8, JPEG: 50, Module: 3.2, Gain: 0.5},
	} {
		for _, th := range []phone.Theme{phone.Light, phone.DarkCard, phone.Inverted} {
			t.Run(name+"/"+th.String(), func(t *testing.T) {
				o.Text, o.Theme, o.Clutter, o.Seed = longText[:150], th, true, 5
				s := New(Options{Patient: true})
				if res, ok := s.Scan(mustGray(t, o)); !ok || res.Text != o.Text {
					t.Fatalf("read %v, hint %v", ok, s.Hint())
				}
			})
		}
	}
}

func TestScanBytes(t *testing.T) {
	s := New(Options{Patient: true})
	defer s.Close()
	const text = "Depok — activation ✓"
	res, ok := s.Scan(phone.Gray(phone.Upright(text, 800, 800)))
	if !ok || res.Text != text || string(res.Bytes) != text {
		t.Fatalf("%q %q %v", res.Text, res.Bytes, ok)
	}
}

// BenchmarkFirstPass is the usual case: a phone held well.
func BenchmarkFirstPass(b *testing.B) {
	g := mustGray(b, phone.Options{Text: longText, Level: "L", Module: 5, Noise: 3, Clutter: true})
	s := New(Options{Patient: true})
	for b.Loop() {
		if _, ok := s.Scan(g); !ok {
			b.Fatal("not read")
		}
	}
}

// BenchmarkNothing is the dearest case that is common: clutter and no code.
func BenchmarkNothing(b *testing.B) {
	g := mustGray(b, phone.Options{Text: "x", Module: 0.4, Noise: 3, Clutter: true})
	s := New(Options{Patient: true})
	for b.Loop() {
		s.Scan(g)
	}
}
