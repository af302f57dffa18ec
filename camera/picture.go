package camera

import (
	"image"
	"math"

	"gocv.io/x/gocv"
)

// picture is the newest frame of the source in the forms that mailboxes asked for. Each form is
// computed at most once a frame, in buffers that are kept.
type picture struct {
	w, h int
	pix  []uint8 // RGBA, w*h*4, not mirrored

	mirror []uint8
	lum    []uint8
	lumMir []uint8

	hasMirror, hasLum, hasLumMir bool
}

// reset forgets the forms derived of the last frame.
func (p *picture) reset(w, h int, pix []uint8) {
	p.w, p.h, p.pix = w, h, pix
	p.hasMirror, p.hasLum, p.hasLumMir = false, false, false
}

func (p *picture) rgba(mirrored bool) []uint8 {
	if !mirrored {
		return p.pix
	}
	if !p.hasMirror {
		p.mirror = grow(p.mirror, len(p.pix))
		mirror(p.mirror, p.pix, p.w, p.h, gocv.MatTypeCV8UC4)
		p.hasMirror = true
	}
	return p.mirror
}

func (p *picture) gray(mirrored bool) []uint8 {
	if !p.hasLum {
		p.lum = grow(p.lum, p.w*p.h)
		luminance(p.lum, p.pix, p.w, p.h)
		p.hasLum = true
	}
	if !mirrored {
		return p.lum
	}
	if !p.hasLumMir {
		p.lumMir = grow(p.lumMir, p.w*p.h)
		mirror(p.lumMir, p.lum, p.w, p.h, gocv.MatTypeCV8UC1)
		p.hasLumMir = true
	}
	return p.lumMir
}

func grow(b []uint8, n int) []uint8 {
	if cap(b) < n {
		return make([]uint8, n)
	}
	return b[:n]
}

// mirror turns a picture left to right.
func mirror(dst, src []uint8, w, h int, t gocv.MatType) {
	from, to, ok := views(dst, src, w, h, t, t)
	if !ok {
		return
	}
	gocv.Flip(from, &to, 1)
	from.Close()
	to.Close()
}

// fitted is how large a picture is that was scaled down into a box, its proportions kept; the zero box has room for all.
func fitted(size, box image.Point) image.Point {
	if box.X <= 0 || box.Y <= 0 || size.X <= box.X && size.Y <= box.Y {
		return size
	}
	share := min(float64(box.X)/float64(size.X), float64(box.Y)/float64(size.Y))
	return image.Pt(max(1, int(math.Round(float64(size.X)*share))), max(1, int(math.Round(float64(size.Y)*share))))
}

// shrink copies a picture of four bytes a pixel, scaled (bilinear: an average over areas takes ten times as long).
func shrink(dst []uint8, to image.Point, src []uint8, from image.Point) {
	if to == from {
		copy(dst, src)
		return
	}
	source, target := view(src, from.X, from.Y, gocv.MatTypeCV8UC4), view(dst, to.X, to.Y, gocv.MatTypeCV8UC4)
	gocv.Resize(source, &target, to, 0, 0, gocv.InterpolationLinear)
	source.Close()
	target.Close()
}

// luminance is Y of Rec. 601, as OpenCV has it: in a tenth of the time of a loop over the pixels in Go, which at 30
// pictures a second took a tenth of a processor from the window.
func luminance(dst, rgba []uint8, w, h int) {
	from, to, ok := views(dst, rgba, w, h, gocv.MatTypeCV8UC1, gocv.MatTypeCV8UC4)
	if !ok {
		return
	}
	gocv.CvtColor(from, &to, gocv.ColorRGBAToGray)
	from.Close()
	to.Close()
}

// views are two pictures of one size as Mats; not ok: there are no pixels.
func views(dst, src []uint8, w, h int, to, from gocv.MatType) (source, target gocv.Mat, ok bool) {
	if w*h == 0 {
		return source, target, false
	}
	return view(src, w, h, from), view(dst, w, h, to), true
}

// view is a picture as a Mat that shares its bytes. They are Go's, which the garbage collector neither moves nor, while the
// caller holds them, lets go of; the Mat is to be closed before that.
func view(pix []uint8, w, h int, t gocv.MatType) gocv.Mat {
	m, _ := gocv.NewMatFromBytes(h, w, t, pix[:w*h*bytesOf(t)]) // fails for no bytes alone
	return m
}

// bytesOf is how many bytes a pixel has.
func bytesOf(t gocv.MatType) int {
	if t == gocv.MatTypeCV8UC4 {
		return 4
	}
	return 1
}

// matSet are the Mats of one source, reused for every frame.
type matSet struct {
	raw, turned, rgba gocv.Mat
}

func newMatSet() *matSet {
	return &matSet{raw: gocv.NewMat(), turned: gocv.NewMat(), rgba: gocv.NewMat()}
}

func (s *matSet) close() {
	s.raw.Close()
	s.turned.Close()
	s.rgba.Close()
}

// convert turns s.raw into upright RGBA and answers its size and bytes, valid until the next call.
func (s *matSet) convert(rotate int, mirror bool) (image.Point, []uint8, error) {
	src := &s.raw
	if turn, ok := turns[rotate]; ok {
		gocv.Rotate(*src, &s.turned, turn)
		src = &s.turned
	}
	if mirror {
		gocv.Flip(*src, &s.turned, 1)
		src = &s.turned
	}
	code := gocv.ColorBGRToRGBA
	switch src.Channels() {
	case 1:
		code = gocv.ColorGrayToBGRA
	case 4:
		code = gocv.ColorBGRAToRGBA
	}
	gocv.CvtColor(*src, &s.rgba, code)
	pix, err := s.rgba.DataPtrUint8()
	return image.Pt(s.rgba.Cols(), s.rgba.Rows()), pix, err
}

var turns = map[int]gocv.RotateFlag{90: gocv.Rotate90Clockwise, 180: gocv.Rotate180Clockwise, 270: gocv.Rotate90CounterClockwise}
