package stage

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"maps"
	"os"
	"strings"
	"testing"
)

// xwd is a screen of three by two pixels, BGRX, with a name and one colour in its header.
func xwd(change func(*xwdHeader)) []byte {
	h := xwdHeader{HeaderSize: 104, Version: 7, Depth: 24, Width: 3, Height: 2, BitsPerPixel: 32, BytesPerLine: 16,
		Red: 0xff0000, Green: 0xff00, Blue: 0xff, Colors: 1}
	change(&h)
	var b bytes.Buffer
	_ = binary.Write(&b, binary.BigEndian, h)
	b.Write(make([]byte, 104-b.Len()+12))
	for y := range byte(2) {
		for x := range byte(4) { // one is padding
			b.Write([]byte{x, y, 7, 0})
		}
	}
	return b.Bytes()
}

func TestDecodeXWD(t *testing.T) {
	same := func(*xwdHeader) {}
	img, err := decodeXWD(xwd(same), image.Rect(1, 1, 9, 9))
	if err != nil || img.Rect != image.Rect(1, 1, 3, 2) {
		t.Fatal(img, err)
	}
	if got := img.RGBAAt(2, 1); got != (color.RGBA{7, 1, 2, 255}) {
		t.Errorf("pixel is %v", got)
	}
	for name, file := range map[string][]byte{
		"Empty":    nil,
		"Header":   xwd(same)[:50],
		"Pixels":   xwd(same)[:140],
		"Version":  xwd(func(h *xwdHeader) { h.Version = 6 }),
		"Bits":     xwd(func(h *xwdHeader) { h.BitsPerPixel = 16 }),
		"Order":    xwd(func(h *xwdHeader) { h.ByteOrder = 1 }),
		"Masks":    xwd(func(h *xwdHeader) { h.Red, h.Blue = h.Blue, h.Red }),
		"Narrow":   xwd(func(h *xwdHeader) { h.BytesPerLine = 8 }),
		"FarBelow": xwd(func(h *xwdHeader) { h.Height = 1 << 31 }),
	} {
		if _, err := decodeXWD(file, image.Rect(0, 0, 3, 2)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestPlaceOf(t *testing.T) {
	said := strings.ReplaceAll(`
xwininfo: Window id: 0x1 "Gerai: 3"

  Absolute upper-left X:  10
  Absolute upper-left Y:  20
  Relative upper-left X:  1
  Width: 300
  Height: 200
  -geometry 300x200+9+0
`, "\t", "")
	if got, err := placeOf(said); err != nil || got != image.Rect(10, 20, 310, 220) {
		t.Error(got, err)
	}
	if _, err := placeOf("xwininfo: error: No such window"); err == nil {
		t.Error("a window without a size has a place")
	}
}

// TestEncodeBehindKeepsItsThread: a thread that ended would take programs with it that it had started.
func TestEncodeBehindKeepsItsThread(t *testing.T) {
	first := threads(t)
	for range 30 {
		if _, err := encodeBehind(image.NewRGBA(image.Rect(0, 0, 8, 8))); err != nil {
			t.Fatal(err)
		}
		for id := range first {
			if _, err := os.Stat("/proc/self/task/" + id); err != nil {
				t.Fatalf("thread %s ended", id)
			}
		}
		maps.Copy(first, threads(t))
	}
}

func threads(t *testing.T) map[string]bool {
	t.Helper()
	list, err := os.ReadDir("/proc/self/task")
	if err != nil {
		t.Skipf("NO /proc: threads can't be listed here: %v", err)
	}
	ids := map[string]bool{}
	for _, e := range list {
		ids[e.Name()] = true
	}
	return ids
}
