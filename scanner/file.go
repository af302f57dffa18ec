package scanner

import (
	"errors"
	"fmt"
	"image"
	"image/draw"
	_ "image/gif"  // picture files that people send
	_ "image/jpeg" // the usual photograph
	_ "image/png"  // screenshots
	"io"
	"os"

	_ "golang.org/x/image/bmp"  // what old scanners save
	_ "golang.org/x/image/tiff" // the same
	_ "golang.org/x/image/webp" // what messengers save
)

// Limits of a picture file; beyond them it is refused before it is decoded. A
// progressive JPEG needs some twenty bytes a pixel while it is unpacked, so that
// the largest one stays near half a gigabyte.
const (
	MaxFileBytes = 64 << 20
	MaxPixels    = 30_000_000
)

// Errors of picture files. They are wrapped, so compare with errors.Is.
var (
	// ErrNotPicture means that the file's bytes are no picture we know, or a broken one.
	ErrNotPicture = errors.New("not a readable picture")
	// ErrTooLarge means that the file is beyond MaxFileBytes or MaxPixels.
	ErrTooLarge = errors.New("picture too large")
	// ErrNothingRead means that the picture is fine but no code was read from it.
	ErrNothingRead = errors.New("no QR code read")
)

// DecodeFile reads the QR code in a picture file (JPEG, PNG, GIF, WebP, BMP,
// TIFF) with all passes. Its errors wrap ErrNotPicture, ErrTooLarge,
// ErrNothingRead, or what the operating system said about opening the file.
func DecodeFile(path string) (Result, error) {
	img, err := LoadGray(path)
	if err != nil {
		return Result{}, err
	}
	s := New(Options{Patient: true})
	defer func() { _ = s.Close() }()
	res, ok := s.Scan(img)
	if !ok {
		return Result{}, ErrNothingRead
	}
	return res, nil
}

// LoadGray reads a picture file as luminance, in bounded memory: at most
// MaxFileBytes are read and MaxPixels unpacked.
func LoadGray(path string) (*image.Gray, error) {
	pic, err := LoadPicture(path)
	if err != nil {
		return nil, err
	}
	return onWhite(pic), nil
}

// LoadPicture reads a picture file in its own colours, within the same bounds and
// with the same errors.
func LoadPicture(path string) (image.Image, error) {
	st, err := os.Stat(path) // before opening: a pipe would wait for its writer
	if err != nil {
		return nil, fmt.Errorf("look at picture: %w", err)
	}
	if !st.Mode().IsRegular() {
		return nil, fmt.Errorf("%s file: %w", st.Mode().Type(), ErrNotPicture)
	}
	if st.Size() > MaxFileBytes {
		return nil, fmt.Errorf("%d bytes: %w", st.Size(), ErrTooLarge)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open picture: %w", err)
	}
	defer f.Close()
	return decodePicture(f)
}

// decodePicture checks the size in the header before anything is unpacked.
func decodePicture(r io.ReadSeeker) (img image.Image, err error) {
	defer func() {
		if p := recover(); p != nil {
			img, err = nil, fmt.Errorf("unpack picture: %w", ErrNotPicture)
		}
	}()
	cfg, _, err := image.DecodeConfig(io.LimitReader(r, MaxFileBytes))
	if err != nil {
		return nil, fmt.Errorf("read header: %w: %w", ErrNotPicture, err)
	}
	if cfg.Width <= 0 || cfg.Height <= 0 {
		return nil, fmt.Errorf("empty: %w", ErrNotPicture)
	}
	if int64(cfg.Width)*int64(cfg.Height) > MaxPixels {
		return nil, fmt.Errorf("%dx%d: %w", cfg.Width, cfg.Height, ErrTooLarge)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read picture again: %w", err)
	}
	pic, _, err := image.Decode(io.LimitReader(r, MaxFileBytes))
	if err != nil {
		return nil, fmt.Errorf("unpack: %w: %w", ErrNotPicture, err)
	}
	return pic, nil
}

// onWhite turns a picture grey. What is transparent becomes white, since a
// dark code on nothing is how a web page saves it.
func onWhite(pic image.Image) *image.Gray {
	b := pic.Bounds()
	if g, ok := pic.(*image.Gray); ok {
		return g
	}
	g := image.NewGray(image.Rect(0, 0, b.Dx(), b.Dy()))
	if y, ok := pic.(*image.YCbCr); ok {
		for row := range b.Dy() {
			copy(g.Pix[row*g.Stride:][:b.Dx()], y.Y[y.YOffset(b.Min.X, b.Min.Y+row):])
		}
		return g
	}
	draw.Draw(g, g.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(g, g.Bounds(), pic, b.Min, draw.Over)
	return g
}
