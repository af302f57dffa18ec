package ui

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// ring closes round the oval while the selfie is about to be taken: people watch their
// own face, so that is where they see how long to hold still. It is made of short lines,
// which a frame shows or not; nothing is drawn anew in it.
type ring struct {
	parts [ringParts]*canvas.Line
	shown int
}

const (
	ringParts = 40
	ringWidth = 11
)

func newRing() *ring {
	r := &ring{}
	for i := range r.parts {
		r.parts[i] = line(guideGood, ringWidth)
		r.parts[i].Hide()
	}
	return r
}

// objects are what is painted.
func (r *ring) objects() []fyne.CanvasObject {
	all := make([]fyne.CanvasObject, len(r.parts))
	for i, p := range r.parts {
		all[i] = p
	}
	return all
}

// show closes the ring to a share of 0…1, clockwise from the top.
func (r *ring) show(share float64) {
	n := int(math.Ceil(clamp01(share) * ringParts))
	if n == r.shown {
		return
	}
	r.shown = n
	for i, p := range r.parts {
		visible(p, i < n)
	}
}

// place lays the ring on an ellipse within a rectangle.
func (r *ring) place(x, y, w, h float32) {
	at := func(i int) fyne.Position {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / ringParts)
		return fyne.NewPos(x+w/2+w/2*float32(sin), y+h/2-h/2*float32(cos))
	}
	for i, p := range r.parts {
		p.Position1, p.Position2 = at(i), at(i+1)
	}
}
