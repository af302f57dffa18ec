package camera

import (
	"context"
	"image"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Format is what a subscriber wants in its frames; formats combine with |.
type Format uint8

// The formats.
const (
	RGBA     Format = 1 << iota // Frame.RGBA
	Gray                        // Frame.Gray, the luminance (Rec. 601)
	Mirrored                    // both turned left to right, for a picture that people look at as in a mirror
	First                       // served before the others, for a picture that people watch
	Both     = RGBA | Gray
)

// Mailbox holds the newest frame for one consumer. It owns three buffers: one that is written, one that
// waits and one that the consumer reads; after the first frames nothing is allocated.
type Mailbox struct {
	format Format
	ready  chan struct{} // capacity 1: a frame waits

	mu      sync.Mutex
	slots   [3]enrol.Frame
	fit     image.Point // colour pictures are no larger
	waiting int         // newest complete frame
	reading int         // the consumer's
	fresh   bool
	dropped uint64
}

func newMailbox(f Format) *Mailbox {
	if f&Both == 0 {
		f |= RGBA
	}
	return &Mailbox{format: f, ready: make(chan struct{}, 1), waiting: 1, reading: 2}
}

// Next waits for a frame newer than the last one and answers it. The frame and its pictures are valid
// until the next call of Next or TryNext. The only error is that of ctx.
func (m *Mailbox) Next(ctx context.Context) (*enrol.Frame, error) {
	for {
		if f := m.TryNext(); f != nil {
			return f, nil
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-m.ready:
		}
	}
}

// TryNext answers the newest frame, or nil when there is none newer than the last one. It never waits.
// With nil, the frame answered before stays valid.
func (m *Mailbox) TryNext() *enrol.Frame {
	m.mu.Lock()
	defer m.mu.Unlock()
	if !m.fresh {
		return nil
	}
	m.fresh = false
	m.waiting, m.reading = m.reading, m.waiting
	return &m.slots[m.reading]
}

// Ready receives when a frame may wait: for consumers that select over several things. Call TryNext.
func (m *Mailbox) Ready() <-chan struct{} { return m.ready }

// Dropped is how many frames were overwritten before they were read.
func (m *Mailbox) Dropped() uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.dropped
}

// Fit has the colour pictures scaled down, from the next one on, to be no wider and no higher than a box of
// so many pixels; they keep their proportions and are never enlarged. The zero box: as they come, as they do
// at first. Gray stays whole: it is what is looked into.
func (m *Mailbox) Fit(box image.Point) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fit = box
}

// serial counts a frame, and names its picture: that of the first frame that had it.
type serial struct{ frame, picture uint64 }

// put copies a picture into the free slot and makes it the newest. Only one writer calls it at a time.
func (m *Mailbox) put(p *picture, n serial, at time.Time) {
	m.mu.Lock()
	free, box := 3-m.waiting-m.reading, m.fit
	m.mu.Unlock()
	slot := &m.slots[free]
	slot.Seq, slot.Picture, slot.At = n.frame, n.picture, at
	if m.format&RGBA != 0 {
		size := fitted(image.Pt(p.w, p.h), box)
		slot.RGBA = fitRGBA(slot.RGBA, size.X, size.Y)
		shrink(slot.RGBA.Pix, size, p.rgba(m.format&Mirrored != 0), image.Pt(p.w, p.h))
	}
	if m.format&Gray != 0 {
		slot.Gray = fitGray(slot.Gray, p.w, p.h)
		copy(slot.Gray.Pix, p.gray(m.format&Mirrored != 0))
	}
	m.publish(free)
}

func (m *Mailbox) publish(free int) {
	m.mu.Lock()
	// The consumer may have taken the waiting slot meanwhile; the old waiting one is then its old
	// reading one. Either way the slot written is neither, and takes the place of the waiting one.
	m.waiting = free
	if m.fresh {
		m.dropped++
	}
	m.fresh = true
	m.mu.Unlock()
	select {
	case m.ready <- struct{}{}:
	default:
	}
}

func fitRGBA(img *image.RGBA, w, h int) *image.RGBA {
	if img != nil && img.Rect.Dx() == w && img.Rect.Dy() == h {
		return img
	}
	return image.NewRGBA(image.Rect(0, 0, w, h))
}

func fitGray(img *image.Gray, w, h int) *image.Gray {
	if img != nil && img.Rect.Dx() == w && img.Rect.Dy() == h {
		return img
	}
	return image.NewGray(image.Rect(0, 0, w, h))
}
