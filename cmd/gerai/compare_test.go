package main

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"testing"

	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/enrol"
	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
)

// TestKeepCard: a portrait is packed within its bound, also where a poor camera makes it all noise.
func TestKeepCard(t *testing.T) {
	person := drawn.Scene{Width: 394, Height: 526, People: []drawn.Person{{Look: drawn.NewLook(5), X: 197, Y: 240, Width: 190}}}.Picture()
	noise, rnd := image.NewRGBA(person.Rect), rand.New(rand.NewPCG(1, 2))
	for i, v := range person.Pix {
		noise.Pix[i] = uint8(max(0, min(255, int(v)+rnd.IntN(81)-40)))
	}
	for name, img := range map[string]*image.RGBA{"Clear": person, "Noisy": noise, "Small": image.NewRGBA(image.Rect(0, 0, 3, 4))} {
		t.Run(name, func(t *testing.T) {
			c, err := keepCard(face.CardFinding{Portrait: img})
			if err != nil {
				t.Fatal(err)
			}
			if len(c.JPEG) > enrol.MaxCard {
				t.Errorf("%d bytes", len(c.JPEG))
			}
			got, err := jpeg.Decode(bytes.NewReader(c.JPEG))
			if err != nil || got.Bounds().Size() != image.Pt(cardWidth, cardHeight) {
				t.Errorf("%v, %v", got.Bounds(), err)
			}
			if !(enrol.Case{Face: enrol.FaceResult{Method: enrol.MethodCard}, Card: c.JPEG}).CardFits() {
				t.Error("would not be kept")
			}
		})
	}
}
