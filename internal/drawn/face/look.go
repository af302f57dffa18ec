package face

import (
	"image/color"
	"math/rand"
)

// Look is what makes one drawn person differ from another. Lengths are parts of the face's width.
type Look struct {
	Skin, Hair, Iris, Shirt color.RGBA

	EyeGap   float64 // half the distance of the eyes, 0.19..0.235
	EyeWidth float64 // half the width of an eye, 0.075..0.1
	Nose     float64 // length of the nose, 0.25..0.34
	Mouth    float64 // half the width of the mouth, 0.13..0.2
	Height   float64 // half the height of the face, 0.62..0.74
	Brow     float64 // thickness of the brows, 0.025..0.055
	Lip      float64 // half the height of the lips, 0.03..0.055
	HairLong float64 // how far the hair falls, 0..0.25
	Beard    bool
}

var (
	skins  = []color.RGBA{{236, 196, 170, 255}, {224, 178, 148, 255}, {198, 144, 110, 255}, {160, 110, 82, 255}, {122, 82, 60, 255}}
	hairs  = []color.RGBA{{30, 24, 22, 255}, {70, 45, 30, 255}, {120, 85, 50, 255}, {150, 145, 140, 255}}
	irises = []color.RGBA{{60, 40, 25, 255}, {70, 100, 130, 255}, {80, 100, 60, 255}}
	shirts = []color.RGBA{{95, 60, 50, 255}, {50, 80, 110, 255}, {60, 95, 70, 255}, {110, 100, 60, 255}}
)

// NewLook returns the look of person number seed; the same seed is always the same person.
func NewLook(seed int64) Look {
	r := rand.New(rand.NewSource(seed))
	between := func(a, b float64) float64 { return a + r.Float64()*(b-a) }
	pick := func(of []color.RGBA) color.RGBA { return of[r.Intn(len(of))] }
	return Look{
		Skin: pick(skins), Hair: pick(hairs), Iris: pick(irises), Shirt: pick(shirts),
		EyeGap: between(.19, .235), EyeWidth: between(.075, .1),
		Nose: between(.25, .34), Mouth: between(.13, .2), Height: between(.62, .74),
		Brow: between(.025, .055), Lip: between(.03, .055), HairLong: between(0, .25),
		Beard: r.Float64() < .25,
	}
}
