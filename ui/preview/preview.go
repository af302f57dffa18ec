// Package preview shows a camera's pictures in a window, thirty times a second, without
// making anybody wait: the newest picture wins, and at most one repaint is asked for at
// a time.
package preview

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"

	"github.com/gerai-ikd/gerai/enrol"
)

// Source gives the newest picture; a frame is valid until the next call.
type Source interface {
	Next(ctx context.Context) (*enrol.Frame, error)
}

// Scaler is a Source that can make its pictures smaller, to fit a box of so many pixels: what a window does not
// show of a picture would be uploaded and painted all the same.
type Scaler interface {
	Fit(box image.Point)
}

// Preview is one live picture. Put Image and, behind or under it, Probe into a window,
// then Run it.
type Preview struct {
	Image *canvas.Image  // keeps the picture's proportions
	Probe *canvas.Raster // invisible; tells when the picture was painted

	mirror bool
	every  int // shows every n-th picture

	latest  atomic.Pointer[slot] // newest picture that is not shown yet
	pending atomic.Bool          // a repaint is asked for
	paused  atomic.Bool
	room    atomic.Pointer[image.Point] // what the window has for it, in pixels; nil until it was shown
	free    chan *slot                  // slots that nobody uses
	show    func()                      // swap, made once: no closure a frame
	shown   *slot                       // main goroutine only
	painted time.Time                   // main goroutine only: read time of what is to be painted
	stats   stats
}

// slot is one of three pictures: one is being filled, one waits, one is on the screen.
type slot struct {
	img *image.RGBA
	at  time.Time
}

const slots = 3

// empty is the size of no picture.
var empty = image.Rect(0, 0, 16, 9)

// New makes a preview that shows nothing yet. Mirrored is how people know themselves;
// every says which pictures are shown (1: all, 2: every second one).
func New(mirrored bool, every int) *Preview {
	p := &Preview{mirror: mirrored, every: max(1, every), free: make(chan *slot, slots)}
	for range slots {
		p.free <- &slot{img: image.NewRGBA(image.Rectangle{})}
	}
	p.Image = canvas.NewImageFromImage(image.NewRGBA(empty))
	p.Image.FillMode = canvas.ImageFillContain
	p.Image.ScaleMode = canvas.ImageScaleFastest
	p.Probe = canvas.NewRaster(p.probe)
	p.Probe.SetMinSize(fyne.NewSize(2, 2))
	p.show = p.swap
	return p
}

// Run takes pictures from src until ctx ends or the source is over. It answers ctx's
// error or the source's.
func (p *Preview) Run(ctx context.Context, src Source) error {
	scaler, _ := src.(Scaler)
	var fits *image.Point
	for n := 0; ; n++ {
		if room := p.room.Load(); room != fits && scaler != nil {
			scaler.Fit(*room)
			fits = room
		}
		f, err := src.Next(ctx)
		if err != nil {
			return err
		}
		if f.RGBA == nil || n%p.every != 0 || p.paused.Load() {
			continue
		}
		p.stats.read.Add(1)
		p.offer(f)
	}
}

// offer copies a frame into a free slot and asks for a repaint.
func (p *Preview) offer(f *enrol.Frame) {
	s := p.take()
	if s == nil {
		p.stats.dropped.Add(1)
		return
	}
	if s.img.Rect.Size() != f.RGBA.Rect.Size() {
		s.img = image.NewRGBA(image.Rectangle{Max: f.RGBA.Rect.Size()})
	}
	fill(s.img, f.RGBA, p.mirror)
	s.at = f.At
	if old := p.latest.Swap(s); old != nil {
		p.stats.dropped.Add(1)
		p.free <- old
	}
	if p.pending.CompareAndSwap(false, true) {
		fyne.Do(p.show)
	}
}

// take answers a slot to fill: a free one, or the one that waits to be shown.
func (p *Preview) take() *slot {
	select {
	case s := <-p.free:
		return s
	default:
	}
	s := p.latest.Swap(nil)
	if s != nil {
		p.stats.dropped.Add(1)
	}
	return s
}

// swap shows the newest picture; main goroutine. The slot that was shown until now is
// free: its pixels were uploaded, or superseded before they could be.
func (p *Preview) swap() {
	p.pending.Store(false)
	s := p.latest.Swap(nil)
	if s == nil {
		return
	}
	if p.paused.Load() { // it was taken before
		p.forget(s)
		return
	}
	if p.shown != nil {
		p.free <- p.shown
	}
	p.shown, p.painted = s, s.at
	p.stats.shown.Add(1)
	p.Image.Image = s.img
	p.Image.ScaleMode = scaling(s.img.Rect.Size(), p.measure())
	p.Image.Refresh()
	p.Probe.Refresh()
}

// measure answers what the window has for a picture, in pixels, and has pictures of that size asked for. Zero: it is in no
// window. Main goroutine.
func (p *Preview) measure() image.Point {
	c := fyne.CurrentApp().Driver().CanvasForObject(p.Image)
	if c == nil {
		return image.Point{}
	}
	room := image.Pt(c.PixelCoordinateForPosition(fyne.NewPos(p.Image.Size().Components())))
	if old := p.room.Load(); old == nil || *old != room {
		p.room.Store(&room)
	}
	return room
}

// scaling is how the renderer is to bring a picture to its size in the window. One that has it already is taken pixel
// by pixel; any other is interpolated, which costs half as much again for a processor that paints.
func scaling(size, room image.Point) canvas.ImageScale {
	if size.X <= room.X && size.Y <= room.Y && (size.X >= room.X-1 || size.Y >= room.Y-1) {
		return canvas.ImageScalePixels
	}
	return canvas.ImageScaleFastest // the default scales on the processor, in every frame
}

var nothing = image.NewUniform(image.Transparent)

// probe is called by the painter in the frame that shows the newest picture.
func (p *Preview) probe(int, int) image.Image {
	if !p.painted.IsZero() {
		p.stats.add(time.Since(p.painted))
		p.painted = time.Time{}
	}
	return nothing
}

// Pause stops showing pictures, where nobody sees them, or goes on with it; main goroutine. A mirrored one is dark meanwhile: when it
// goes on somebody else may stand there, who is not to see who stood there before, not for a frame.
func (p *Preview) Pause(on bool) {
	if p.paused.Swap(on) == on || !on {
		return
	}
	p.painted = time.Time{}
	if !p.mirror {
		return
	}
	p.Image.Image = dark
	p.Image.Refresh()
	p.forget(p.latest.Swap(nil))
	p.forget(p.shown)
	p.shown = nil
}

// dark is where a picture will be.
var dark = func() image.Image {
	img := image.NewRGBA(empty)
	draw.Draw(img, empty, image.NewUniform(color.NRGBA{0x0b, 0x12, 0x16, 0xff}), image.Point{}, draw.Src)
	return img
}()

// forget wipes a picture and has its slot used again; main goroutine.
func (p *Preview) forget(s *slot) {
	if s != nil {
		clear(s.img.Pix)
		p.free <- s
	}
}

// Paused tells whether Pause stopped it.
func (p *Preview) Paused() bool { return p.paused.Load() }

// Stats answers what was shown since the last Reset.
func (p *Preview) Stats() Stats { return p.stats.snapshot() }

// Reset begins a new measurement.
func (p *Preview) Reset() { p.stats.reset() }

// fill copies src, whatever its stride and origin, mirrored where asked.
func fill(dst, src *image.RGBA, mirror bool) {
	w, h := dst.Rect.Dx(), dst.Rect.Dy()
	for y := range h {
		d := dst.Pix[y*dst.Stride : y*dst.Stride+4*w]
		s := src.Pix[y*src.Stride : y*src.Stride+4*w]
		if !mirror {
			copy(d, s)
			continue
		}
		for len(d) >= 4 && len(s) >= 4 {
			*(*[4]byte)(d) = *(*[4]byte)(s[len(s)-4:])
			d, s = d[4:], s[:len(s)-4]
		}
	}
}
