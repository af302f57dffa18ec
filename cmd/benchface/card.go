package main

import (
	"fmt"
	"image"
	"io"
	"math"
	"math/rand"

	"github.com/gerai-ikd/gerai/camera/face"
)

// A KTP-el is 85.6 mm wide (ISO/IEC 7810 ID-1) and its portrait about 22 mm: a quarter of it.
const portraitShare = .25

// cardFrames is how many frames a card's template is the mean of.
const cardFrames = 5

// cards simulates each portrait printed on a card of some width in a frame, with and without glare,
// and compares it with the other pictures of all people.
func (b *bench) cards(w io.Writer, samples []sample, m face.Model) {
	for _, c := range []struct {
		width int
		glare bool
	}{{800, false}, {640, false}, {640, true}, {420, false}} {
		refs := make([]sample, 0, len(samples))
		index := make([]int, 0, len(samples))
		for i, s := range samples {
			var of []face.Template
			for k := range cardFrames {
				if t, ok := b.describe(printed(s.img, c.width, c.glare, int64(i*cardFrames+k))); ok {
					of = append(of, t.template)
				}
			}
			if t, err := face.MeanTemplate(of); err == nil {
				refs, index = append(refs, sample{person: s.person, template: t}), append(index, i)
			}
		}
		p := pairsOf(samples, refs, func(i, j int) bool { return i != index[j] })
		title := fmt.Sprintf("photograph against card %d px wide, glare %v, mean of %d frames, %d of %d found", c.width, c.glare, cardFrames, len(refs), len(samples))
		p.report(w, title, m.Threshold(face.FromCard))
	}
}

// printed is a portrait as a camera sees it printed on a card: shrunk to its few pixels, low in
// contrast, blurred a little and noisy, with a streak of glare where wanted.
func printed(img *image.RGBA, cardWidth int, glare bool, seed int64) *image.RGBA {
	r := rand.New(rand.NewSource(seed))
	width := int(portraitShare * float64(cardWidth))
	k := float64(width) / float64(img.Rect.Dx())
	height := max(1, int(k*float64(img.Rect.Dy())))
	out := image.NewRGBA(image.Rect(0, 0, width+width, height+height))
	skew := .06 * (r.Float64() - .5)
	streak := r.Float64()
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			u := (float64(x)-float64(width)/2)/k + skew*float64(y)/k
			v := (float64(y) - float64(height)/2) / k
			px := out.Pix[out.PixOffset(x, y):]
			rgb := average(img, u, v, 1.3/k) // 1.3 pixels: the print's dots and the lens
			shine := 0.0
			if glare {
				d := float64(x)/float64(width) + .5*float64(y)/float64(height) - streak - .5
				shine = 90 * math.Exp(-d*d*30)
			}
			for c := range 3 {
				px[c] = uint8(math.Max(0, math.Min(255, 30+.8*rgb[c]+shine+3*r.NormFloat64())))
			}
			px[3] = 255
		}
	}
	return out
}

// average is the mean colour of the square of the given side around (u, v); a card's grey outside.
func average(img *image.RGBA, u, v, side float64) [3]float64 {
	var sum [3]float64
	n := 0.0
	step := math.Max(1, side/4)
	for y := v - side/2; y <= v+side/2; y += step {
		for x := u - side/2; x <= u+side/2; x += step {
			p := image.Pt(int(math.Round(x)), int(math.Round(y)))
			if !p.In(img.Rect) {
				sum[0], sum[1], sum[2], n = sum[0]+190, sum[1]+200, sum[2]+215, n+1
				continue
			}
			px := img.Pix[img.PixOffset(p.X, p.Y):]
			for c := range 3 {
				sum[c] += float64(px[c])
			}
			n++
		}
	}
	for c := range 3 {
		sum[c] /= math.Max(1, n)
	}
	return sum
}
