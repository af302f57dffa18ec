package preview

import (
	"bytes"
	"context"
	"errors"
	"image"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"

	"github.com/gerai-ikd/gerai/enrol"
)

// reel gives out frames and then ends.
type reel struct {
	frames []*enrol.Frame
	next   int
}

var errEnd = errors.New("end of reel")

func (r *reel) Next(context.Context) (*enrol.Frame, error) {
	if r.next == len(r.frames) {
		return nil, errEnd
	}
	r.next++
	return r.frames[r.next-1], nil
}

// MustFrame makes a frame whose pixels count up.
func MustFrame(w, h int) *enrol.Frame {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for i := range img.Pix {
		img.Pix[i] = uint8(i)
	}
	return &enrol.Frame{At: time.Now(), RGBA: img}
}

func TestShowsEveryFrame(t *testing.T) {
	test.NewTempApp(t)
	p := New(false, 1)
	grey := &enrol.Frame{Gray: image.NewGray(image.Rect(0, 0, 4, 4))}
	frames := []*enrol.Frame{MustFrame(8, 4), grey, MustFrame(8, 4), MustFrame(6, 2), MustFrame(8, 4)}
	if err := p.Run(context.Background(), &reel{frames: frames}); !errors.Is(err, errEnd) {
		t.Fatal(err)
	}
	if s := p.Stats(); s.Read != 4 || s.Shown != 4 || s.Dropped != 0 {
		t.Errorf("%+v", s)
	}
	if got := p.Image.Image.Bounds().Size(); got != image.Pt(8, 4) {
		t.Errorf("shows %v", got)
	}
	if len(p.free) != slots-1 {
		t.Errorf("%d slots are free", len(p.free))
	}
}

func TestEverySecond(t *testing.T) {
	test.NewTempApp(t)
	p := New(true, 2)
	_ = p.Run(context.Background(), &reel{frames: []*enrol.Frame{MustFrame(4, 4), MustFrame(4, 4), MustFrame(4, 4)}})
	if s := p.Stats(); s.Shown != 2 {
		t.Errorf("%+v", s)
	}
}

func TestFill(t *testing.T) {
	whole := MustFrame(6, 3).RGBA
	part := whole.SubImage(image.Rect(2, 1, 5, 3)).(*image.RGBA) // another stride and origin
	for _, mirror := range []bool{false, true} {
		dst := image.NewRGBA(image.Rect(0, 0, 3, 2))
		fill(dst, part, mirror)
		for y := range 2 {
			for x := range 3 {
				from := 2 + x
				if mirror {
					from = 4 - x
				}
				if dst.RGBAAt(x, y) != whole.RGBAAt(from, y+1) {
					t.Errorf("mirror %v: wrong at %d,%d", mirror, x, y)
				}
			}
		}
	}
}

func TestStats(t *testing.T) {
	var s stats
	s.reset()
	for i := range 100 {
		s.add(time.Duration(i) * time.Millisecond)
	}
	s.add(time.Hour)
	got := s.snapshot()
	if got.Painted != 101 || got.Max != time.Hour || got.P50 != 50500*time.Microsecond || got.P95 != 95500*time.Microsecond {
		t.Errorf("%+v", got)
	}
	s.reset()
	if got := s.snapshot(); got.Painted != 0 || got.P95 != 0 {
		t.Errorf("after a reset: %+v", got)
	}
}

func TestOfferAllocatesNothing(t *testing.T) {
	test.NewTempApp(t)
	p := New(false, 1)
	f := MustFrame(64, 36)
	p.offer(f)
	p.offer(f)
	p.offer(f)
	p.pending.Store(true) // nobody paints: the newest replaces the one that waits
	if n := testing.AllocsPerRun(100, func() { p.offer(f) }); n > 0 {
		t.Errorf("%v allocations a frame", n)
	}
	if len(p.free)+2 != slots {
		t.Errorf("%d slots are free", len(p.free))
	}
}

func BenchmarkOffer(b *testing.B) {
	test.NewTempApp(b)
	for name, mirror := range map[string]bool{"straight": false, "mirrored": true} {
		b.Run(name, func(b *testing.B) {
			p, f := New(mirror, 1), MustFrame(1280, 720)
			p.pending.Store(true)
			b.ReportAllocs()
			for range b.N {
				p.offer(f)
			}
		})
	}
}

// scaled is a reel that is told how large its pictures are to be.
type scaled struct {
	reel
	asked []image.Point
}

func (s *scaled) Fit(box image.Point) {
	s.asked = append(s.asked, box)
	for i := s.next; i < len(s.frames); i++ {
		s.frames[i] = MustFrame(box.X, box.Y)
	}
}

// TestAsksForWhatTheWindowShows: a picture in the window's own pixels is not interpolated, any other is.
func TestAsksForWhatTheWindowShows(t *testing.T) {
	test.NewTempApp(t)
	p := New(false, 1)
	w := test.NewTempWindow(t, container.NewWithoutLayout(p.Image))
	w.Canvas().(software.WindowlessCanvas).SetScale(1.5)
	p.Image.Resize(fyne.NewSize(64, 36))
	src := &scaled{reel: reel{frames: []*enrol.Frame{MustFrame(128, 72), MustFrame(128, 72), MustFrame(128, 72)}}}
	if err := p.Run(context.Background(), src); !errors.Is(err, errEnd) {
		t.Fatal(err)
	}
	if !slices.Equal(src.asked, []image.Point{{96, 54}}) {
		t.Errorf("it asked for %v", src.asked)
	}
	if got := p.Image.ScaleMode; got != canvas.ImageScalePixels {
		t.Errorf("a picture of the window's own size is scaled as %v", got)
	}
	for size, want := range map[image.Point]canvas.ImageScale{
		{96, 54}: canvas.ImageScalePixels, {96, 40}: canvas.ImageScalePixels, {95, 54}: canvas.ImageScalePixels,
		{128, 72}: canvas.ImageScaleFastest, {64, 36}: canvas.ImageScaleFastest, {97, 54}: canvas.ImageScaleFastest,
	} {
		if got := scaling(size, p.measure()); got != want {
			t.Errorf("%v is scaled as %v, want %v", size, got, want)
		}
	}
}

// isEmpty tells whether nobody is to be seen: all pixels are the same.
func isEmpty(img image.Image) bool {
	pix := img.(*image.RGBA).Pix
	return bytes.Equal(pix[4:], pix[:len(pix)-4])
}

// TestPausedIsEmpty: who comes next does not see who was there before, neither from the screen nor from a picture that was on
// its way; and every slot is used again.
func TestPausedIsEmpty(t *testing.T) {
	test.NewTempApp(t)
	p := New(true, 1)
	p.offer(MustFrame(8, 4))
	before := p.shown
	if before == nil || isEmpty(p.Image.Image) {
		t.Fatal("nothing is shown")
	}
	p.pending.Store(true) // nobody paints: the next one waits
	p.offer(MustFrame(8, 4))
	waiting := p.latest.Load()
	p.Pause(true)
	if !isEmpty(p.Image.Image) || !isEmpty(before.img) || !isEmpty(waiting.img) {
		t.Error("a picture is left")
	}
	p.pending.Store(false)
	p.offer(MustFrame(8, 4)) // it was read before
	if !isEmpty(p.Image.Image) {
		t.Error("a picture that comes late is shown")
	}
	if p.Pause(true); len(p.free) != slots {
		t.Errorf("%d of %d slots are free", len(p.free), slots)
	}
	p.Pause(false)
	if !isEmpty(p.Image.Image) {
		t.Error("a picture is back before a new one came")
	}
	if p.offer(MustFrame(8, 4)); isEmpty(p.Image.Image) {
		t.Error("it does not go on")
	}
}

// TestPausedStandsStill: staff have seen who is there; their picture stays where it rests for the check of a PIN.
func TestPausedStandsStill(t *testing.T) {
	test.NewTempApp(t)
	p := New(false, 1)
	p.offer(MustFrame(8, 4))
	if p.Pause(true); isEmpty(p.Image.Image) {
		t.Error("it is gone")
	}
	shown := p.Image.Image
	if p.offer(MustFrame(8, 4)); p.Image.Image != shown {
		t.Error("it goes on")
	}
}
