package scanner

import (
	"image"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/internal/drawn/phone"
)

// longText makes a code of 69 modules or so, as the resident's is.
var longText = "6BFOXN" + strings.Repeat("TSMAHN-H4QBR7Y:", 20)

func TestHints(t *testing.T) {
	for _, c := range []struct {
		name string
		o    phone.Options
		want []Hint
	}{
		{"TooFar", phone.Options{Module: 1.1, Noise: 2}, []Hint{HintTooFar}},
		{"TooNear", phone.Options{Module: 18, Noise: 2}, []Hint{HintTooNear}},
		{"TooDark", phone.Options{Module: 4, Gain: 0.03, Noise: 5}, []Hint{HintTooDark}},
		{"Glare", phone.Options{Module: 4, Glare: 900, Noise: 2}, []Hint{HintGlare}},
		{"Blurred", phone.Options{Module: 4, Motion: 17, MotionDeg: 20, Noise: 2}, []Hint{HintBlurred, HintNoCode}},
		{"BlurredLens", phone.Options{Module: 4, Blur: 3.4, Noise: 2}, []Hint{HintBlurred, HintNoCode}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.o.Text, c.o.Level = longText, "L"
			for _, th := range []phone.Theme{phone.Light, phone.Inverted} {
				c.o.Theme = th
				s := New(Options{Patient: true})
				if res, ok := s.Scan(mustGray(t, c.o)); ok {
					t.Fatalf("%v: read a code of %d modules; draw a harder one", th, res.Modules)
				}
				got := s.Hint()
				for _, w := range c.want {
					if got == w {
						got = HintNone
					}
				}
				if got != HintNone {
					t.Errorf("%v: hint %v, want one of %v", th, got, c.want)
				}
			}
		})
	}
}

func TestHintNoCode(t *testing.T) {
	s := New(Options{Patient: true})
	g := image.NewGray(image.Rect(0, 0, 640, 480))
	for i := range g.Pix {
		g.Pix[i] = uint8(120 + i%640/8)
	}
	if _, ok := s.Scan(g); ok || s.Hint() != HintNoCode {
		t.Fatalf("hint %v of a plain picture, want %v", s.Hint(), HintNoCode)
	}
}
