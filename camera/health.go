package camera

import (
	"hash/maphash"
	"image"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// health looks at a few hundred points of each frame for pictures that arrive but are of no use. A
// fault must hold for a while before it is told: a hand before the lens is none.
type health struct {
	seed  maphash.Seed
	thumb [gridW * gridH * 3]uint8
	last  uint64    // hash of the last frame's points
	alike time.Time // since when all points are exactly the same
	again bool      // the last frame's are those of the frame before

	seen  enrol.CameraFault // of the last frame
	since time.Time         // of seen
	grey  bool              // the last frame has no colour
	paled time.Time         // since when none has
}

const (
	gridW, gridH = 32, 18

	faultHold  = 1500 * time.Millisecond // before black and green are told
	frozenHold = 3 * time.Second         // a sensor's noise changes some of the points within two frames
	greyHold   = 2 * time.Second         // before a camera is told to be without colour
	tint       = 2                       // of 255 between the channels of a point: rounding; a white wall has more
)

func newHealth() *health { return &health{seed: maphash.MakeSeed()} }

// look judges one RGBA frame. live tells that the picture is of now, so that one that never changes is
// frozen; a recording or a drawing may well stand still.
func (h *health) look(size image.Point, pix []uint8, live bool, now time.Time) enrol.CameraFault {
	h.sample(size, pix)
	sum := maphash.Bytes(h.seed, h.thumb[:])
	if h.again = sum == h.last && !h.alike.IsZero(); !h.again {
		h.last, h.alike = sum, now
	}
	f := h.judge()
	if !h.grey || f != enrol.FaultNone {
		h.paled = time.Time{}
	} else if h.paled.IsZero() {
		h.paled = now
	}
	if f != h.seen || h.since.IsZero() {
		h.seen, h.since = f, now
	}
	switch {
	case f != enrol.FaultNone && now.Sub(h.since) >= faultHold:
		return f
	case live && f == enrol.FaultNone && now.Sub(h.alike) >= frozenHold:
		return enrol.FaultFrozen
	}
	return enrol.FaultNone
}

// colourless tells that no point of the frames had any colour for a while, though pictures arrive: a
// grey camera, or one that sees by infrared.
func (h *health) colourless(now time.Time) bool {
	return !h.paled.IsZero() && now.Sub(h.paled) >= greyHold
}

// sample copies a grid of points, evenly spread, into h.thumb.
func (h *health) sample(size image.Point, pix []uint8) {
	for y := range gridH {
		row := (y*size.Y + size.Y/2) / gridH * size.X
		for x := range gridW {
			p := 4 * (row + (x*size.X+size.X/2)/gridW)
			copy(h.thumb[3*(y*gridW+x):][:3], pix[p:])
		}
	}
}

// judge tells black and green pictures from useful ones, and remembers whether there is any colour.
//
// Black: no point brighter than 24 of 255. Green: what YUV zeros become, (0, 135, 0) or near it, in
// nine points of ten.
func (h *health) judge() enrol.CameraFault {
	var black, green, colour int
	for i := 0; i < len(h.thumb); i += 3 {
		r, g, b := int(h.thumb[i]), int(h.thumb[i+1]), int(h.thumb[i+2])
		if max(r, g, b) <= 24 {
			black++
		}
		if g >= 80 && r <= g/4 && b <= g/4 {
			green++
		}
		if max(r, g, b)-min(r, g, b) > tint {
			colour++
		}
	}
	const points = gridW * gridH
	h.grey = colour == 0
	switch {
	case black >= points*99/100:
		return enrol.FaultBlack
	case green >= points*9/10:
		return enrol.FaultGreen
	}
	return enrol.FaultNone
}
