package camera

import (
	"context"
	"errors"
	"image"
	"sync"
	"testing"
	"time"
)

func filled(w, h int, v uint8) *picture {
	p := &picture{}
	pix := make([]uint8, 4*w*h)
	for i := range pix {
		pix[i] = v
	}
	p.reset(w, h, pix)
	return p
}

func TestMailboxNewestWins(t *testing.T) {
	m := newMailbox(RGBA)
	if m.TryNext() != nil {
		t.Fatal("a frame before any was put")
	}
	for i := range 5 {
		m.put(filled(8, 4, uint8(i)), serial{frame: uint64(i)}, time.Now())
	}
	f := m.TryNext()
	if f == nil || f.Seq != 4 || f.RGBA.Pix[0] != 4 {
		t.Fatalf("got %+v, want frame 4", f)
	}
	if m.Dropped() != 4 {
		t.Errorf("dropped %d, want 4", m.Dropped())
	}
	m.put(filled(8, 4, 9), serial{frame: 5}, time.Now())
	m.put(filled(8, 4, 10), serial{frame: 6}, time.Now())
	if f.Seq != 4 || f.RGBA.Pix[7] != 4 {
		t.Error("a frame changed while it was being read")
	}
}

func TestMailboxFormats(t *testing.T) {
	p := &picture{}
	pix := make([]uint8, 4*2*1)
	copy(pix, []uint8{255, 0, 0, 255, 0, 255, 0, 255}) // red, green
	p.reset(2, 1, pix)
	m := newMailbox(Both | Mirrored)
	m.put(p, serial{frame: 1}, time.Now())
	f := m.TryNext()
	if f.RGBA.Pix[1] != 255 || f.RGBA.Pix[4] != 255 {
		t.Errorf("mirrored picture is %v", f.RGBA.Pix)
	}
	if f.Gray.Pix[0] != 150 || f.Gray.Pix[1] != 76 {
		t.Errorf("mirrored luminance is %v, want [150 76]", f.Gray.Pix)
	}
	g := newMailbox(Gray)
	g.put(p, serial{frame: 1}, time.Now())
	if f := g.TryNext(); f.RGBA != nil || f.Gray.Pix[0] != 76 {
		t.Errorf("grey frame is %+v", f)
	}
}

func TestMailboxNextEndsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := newMailbox(RGBA).Next(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestMailboxAllocatesNothing(t *testing.T) {
	m, p := newMailbox(Both|Mirrored), filled(64, 36, 7)
	step := func() {
		p.reset(64, 36, p.pix)
		m.put(p, serial{frame: 1}, time.Time{})
		m.TryNext()
	}
	for range 3 {
		step()
	}
	if n := testing.AllocsPerRun(100, step); n != 0 {
		t.Errorf("%v allocations a frame", n)
	}
}

// Each frame is filled with its number: a torn one has two.
func TestMailboxFramesAreWhole(t *testing.T) {
	m := newMailbox(RGBA)
	var wg sync.WaitGroup
	wg.Go(func() {
		for i := range 2000 {
			m.put(filled(32, 8, uint8(i)), serial{frame: uint64(i)}, time.Now())
		}
	})
	var last uint64
	for last < 1999 {
		f, err := m.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if f.Seq < last {
			t.Fatalf("frame %d after %d", f.Seq, last)
		}
		last = f.Seq
		for _, v := range f.RGBA.Pix {
			if v != uint8(f.Seq) {
				t.Fatalf("frame %d holds a byte of another one", f.Seq)
			}
		}
	}
	wg.Wait()
}

// TestMailboxFit: what a window has less room for than the camera has pixels comes smaller, and nothing comes larger.
func TestMailboxFit(t *testing.T) {
	p := &picture{}
	pix := make([]uint8, 4*128*72)
	for i := range pix {
		if i/4%128 < 64 || i%4 == 3 {
			pix[i] = 255 // the left half is white
		}
	}
	p.reset(128, 72, pix)
	m := newMailbox(Both | Mirrored)
	for name, c := range map[string]struct{ box, want image.Point }{
		"as it comes":    {image.Point{}, image.Pt(128, 72)},
		"smaller":        {image.Pt(80, 45), image.Pt(80, 45)},
		"room below":     {image.Pt(80, 70), image.Pt(80, 45)},
		"room beside":    {image.Pt(128, 36), image.Pt(64, 36)},
		"never larger":   {image.Pt(300, 300), image.Pt(128, 72)},
		"hardly a dot":   {image.Pt(1, 1), image.Pt(1, 1)},
		"no room at all": {image.Pt(0, 45), image.Pt(128, 72)},
	} {
		m.Fit(c.box)
		m.put(p, serial{frame: 1}, time.Now())
		f := m.TryNext()
		size := f.RGBA.Rect.Size()
		if size != c.want || f.Gray.Rect.Size() != image.Pt(128, 72) {
			t.Errorf("%s: colour %v, want %v; grey %v", name, size, c.want, f.Gray.Rect.Size())
		}
		if size.X < 2 {
			continue
		}
		if left, right := f.RGBA.RGBAAt(0, size.Y/2), f.RGBA.RGBAAt(size.X-1, size.Y/2); left.R != 0 || right.R != 255 || left.A != 255 {
			t.Errorf("%s: mirrored, its left edge is %v and its right one %v", name, left, right)
		}
	}
}
