package chart

import (
	"image"
	"slices"
	"testing"
	"time"
)

// TestPace: what was done is drawn as high as it is, where the pace leads only where it
// is known, and odd sizes and empty rosters are drawn too.
func TestPace(t *testing.T) {
	from := time.Date(2026, 3, 9, 8, 0, 0, 0, time.UTC)
	p := Pace{Begin: from, End: from.Add(8 * time.Hour), From: from, Until: from.Add(7 * time.Hour), Now: from.Add(4 * time.Hour), Expected: 100,
		EndLabel: "x", Clock: "15:04", Ink: grey, Line: grey, Back: white, Strong: black}
	for i := range 50 {
		p.Ticks = append(p.Ticks, from.Add(time.Duration(i)*4*time.Minute))
	}
	draw := func(p Pace, w, h int) *image.RGBA {
		t.Helper()
		img, err := p.Draw(w, h, 12)
		if err != nil {
			t.Fatal(err)
		}
		return img
	}
	const w, h = 400, 200
	left, right, top, bottom := image.Rect(0, 0, w/2, h), image.Rect(w*6/10, 0, w, h), image.Rect(0, 0, w*6/10, h/3), image.Rect(0, h/3, w*6/10, h)
	img := draw(p, w, h)
	if dark(img, left) < 200 || dark(img, right) != 0 || dark(img, top) != 0 || dark(img, bottom) < 200 {
		t.Errorf("half of all: %d dark pixels on the left, %d on the right, %d in the top third, %d below", dark(img, left), dark(img, right), dark(img, top), dark(img, bottom))
	}
	p.Finish = from.Add(8 * time.Hour)
	if n := dark(draw(p, w, h), right); n < 50 {
		t.Errorf("where the pace leads has %d dark pixels", n)
	}
	late := p
	late.Finish = from.Add(80 * time.Hour) // leaves the picture low on its right side
	if n := dark(draw(late, w, h), image.Rect(w*6/10, 0, w, h/3)); n != 0 {
		t.Errorf("a pace that leads nowhere reaches the top: %d", n)
	}
	dots := p
	dots.Clock = "15.04"
	if slices.Equal(draw(p, w, h).Pix, draw(dots, w, h).Pix) {
		t.Error("hours are written one way whatever the language")
	}
	for _, odd := range []Pace{p, {Back: white}, {Expected: 3, Back: white}, {Begin: from, End: from.Add(time.Hour), Expected: 1, Now: from.Add(-time.Hour), Ink: black, Line: black, Strong: black, Back: white}} {
		for _, size := range []image.Point{{1, 1}, {0, 0}, {3, 900}, {900, 3}} {
			draw(odd, size.X, size.Y)
		}
	}
}
