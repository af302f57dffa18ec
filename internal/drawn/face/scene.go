package face

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand"
)

// Scene is a whole picture with one or more drawn people in front of a plain wall.
type Scene struct {
	Width, Height int
	Wall          color.RGBA // zero: light grey
	People        []Person
	Noise         float64 // sigma of the sensor's noise, in grey levels
	Seed          int64   // of the noise
}

// Person is a drawn person's place in a scene: the middle of the face in pixels and its width.
type Person struct {
	Look        Look
	Pose        Pose
	X, Y, Width float64
}

// Picture draws the scene.
func (s Scene) Picture() *image.RGBA {
	wall := s.Wall
	if wall == (color.RGBA{}) {
		wall = color.RGBA{210, 208, 205, 255}
	}
	img := image.NewRGBA(image.Rect(0, 0, s.Width, s.Height))
	draw.Draw(img, img.Rect, image.NewUniform(wall), image.Point{}, draw.Src)
	for _, p := range s.People {
		Draw(img, p.X, p.Y, p.Width, p.Look, p.Pose)
	}
	if s.Noise > 0 {
		addNoise(img, s.Noise, s.Seed)
	}
	return img
}

// Portrait is a picture of w by h pixels with the one face in its middle, width pixels wide.
func Portrait(w, h int, width float64, l Look, p Pose) *image.RGBA {
	return Scene{Width: w, Height: h, Noise: 2, People: []Person{
		{Look: l, Pose: p, X: float64(w) / 2, Y: float64(h)/2 - .05*width, Width: width},
	}}.Picture()
}

// light applies a pose's light to all that is within two widths of the head.
func light(img *image.RGBA, cx, cy, width float64, p Pose) {
	gain := p.Light
	if gain == 0 {
		gain = 1
	}
	if gain == 1 && p.SideLight == 0 {
		return
	}
	b := image.Rect(int(cx-2*width), int(cy-2*width), int(cx+2*width), int(cy+2*width)).Intersect(img.Rect)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			side := math.Max(-1, math.Min(1, 2*(float64(x)-cx)/width)) // -1 left cheek, 1 right cheek
			k := gain * (1 - .85*math.Abs(p.SideLight)*(1-side*math.Copysign(1, p.SideLight))/2)
			px := img.Pix[img.PixOffset(x, y):]
			for c := range 3 {
				px[c] = uint8(math.Min(255, float64(px[c])*k))
			}
		}
	}
}

// Noisy answers a copy of img with the noise of a sensor; sigma in grey levels.
func Noisy(img *image.RGBA, sigma float64, seed int64) *image.RGBA {
	out := image.NewRGBA(img.Rect)
	copy(out.Pix, img.Pix)
	addNoise(out, sigma, seed)
	return out
}

func addNoise(img *image.RGBA, sigma float64, seed int64) {
	r := rand.New(rand.NewSource(seed))
	for i := 0; i < len(img.Pix); i += 4 {
		n := r.NormFloat64() * sigma
		for c := range 3 {
			img.Pix[i+c] = uint8(math.Max(0, math.Min(255, float64(img.Pix[i+c])+n)))
		}
	}
}
