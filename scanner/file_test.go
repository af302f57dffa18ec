package scanner

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/gerai-ikd/gerai/internal/drawn/phone"
)

func mustWrite(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// hugePNG is the header of a picture of w by h pixels, with nothing behind it.
func hugePNG(w, h uint32) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	b = binary.BigEndian.AppendUint32(b, w)
	b = binary.BigEndian.AppendUint32(b, h)
	b = append(b, 8, 0, 0, 0, 0)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[12:]))
}

func TestDecodeFile(t *testing.T) {
	img := phone.Upright("from a file", 640, 640)
	var jpg bytes.Buffer
	if err := jpeg.Encode(&jpg, img, nil); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"a.png": mustPNG(t, img), "a.jpg": jpg.Bytes(), "wrong-ending.txt": jpg.Bytes()} {
		res, err := DecodeFile(mustWrite(t, name, b))
		if err != nil || res.Text != "from a file" {
			t.Errorf("%s: %q, %v", name, res.Text, err)
		}
	}
}

func TestDecodeFileTransparent(t *testing.T) {
	opaque := phone.Upright("on nothing", 600, 600)
	img := image.NewNRGBA(opaque.Bounds())
	for i := 0; i < len(img.Pix); i += 4 {
		if opaque.Pix[i] < 100 {
			img.Pix[i+3] = 255 // black ink, everything else transparent black
		}
	}
	if res, err := DecodeFile(mustWrite(t, "a.png", mustPNG(t, img))); err != nil || res.Text != "on nothing" {
		t.Fatalf("%q, %v", res.Text, err)
	}
}

func TestDecodeFileErrors(t *testing.T) {
	whole := mustPNG(t, phone.Upright("cut", 300, 300))
	for _, c := range []struct {
		name string
		path string
		want error
	}{
		{"ErrNotPicture", mustWrite(t, "a.jpg", []byte("no picture at all")), ErrNotPicture},
		{"ErrNotPicture empty", mustWrite(t, "a.png", nil), ErrNotPicture},
		{"ErrNotPicture cut", mustWrite(t, "a.png", whole[:len(whole)/2]), ErrNotPicture},
		{"ErrNotPicture folder", t.TempDir(), ErrNotPicture},
		{"ErrTooLarge", mustWrite(t, "a.png", hugePNG(10_000, 10_000)), ErrTooLarge},
		{"ErrTooLarge hostile", mustWrite(t, "a.png", hugePNG(300_000, 300_000)), ErrTooLarge},
		{"ErrNothingRead", mustWrite(t, "a.png", mustPNG(t, image.NewGray(image.Rect(0, 0, 50, 50)))), ErrNothingRead},
		{"ErrNotExist", filepath.Join(t.TempDir(), "none.png"), fs.ErrNotExist},
	} {
		t.Run(c.name, func(t *testing.T) {
			if _, err := DecodeFile(c.path); !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
		})
	}
}
