package main

import (
	"fmt"
	"image"
	"io"
	"math"
	"math/rand"
	"time"

	"github.com/gerai-ikd/gerai/camera/face"
)

// A card in a frame, in shares of its width (ISO/IEC 7810 ID-1: 85.60 by 53.98 mm): the portrait is at
// the right, 22 mm wide.
const (
	cardHigh      = 53.98 / 85.60
	portraitLeft  = .727
	portraitTop   = .13
	portraitWide  = .238
	portraitHigh  = portraitWide * 4 / 3
	portraitFaces = 2 // portrait widths in face widths

	frameWide, frameHigh = 1280, 720
	framesMost           = 30 // two seconds of a live picture
)

// shown is one way in which cards are held to the camera.
type shown struct {
	width int
	glare bool
}

// cards holds each portrait, printed on a card, to a camera that the reader of the application looks
// through: the card has to be found in the frame, straightened, and seen in enough frames without too
// much glare. Its template is compared with the other pictures of all people.
func (b *bench) cards(w io.Writer, samples []sample, m face.Model) error {
	for _, c := range []shown{{800, false}, {640, false}, {640, true}} {
		var refs []sample
		var index []int
		hints, frames := map[face.Hint]int{}, 0
		for i, s := range samples {
			got, n, err := b.readCard(s, c, int64(i), hints)
			if err != nil {
				return err
			}
			frames += n
			if got.Done {
				refs, index = append(refs, sample{person: s.person, template: got.Template}), append(index, i)
			}
		}
		fmt.Fprintf(w, "card %d px wide, glare %v: %d of %d read, %.1f frames each, mean of %d good ones; refused for glare %d of %d frames, other hints %d\n",
			c.width, c.glare, len(refs), len(samples), float64(frames)/float64(max(1, len(samples))), face.CardFrames, hints[face.HintCardGlare], frames, others(hints))
		pairsOf(samples, refs, func(i, j int) bool { return i != index[j] }).report(w, "photograph against that card", m.Threshold(face.FromCard))
	}
	return nil
}

func others(hints map[face.Hint]int) (n int) {
	for h, c := range hints {
		if h != face.HintNone && h != face.HintCardGlare {
			n += c
		}
	}
	return n
}

// readCard shows a card until it is read, or two seconds are over; n is the number of frames.
func (b *bench) readCard(s sample, c shown, seed int64, hints map[face.Hint]int) (got face.CardFinding, n int, err error) {
	r := rand.New(rand.NewSource(seed))
	reader := face.NewCardReader(b.checker)
	at := heldCard{portrait: portraitOf(s), width: float64(c.width), turn: .12 * (r.Float64() - .5), streak: math.NaN()}
	at.x, at.y = frameWide/2+40*(r.Float64()-.5), frameHigh/2+30*(r.Float64()-.5)
	now := time.Unix(0, 0).UTC().Add(time.Hour)
	for n < framesMost && !got.Done {
		n++
		now = now.Add(time.Second / 15)
		if c.glare {
			at.streak = 1.6*r.Float64() - .3
		}
		at.x, at.y = at.x+1.5*(r.Float64()-.5), at.y+1.5*(r.Float64()-.5) // a hand
		if got, err = reader.Add(at.frame(r), now); err != nil {
			return got, n, err
		}
		hints[got.Hint]++
	}
	return got, n, nil
}

// portraitOf cuts head and shoulders out of a picture, 3:4.
func portraitOf(s sample) *image.RGBA {
	wide := portraitFaces * s.box.Dx()
	mid := s.box.Min.Add(s.box.Size().Div(2))
	at := image.Rect(0, 0, wide, wide*4/3).Add(image.Pt(mid.X-wide/2, mid.Y-wide*2/3))
	out := image.NewRGBA(image.Rect(0, 0, at.Dx(), at.Dy()))
	for y := range at.Dy() {
		for x := range at.Dx() {
			p := at.Min.Add(image.Pt(x, y))
			p.X, p.Y = min(max(p.X, s.img.Rect.Min.X), s.img.Rect.Max.X-1), min(max(p.Y, s.img.Rect.Min.Y), s.img.Rect.Max.Y-1)
			copy(out.Pix[out.PixOffset(x, y):][:4], s.img.Pix[s.img.PixOffset(p.X, p.Y):])
		}
	}
	return out
}

// heldCard is a card in front of a wall.
type heldCard struct {
	portrait *image.RGBA
	x, y     float64 // its middle
	width    float64 // pixels
	turn     float64 // radians
	streak   float64 // where a lamp shines on the portrait, in its widths; NaN: nowhere
}

// frame is what a camera sees: the print low in contrast, blurred a little, everything noisy.
func (c heldCard) frame(r *rand.Rand) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, frameWide, frameHigh))
	sin, cos := math.Sincos(-c.turn)
	for y := range frameHigh {
		for x := range frameWide {
			dx, dy := (float64(x)-c.x)/c.width, (float64(y)-c.y)/c.width
			rgb := c.colour(dx*cos-dy*sin+.5, dx*sin+dy*cos+cardHigh/2)
			px := out.Pix[out.PixOffset(x, y):]
			for i := range 3 {
				px[i] = uint8(math.Max(0, math.Min(255, rgb[i]+3*r.NormFloat64())))
			}
			px[3] = 255
		}
	}
	return out
}

// colour is that of a place on the card, in its widths; of the wall beyond.
func (c heldCard) colour(u, v float64) [3]float64 {
	if u < 0 || v < 0 || u > 1 || v > cardHigh {
		return [3]float64{118, 112, 104}
	}
	pu, pv := (u-portraitLeft)/portraitWide, (v-portraitTop)/portraitHigh
	rgb := [3]float64{150, 200, 225}
	switch row := math.Mod(v, .04); {
	case pu > 0 && pv > 0 && pu < 1 && pv < 1:
		k := float64(c.portrait.Rect.Dx())
		rgb = average(c.portrait, pu*k, pv*k*4/3, 1.3*k/(portraitWide*c.width)) // 1.3 pixels: the print's dots and the lens
		for i := range rgb {
			rgb[i] = 30 + .8*rgb[i]
		}
	case u > .04 && u < .6 && v > .1 && row < .015:
		rgb = [3]float64{60, 70, 80} // lines of text
	}
	if d := pu + .5*pv - c.streak - .5; !math.IsNaN(c.streak) {
		for i := range rgb {
			rgb[i] += 90 * math.Exp(-d*d*30)
		}
	}
	return rgb
}

// average is the mean colour of the square of the given side around (u, v).
func average(img *image.RGBA, u, v, side float64) [3]float64 {
	var sum [3]float64
	n := 0.0
	step := math.Max(1, side/4)
	for y := v - side/2; y <= v+side/2; y += step {
		for x := u - side/2; x <= u+side/2; x += step {
			px := img.Pix[img.PixOffset(min(max(int(x), 0), img.Rect.Dx()-1), min(max(int(y), 0), img.Rect.Dy()-1)):]
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
