package stage

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"syscall"
)

// photographer is the niceness of who takes pictures: there is none at an outlet.
const photographer = 19

// framebuffer is the file in which Xvfb keeps a screen's pixels (-fbdir). A picture from there asks nothing of
// the display. Whoever asks it, as import(1) does, stops it for all others meanwhile (XGrabServer), and the
// window then stands still for as long as the picture takes.
//
// The file has no name any more once the display is up: it goes with the last of those who have it open, however they end.
type framebuffer struct{ file *os.File }

// screenFile is what Xvfb calls the first screen's file.
const screenFile = "Xvfb_screen0"

// openFramebuffer opens the file, and takes the folder away.
func openFramebuffer(dir string) (*framebuffer, error) {
	f, err := os.Open(filepath.Join(dir, screenFile))
	if err != nil {
		return nil, fmt.Errorf("open the display's pixels: %w", err)
	}
	if err := os.RemoveAll(dir); err != nil {
		f.Close()
		return nil, fmt.Errorf("take away the folder of the display's pixels: %w", err)
	}
	return &framebuffer{f}, nil
}

// framebuffers makes the folder for it: in memory where the system has such a place.
func framebuffers() (string, error) {
	const shared = "/dev/shm"
	parent := os.TempDir()
	if i, err := os.Stat(shared); err == nil && i.IsDir() {
		parent = shared
	}
	dir, err := os.MkdirTemp(parent, "gerai-display-")
	if err != nil {
		return "", fmt.Errorf("make folder of the display's pixels: %w", err)
	}
	return dir, nil
}

// xwdHeader begins such a file, all of it big-endian (X11/XWDFile.h, version 7). Between it and the pixels stand the
// rest of its HeaderSize bytes and Colors entries of xwdColor bytes each.
type xwdHeader struct {
	HeaderSize, Version, Format, Depth, Width, Height, XOffset,
	ByteOrder, Unit, BitOrder, Pad, BitsPerPixel, BytesPerLine,
	Class, Red, Green, Blue, BitsPerRGB, ColormapEntries, Colors uint32
}

const (
	xwdVersion = 7
	xwdColor   = 12 // bytes
)

// crop is what the screen shows within a part of it. While a frame is being copied there a picture may be of two frames; it is
// therefore taken until two are alike, but where something moves all the time not for ever.
func (f *framebuffer) crop(part image.Rectangle) (*image.RGBA, error) {
	last, err := f.read()
	for range 4 {
		if err != nil {
			break
		}
		before := last
		if last, err = f.read(); bytes.Equal(before, last) {
			break
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read the display's pixels: %w", err)
	}
	return decodeXWD(last, part)
}

func (f *framebuffer) read() ([]byte, error) {
	i, err := f.file.Stat()
	if err != nil {
		return nil, err
	}
	all := make([]byte, i.Size())
	_, err = f.file.ReadAt(all, 0)
	return all, err
}

func decodeXWD(file []byte, part image.Rectangle) (*image.RGBA, error) {
	var h xwdHeader
	if err := binary.Read(bytes.NewReader(file), binary.BigEndian, &h); err != nil {
		return nil, fmt.Errorf("read the display's pixels: %w", err)
	}
	if h.Version != xwdVersion || h.BitsPerPixel != 32 || h.ByteOrder != 0 || h.Red != 0xff0000 || h.Green != 0xff00 || h.Blue != 0xff {
		return nil, fmt.Errorf("the display's pixels are of another form: version %d, %d bits", h.Version, h.BitsPerPixel)
	}
	from, size := int64(h.HeaderSize)+int64(h.Colors)*xwdColor, int64(h.BytesPerLine)*int64(h.Height)
	if int64(h.Width)*4 > int64(h.BytesPerLine) || from+size > int64(len(file)) {
		return nil, fmt.Errorf("the display's pixels end early: %d bytes", len(file))
	}
	img := image.NewRGBA(part.Intersect(image.Rect(0, 0, int(h.Width), int(h.Height))))
	if img.Rect.Empty() {
		return nil, fmt.Errorf("%v is not on the display", part)
	}
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		row := file[from+int64(y)*int64(h.BytesPerLine)+int64(img.Rect.Min.X)*4:]
		to := img.Pix[img.PixOffset(img.Rect.Min.X, y):]
		for x := 0; x < 4*img.Rect.Dx(); x += 4 {
			to[x], to[x+1], to[x+2], to[x+3] = row[x+2], row[x+1], row[x], 0xff
		}
	}
	return img, nil
}

// darkroom is the thread that makes PNGs, with the photographer's priority. It stays: the kernel ends a program that was
// started with Pdeathsig together with the thread that started it, which may be this one.
var darkroom struct {
	once sync.Once
	jobs chan func()
}

func openDarkroom() {
	darkroom.jobs = make(chan func())
	runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1) // a thread that the kernel leaves waiting keeps its slot
	go func() {
		runtime.LockOSThread()
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), photographer) // lowering needs no right
		for f := range darkroom.jobs {
			f()
		}
	}()
}

// encodeBehind makes a PNG there.
func encodeBehind(ctx context.Context, img image.Image) ([]byte, error) {
	darkroom.once.Do(openDarkroom)
	var pic bytes.Buffer
	done := make(chan error, 1)
	select {
	case darkroom.jobs <- func() { done <- (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&pic, img) }:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case err := <-done:
		return pic.Bytes(), err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
