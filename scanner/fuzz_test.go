package scanner

import (
	"bytes"
	"image"
	"testing"

	"github.com/gerai-ikd/gerai/internal/drawn/phone"
)

// FuzzScan takes any bytes as a grey picture: no panic, no text out of nothing
// that could not be in a QR code.
func FuzzScan(f *testing.F) {
	small := phone.Gray(phone.Upright("fuzz", 90, 90))
	f.Add(small.Pix, uint16(90))
	f.Add(bytes.Repeat([]byte{0, 255}, 4000), uint16(63))
	f.Add(bytes.Repeat([]byte{0, 255, 255, 0, 0, 0}, 3000), uint16(101))
	f.Add([]byte{}, uint16(0))
	s := New(Options{Patient: true})
	f.Fuzz(func(t *testing.T, pix []byte, width uint16) {
		w := int(width)%700 + 1
		h := min(len(pix)/w, 700)
		img := &image.Gray{Pix: pix[:w*h], Stride: w, Rect: image.Rect(0, 0, w, h)}
		res, ok := s.Scan(img)
		if ok && (res.Modules < 21 || res.Modules > 177 || len(res.Bytes) > 7089) {
			t.Fatalf("impossible result: %d modules, %d bytes", res.Modules, len(res.Bytes))
		}
		if !ok && s.Hint() == HintNone {
			t.Fatal("a miss without a hint")
		}
	})
}

// FuzzDecodeGray takes any bytes as a picture file.
func FuzzDecodeGray(f *testing.F) {
	f.Add(hugePNG(60000, 60000))
	f.Add(mustPNG(f, image.NewGray(image.Rect(0, 0, 3, 3))))
	f.Add([]byte("GIF89a\xff\xff\xff\xff\x00\x00\x00"))
	f.Add([]byte("RIFF\x10\x00\x00\x00WEBPVP8L"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if cfg, _, err := image.DecodeConfig(bytes.NewReader(b)); err == nil && cfg.Width*cfg.Height > 4_000_000 {
			return // within the limits, but slow to unpack by the thousand
		}
		if img, err := decodePicture(bytes.NewReader(b)); err == nil && len(onWhite(img).Pix) > MaxPixels {
			t.Fatal("a picture beyond the limit was unpacked")
		}
	})
}
