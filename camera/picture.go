package camera

import (
	"encoding/binary"
	"image"

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
		mirrorRGBA(p.mirror, p.pix, p.w)
		p.hasMirror = true
	}
	return p.mirror
}

func (p *picture) gray(mirrored bool) []uint8 {
	if !p.hasLum {
		p.lum = grow(p.lum, p.w*p.h)
		luminance(p.lum, p.pix)
		p.hasLum = true
	}
	if !mirrored {
		return p.lum
	}
	if !p.hasLumMir {
		p.lumMir = grow(p.lumMir, p.w*p.h)
		for y := range p.h {
			for x := range p.w {
				p.lumMir[y*p.w+p.w-1-x] = p.lum[y*p.w+x]
			}
		}
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

func mirrorRGBA(dst, src []uint8, w int) {
	for row := 0; row < len(src); row += w * 4 {
		from, to := src[row:row+w*4], dst[row:row+w*4]
		for a, b := 0, len(to)-4; b >= 0; a, b = a+4, b-4 {
			binary.NativeEndian.PutUint32(to[b:b+4], binary.NativeEndian.Uint32(from[a:a+4]))
		}
	}
}

// luminance is Y of Rec. 601 in 8-bit fixed point. A pixel is read as one word: half the time of
// three bytes.
func luminance(dst, rgba []uint8) {
	for i := range dst {
		v := binary.LittleEndian.Uint32(rgba[4*i:])
		dst[i] = uint8((77*(v&0xff) + 150*(v>>8&0xff) + 29*(v>>16&0xff) + 128) >> 8)
	}
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
