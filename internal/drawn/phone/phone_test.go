package phone

import (
	"bytes"
	"strings"
	"testing"
)

func TestRenderIsRepeatable(t *testing.T) {
	o := Options{Text: "repeatable", Theme: DarkCard, Yaw: 20, Blur: 1, Motion: 3, Glare: 100,
		Noise: 4, Moire: 10, JPEG: 80, Clutter: true, Finger: true, Seed: 7}
	a, err := Render(o)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Render(o)
	if !bytes.Equal(a.Pix, b.Pix) {
		t.Fatal("the same options gave two different pictures")
	}
	o.Seed = 8
	c, _ := Render(o)
	if bytes.Equal(a.Pix, c.Pix) {
		t.Fatal("another seed gave the same picture")
	}
}

func TestRenderSizes(t *testing.T) {
	img, err := Render(Options{Text: "size"})
	if err != nil {
		t.Fatal(err)
	}
	if b := img.Bounds(); b.Dx() != 1280 || b.Dy() != 720 {
		t.Fatalf("default frame is %v, want 1280x720", b)
	}
	if g, _ := RenderGray(Options{Text: "size", Width: 320, Height: 240, Module: 2}); g.Bounds().Dx() != 320 {
		t.Fatalf("frame is %v, want 320 wide", g.Bounds())
	}
}

func TestTooLongText(t *testing.T) {
	if _, err := Render(Options{Text: strings.Repeat("x", 4000)}); err == nil {
		t.Fatal("4000 bytes were put into a QR code")
	}
}

func TestThemesDiffer(t *testing.T) {
	mid := func(th Theme) uint8 {
		g, err := RenderGray(Options{Text: "theme", Theme: th, Module: 4})
		if err != nil {
			t.Fatal(err)
		}
		return g.GrayAt(640-21*2-8, 360).Y // in the quiet zone left of the code
	}
	if mid(Light) < 200 || mid(DarkCard) < 200 || mid(Inverted) > 60 {
		t.Fatalf("quiet zones: light %d, card %d, inverted %d", mid(Light), mid(DarkCard), mid(Inverted))
	}
}
