package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/gerai-ikd/gerai/internal/drawn/phone"
)

// defects are the classes of drawn pictures and what each does to a frame.
var defects = []struct {
	name  string
	apply func(*phone.Options, *rand.Rand)
}{
	{"clean", func(*phone.Options, *rand.Rand) {}},
	{"tilt", func(o *phone.Options, r *rand.Rand) { o.Yaw, o.Pitch = between(r, -42, 42), between(r, -42, 42) }},
	{"blur", func(o *phone.Options, r *rand.Rand) { o.Blur = o.Module * between(r, 0.35, 0.62) }},
	{"motion", func(o *phone.Options, r *rand.Rand) {
		o.Motion, o.MotionDeg = 1+o.Module*between(r, 0.8, 1.8), between(r, 0, 180)
	}},
	{"glare", func(o *phone.Options, r *rand.Rand) { o.Glare = between(r, 100, 330) }},
	{"dark", func(o *phone.Options, r *rand.Rand) { o.Gain, o.Noise = between(r, 0.09, 0.3), between(r, 2, 5) }},
	{"moire", func(o *phone.Options, r *rand.Rand) { o.Moire, o.Noise = between(r, 10, 45), between(r, 4, 14) }},
	{"jpeg", func(o *phone.Options, r *rand.Rand) { o.JPEG = 15 + r.IntN(30) }},
	{"finger", func(o *phone.Options, _ *rand.Rand) { o.Finger = true }},
	{"mixed", func(o *phone.Options, r *rand.Rand) {
		o.Yaw, o.Pitch, o.JPEG = between(r, -30, 30), between(r, -30, 30), 30+r.IntN(40)
		o.Blur, o.Noise, o.Gain = o.Module*between(r, 0.2, 0.5), between(r, 3, 10), between(r, 0.3, 1)
	}},
}

func between(r *rand.Rand, lo, hi float64) float64 { return lo + (hi-lo)*r.Float64() }

// payload is text of the length and the alphabet that a resident's QR has.
func payload(r *rand.Rand, n int) string {
	const base45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
	b := make([]byte, n)
	for i := range b {
		b[i] = base45[r.IntN(len(base45))]
	}
	return string(b)
}

// drawnSet draws the project's own pictures, always the same.
func drawnSet() (set, error) {
	s := set{name: "drawn phones, 1280x720"}
	rng := rand.New(rand.NewPCG(18004, 45))
	for _, d := range defects {
		for i, theme := range []phone.Theme{phone.Light, phone.DarkCard, phone.Inverted} {
			for k, module := range []float64{1.9, 2.7, 3.6, 5.2, 8} {
				length := []int{140, 300, 600}[(i+k)%3]
				if module > 6 {
					length = 140
				}
				o := basic(rng, theme, module*between(rng, 0.95, 1.05), payload(rng, length))
				d.apply(&o, rng)
				g, err := phone.RenderGray(o)
				if err != nil {
					return set{}, fmt.Errorf("draw %s: %w", d.name, err)
				}
				s.pictures = append(s.pictures, picture{name: fmt.Sprintf("%s-%s-%.1f", d.name, theme, module),
					gray: g, want: o.Text, defect: d.name, theme: theme.String(), module: o.Module})
			}
		}
	}
	return s, nil
}

// basic is a frame with nothing special wrong with it.
func basic(r *rand.Rand, theme phone.Theme, module float64, text string) phone.Options {
	return phone.Options{Text: text, Level: []string{"L", "M"}[r.IntN(2)], Theme: theme, Module: module,
		DX: between(r, -60, 60), DY: between(r, -20, 20), Yaw: between(r, -10, 10), Pitch: between(r, -10, 10),
		Roll: between(r, -15, 15), Blur: between(r, 0.4, 0.8), Gain: between(r, 0.8, 1.02), Noise: between(r, 1.5, 4),
		JPEG: 90 + r.IntN(6), Clutter: true, Seed: r.Uint64()}
}
