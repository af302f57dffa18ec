// Package phone draws the picture that a webcam sees when a resident holds a
// phone with a QR code to it. The scanner's tests, the benchmark and the demo
// camera need such pictures in any number and in any degree of difficulty, and
// no photograph of a person or of a real code may be kept with the project.
//
// Everything is drawn from Options; the same Options give the same picture.
package phone

import (
	"fmt"
	"image"
	"image/color"
	"math/rand/v2"
)

// Theme is how the page on the phone draws its code.
type Theme int

const (
	// Light is a dark code on a white page.
	Light Theme = iota
	// DarkCard is a dark code on a white card in a dark page.
	DarkCard
	// Inverted is a light code straight on a dark page.
	Inverted
)

// String is the name used in tables of results.
func (t Theme) String() string {
	switch t {
	case Light:
		return "light"
	case DarkCard:
		return "darkcard"
	case Inverted:
		return "inverted"
	}
	return fmt.Sprintf("Theme(%d)", int(t))
}

// Options describes one picture. The zero value of every field but Text is a
// sensible default: an upright, sharp, well lit phone in the middle.
type Options struct {
	Text  string // what the code says
	Level string // error correction: L, M (default), Q or H
	Theme Theme

	Width, Height int     // of the frame in pixels; default 1280x720
	Module        float64 // pixels a module at the code's centre; default 6
	DX, DY        float64 // offset of the code's centre from the frame's, pixels

	Yaw, Pitch, Roll float64 // degrees; yaw about the upright axis, pitch about the level one

	Blur      float64 // sigma of the lens blur, pixels
	Motion    float64 // length of the smear, pixels
	MotionDeg float64 // its direction, degrees from the horizontal
	Glare     float64 // brightness added in the middle of a reflection, 0..400 grey levels
	Gain      float64 // exposure: 1 (default) is right, 0.1 nearly black
	Noise     float64 // sigma of the sensor's noise, grey levels
	Moire     float64 // amplitude of the interference with the screen's grid, grey levels
	Finger    bool    // a finger tip lies over the lower right corner of the code
	JPEG      int     // quality 1..100 of the camera's compression; 0 is none

	Clutter bool   // a busy background instead of plain grey
	Seed    uint64 // of noise, clutter, and the place of reflections
}

// withDefaults fills in what was left at zero.
func (o Options) withDefaults() Options {
	if o.Level == "" {
		o.Level = "M"
	}
	if o.Width == 0 {
		o.Width = 1280
	}
	if o.Height == 0 {
		o.Height = 720
	}
	if o.Module == 0 {
		o.Module = 6
	}
	if o.Gain == 0 {
		o.Gain = 1
	}
	return o
}

// Render draws the frame in colour. An error means that the text does not fit
// into a QR code of that level.
func Render(o Options) (*image.RGBA, error) {
	o = o.withDefaults()
	code, err := Modules(o.Text, o.Level)
	if err != nil {
		return nil, err
	}
	rng := rand.New(rand.NewPCG(o.Seed, 0x9e3779b97f4a7c15))
	c := newCanvas(o.Width, o.Height)
	c.background(o, rng)
	place(c, drawScreen(code, o.Theme), o, rng)
	degrade(c, o, rng)
	return recompress(c.rgba(), o.JPEG)
}

// RenderGray draws the frame as the scanner gets it: luminance only.
func RenderGray(o Options) (*image.Gray, error) {
	img, err := Render(o)
	if err != nil {
		return nil, err
	}
	return Gray(img), nil
}

// Gray is the luminance (ITU-R BT.601) of a picture.
func Gray(img *image.RGBA) *image.Gray {
	b := img.Bounds()
	g := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	for y := range b.Dy() {
		src := img.Pix[y*img.Stride : y*img.Stride+4*b.Dx()]
		dst := g.Pix[y*g.Stride : y*g.Stride+b.Dx()]
		for x := range dst {
			r, gr, bl := uint32(src[4*x]), uint32(src[4*x+1]), uint32(src[4*x+2])
			dst[x] = uint8((299*r + 587*gr + 114*bl + 500) / 1000)
		}
	}
	return g
}

// Upright draws a phone held straight and still, with text as its code, as
// large as a w by h frame takes with a margin. It is what the demo camera and
// recorded videos show. It panics only if text is too long for any QR code.
func Upright(text string, w, h int) *image.RGBA {
	code, err := Modules(text, "M")
	if err != nil {
		if code, err = Modules(text, "L"); err != nil {
			panic(err)
		}
	}
	s := drawScreen(code, Light)
	c := newCanvas(w, h)
	c.fill(image.Rect(0, 0, w, h), color.RGBA{96, 100, 104, 255})
	module := 0.62 * float64(min(w, h)) / float64(len(code))
	if module > 2 {
		module = float64(int(module))
	}
	place(c, s, Options{Width: w, Height: h, Module: module, Gain: 1}, nil)
	return c.rgba()
}
