package stage

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"os"
	"runtime"
	"sync"
	"syscall"
)

// photographer is the niceness of who takes pictures: there is none at an outlet.
const photographer = 19

// framebuffer is the file in which Xvfb keeps a screen's pixels (-fbdir). A picture from there asks nothing of
// the display. Whoever asks it, as import(1) does, stops it for all others meanwhile (XGrabServer), and the
// window then stands still for as long as the picture takes.
type framebuffer string

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

// crop is what the screen shows within a part of it.
func (f framebuffer) crop(part image.Rectangle) (*image.RGBA, error) {
	file, err := os.ReadFile(string(f))
	if err != nil {
		return nil, fmt.Errorf("read the display's pixels: %w", err)
	}
	return decodeXWD(file, part)
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
	go func() {
		runtime.LockOSThread()
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), photographer) // lowering needs no right
		for f := range darkroom.jobs {
			f()
		}
	}()
}

// encodeBehind makes a PNG there.
func encodeBehind(img image.Image) ([]byte, error) {
	darkroom.once.Do(openDarkroom)
	var pic bytes.Buffer
	done := make(chan error)
	darkroom.jobs <- func() { done <- (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&pic, img) }
	err := <-done
	return pic.Bytes(), err
}
