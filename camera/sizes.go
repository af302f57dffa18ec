package camera

import (
	"cmp"
	"image"
	"slices"
	"unsafe"
)

// commonSizes are offered of a source that does not tell its own.
var commonSizes = []image.Point{{640, 480}, {1280, 720}, {1920, 1080}}

// maxSizes is how many sizes a device is asked for, at most.
const maxSizes = 64

// Sizes are the pictures that a device can send, the smallest first: compressed ones where it has them,
// since others reach their full speed only at small sizes over USB 2. A device that names none, or is
// away, gets the usual ones. Smaller than 320 pixels and larger than 4K is left out.
func Sizes(path string) []image.Point {
	var found []image.Point
	_ = onDevice(path, func(call ioctls) error {
		for _, format := range []uint32{mjpeg, yuyv} {
			if found = sizesIn(call, format); len(found) > 0 {
				break
			}
		}
		return nil
	})
	if len(found) == 0 {
		return commonSizes
	}
	return found
}

func sizesIn(call ioctls, format uint32) []image.Point {
	var out []image.Point
	for i := range uint32(maxSizes) {
		s := v4l2FrameSize{index: i, format: format}
		if call(vidiocFrameSizes, unsafe.Pointer(&s)) != nil || s.kind != sizeDiscrete {
			break
		}
		p := image.Pt(int(s.width), int(s.height))
		if p.X >= 320 && p.Y >= 240 && p.X <= 3840 && p.Y <= 2160 && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b image.Point) int { return cmp.Or(cmp.Compare(a.X*a.Y, b.X*b.Y), cmp.Compare(a.X, b.X)) })
	return out
}
