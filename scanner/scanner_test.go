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
	s := New(Options{})
	defer s.Close()
	text := "upright phone of the demo camera"
	res, ok := s.Scan(phone.Gray(phone.Upright(text, 1280, 720)))
	if !ok || res.Text != text {
		t.Fatalf("read %q, %v", res.Text, ok)
	}
}

func TestScanNothing(t *testing.T) {
	s := New(Options{})
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
