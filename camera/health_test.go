package camera

import (
	"image"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func plain(w, h int, r, g, b uint8) []uint8 {
	pix := make([]uint8, 4*w*h)
	for i := 0; i < len(pix); i += 4 {
		pix[i], pix[i+1], pix[i+2], pix[i+3] = r, g, b, 255
	}
	return pix
}

func TestHealthTellsUselessPictures(t *testing.T) {
	for _, tc := range []struct {
		name    string
		r, g, b uint8
		live    bool
		want    enrol.CameraFault
	}{
		{"Black", 0, 0, 0, true, enrol.FaultBlack},
		{"NearlyBlack", 16, 16, 18, true, enrol.FaultBlack},
		{"Green", 0, 135, 0, true, enrol.FaultGreen},
		{"Frozen", 120, 110, 100, true, enrol.FaultFrozen},
		{"StillRecording", 120, 110, 100, false, enrol.FaultNone},
		{"Leaves", 60, 140, 50, false, enrol.FaultNone},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h, size, now := newHealth(), image.Pt(641, 359), time.Unix(1000, 0) // odd sizes, too
			pix := plain(size.X, size.Y, tc.r, tc.g, tc.b)
			if f := h.look(size, pix, tc.live, now); f != enrol.FaultNone {
				t.Errorf("at once: %s", f)
			}
			var got enrol.CameraFault
			for ms := range 40 {
				got = h.look(size, pix, tc.live, now.Add(time.Duration(ms)*100*time.Millisecond))
			}
			if got != tc.want {
				t.Errorf("after four seconds: %q, want %q", got, tc.want)
			}
		})
	}
}

func TestHealthForgivesAHandBeforeTheLens(t *testing.T) {
	h, size, now := newHealth(), image.Pt(64, 36), time.Unix(1000, 0)
	for ms := range 100 {
		v := uint8(100 + ms%7)
		if ms%20 < 10 { // a second of dark, a second of light
			v = 0
		}
		if f := h.look(size, plain(64, 36, v, v, v), true, now.Add(time.Duration(ms)*100*time.Millisecond)); f != enrol.FaultNone {
			t.Fatalf("frame %d: %s", ms, f)
		}
	}
}

func TestHealthTinyAndHugeFrames(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {3, 500}, {3840, 2160}} {
		newHealth().look(size, plain(size.X, size.Y, 9, 9, 9), true, time.Unix(1, 0))
	}
}
