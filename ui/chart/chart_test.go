package chart

import (
	"image"
	"image/color"
	"slices"
	"testing"

	"gonum.org/v1/plot/vg"
)

var black, white, grey = color.NRGBA{A: 255}, color.NRGBA{255, 255, 255, 255}, color.NRGBA{200, 200, 200, 255}

// dark counts dark pixels in a part of a picture.
func dark(img *image.RGBA, r image.Rectangle) (n int) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			if img.RGBAAt(x, y).R < 128 {
				n++
			}
		}
	}
	return n
}

// TestPatterns: the five can be told apart without colour: each covers another share.
func TestPatterns(t *testing.T) {
	shares := map[int]Pattern{}
	for _, p := range []Pattern{Solid, Rising, Level, Dotted} {
		c := Chart{Bars: []Bar{{Parts: []Part{{1, black, white, p}}}}, Ink: black, Line: white, Back: white, Columns: true}
		img, err := c.Draw(200, 200, 12)
		if err != nil {
			t.Fatal(err)
		}
		n := dark(img, image.Rect(60, 60, 140, 140))
		for other, q := range shares {
			if d := n - other; max(d, -d) < 200 {
				t.Errorf("pattern %d looks like %d: %d and %d dark pixels of 6400", p, q, n, other)
			}
		}
		shares[n] = p
	}
}

// TestDraw: a bar is as long as its figure says, and odd sizes and no bars are drawn too.
func TestDraw(t *testing.T) {
	c := Chart{Bars: []Bar{{"a", "10", []Part{{10, black, white, Solid}}}, {"b", "5", []Part{{5, black, white, Solid}}}, {"c", "0", nil}},
		Ink: grey, Line: white, Back: white}
	img, err := c.Draw(400, 120, 12)
	if err != nil {
		t.Fatal(err)
	}
	long, short := dark(img, image.Rect(0, 0, 400, 29)), dark(img, image.Rect(0, 29, 400, 58))
	if short < long*4/10 || short > long*6/10 {
		t.Errorf("half a figure makes %d of %d pixels", short, long)
	}
	for _, size := range []image.Point{{1, 1}, {0, 0}, {3, 900}, {900, 3}} {
		for _, chart := range []Chart{c, {Ink: black, Line: black, Back: white}, {Bars: c.Bars, Columns: true, Legend: c.Bars[:1], Ink: black, Line: black, Back: white}} {
			if _, err := chart.Draw(size.X, size.Y, 14); err != nil {
				t.Errorf("%v: %v", size, err)
			}
		}
	}
}

func TestFit(t *testing.T) {
	fonts, err := face()
	if err != nil {
		t.Fatal(err)
	}
	p := pen{size: 12}
	p.handler.Fonts = fonts
	if got := p.fit("Data harus diperbaiki dahulu", vg.Length(80)); p.wide(got) > 80 || []rune(got)[len([]rune(got))-1] != '…' {
		t.Errorf("%q is %v wide", got, p.wide(got))
	}
	if got := p.fit("IKD", 80); got != "IKD" {
		t.Errorf("%q", got)
	}
	for text, want := range map[string]int{"IKD": 1, "Data harus diperbaiki": 2, "Pertanggungjawabannya": 1, "Data harus diperbaiki dahulu di kelurahan": 2, "": 1} {
		got := p.split(text, 80)
		if len(got) != want || slices.ContainsFunc(got, func(s string) bool { return p.wide(s) > 80 }) {
			t.Errorf("%q is split into %q", text, got)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	c := Chart{Columns: true, Ink: black, Line: black, Back: white}
	for range 12 {
		c.Bars = append(c.Bars, Bar{"08", "12", []Part{{12, black, white, Rising}}})
	}
	for b.Loop() {
		if _, err := c.Draw(600, 240, 14); err != nil {
			b.Fatal(err)
		}
	}
}
