package stage

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
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
	if _, err := decodeXWD(xwd(same), image.Rect(3, 0, 9, 9)); err == nil {
		t.Error("a window beside the screen has a picture")
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
		if _, err := encodeBehind(t.Context(), image.NewRGBA(image.Rect(0, 0, 8, 8))); err != nil {
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

// TestShot: the picture is what the display shows, of its owner alone, and nothing of it lies about.
func TestShot(t *testing.T) {
	for _, tool := range []string{"Xvfb", "openbox", "xsetroot"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("NO %s: no display to take a picture of", tool)
		}
	}
	d, err := NewDisplay(t.Context(), 320, 200)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := os.Stat(d.folders[0]); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the display's pixels lie about: %v", err)
	}
	path := filepath.Join(t.TempDir(), "shot.png")
	for began := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		// Again each time: a server begins anew when its last client leaves, and the window manager may not be there yet.
		if err := d.run(t.Context(), "xsetroot", "-solid", "#204060"); err != nil {
			t.Fatal(err)
		}
		if err := d.Shot(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(f)
		f.Close()
		if err != nil || img.Bounds() != image.Rect(0, 0, 320, 200) {
			t.Fatal(err)
		}
		if r, g, b, _ := img.At(160, 100).RGBA(); r>>8 == 0x20 && g>>8 == 0x40 && b>>8 == 0x60 {
			break
		}
		if time.Since(began) > time.Minute {
			t.Fatalf("the picture shows %v", img.At(160, 100))
		}
	}
	if i, err := os.Stat(path); err != nil || i.Mode().Perm() != 0o600 {
		t.Error(i.Mode(), err)
	}
}
