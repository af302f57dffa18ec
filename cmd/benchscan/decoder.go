package main

import (
	"context"
	"image"
	"runtime"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"golang.org/x/sys/unix"

	"github.com/gerai-ikd/gerai/scanner"
)

// outcome is what a decoder made of a picture.
type outcome struct {
	texts []string // nothing was read if empty
	ms    float64  // processor time of the decoding thread
}

// decoder reads pictures one after the other.
type decoder interface {
	name() string
	decode(ctx context.Context, pictures []picture) ([]outcome, error)
}

// cpu is the processor time of this thread in milliseconds.
func cpu() float64 {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t); err != nil {
		return 0
	}
	return float64(t.Sec)*1e3 + float64(t.Nsec)/1e6
}

// timed runs a decoder that is written in Go over all pictures, on one thread.
func timed(pictures []picture, read func(*image.Gray) []string) []outcome {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if len(pictures) > 0 {
		read(pictures[0].gray) // fill caches and buffers
	}
	out := make([]outcome, len(pictures))
	for i, p := range pictures {
		from := cpu()
		out[i].texts = read(p.gray)
		out[i].ms = cpu() - from
	}
	return out
}

// ours is the project's scanner, each picture by itself: with all its passes as
// for a file, or live, with its limit of (wall) time a frame as at the counter.
type ours struct{ live bool }

func (o ours) name() string {
	if o.live {
		return "gerai, live"
	}
	return "gerai"
}

func (o ours) decode(_ context.Context, pictures []picture) ([]outcome, error) {
	s := scanner.New(scanner.Options{Patient: !o.live})
	defer func() { _ = s.Close() }()
	return timed(pictures, func(g *image.Gray) []string {
		s.Reset()
		res, ok := s.Scan(g)
		if !ok {
			return nil
		}
		return []string{res.Text, string(res.Bytes)}
	}), nil
}

// stock is gozxing as it is.
type stock struct{}

func (stock) name() string { return "gozxing" }

func (stock) decode(_ context.Context, pictures []picture) ([]outcome, error) {
	return timed(pictures, func(g *image.Gray) (texts []string) {
		defer func() {
			if recover() != nil {
				texts = nil
			}
		}()
		b := g.Bounds()
		src, err := gozxing.NewPlanarYUVLuminanceSource(g.Pix, g.Stride, b.Dy(), 0, 0, b.Dx(), b.Dy(), false)
		if err != nil {
			return nil
		}
		bmp, err := gozxing.NewBinaryBitmap(gozxing.NewHybridBinarizer(src))
		if err != nil {
			return nil
		}
		r, err := qrcode.NewQRCodeReader().Decode(bmp, nil)
		if err != nil {
			return nil
		}
		return []string{r.GetText()}
	}), nil
}
