package camera

import (
	"context"
	"image"
	"testing"
	"time"
)

// deliverable is a stream whose source delivers the same frame whenever step is called.
func deliverable(w, h int) (*Stream, *session, func()) {
	s := New(Options{Source: "fake"})
	c := &session{}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	s.current = c
	pix := plain(w, h, 120, 110, 100)
	health := newHealth()
	return s, c, func() {
		now := time.Now()
		s.deliver(c, about{name: "fake"}, frame{size: image.Pt(w, h), pix: pix, at: now, fault: health.look(image.Pt(w, h), pix, false, now)})
	}
}

func TestDeliveryAllocatesNothing(t *testing.T) {
	s, c, step := deliverable(160, 90)
	defer c.cancel()
	boxes := []*Mailbox{s.Subscribe(RGBA), s.Subscribe(Gray), s.Subscribe(RGBA | Mirrored)}
	all := func() {
		step()
		for _, b := range boxes {
			b.TryNext()
		}
	}
	for range 4 {
		all()
	}
	if n := testing.AllocsPerRun(100, all); n != 0 {
		t.Errorf("%v allocations a frame", n)
	}
}

// One frame of 1280 x 720 to a preview, a mirrored preview, the scanner and the face check.
func BenchmarkDeliver(b *testing.B) {
	s, c, step := deliverable(1280, 720)
	defer c.cancel()
	for _, f := range []Format{RGBA, RGBA | Mirrored, Gray, RGBA} {
		s.Subscribe(f)
	}
	b.ReportAllocs()
	for b.Loop() {
		step()
	}
}
