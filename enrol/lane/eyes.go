package lane

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// readCodes is the eye for QR codes: idle while none is wanted.
func (l *Lane) readCodes(ctx context.Context) {
	if l.deps.QRFrames == nil || l.deps.Reader == nil {
		return
	}
	pace := pacer{every: readEvery, share: readShare}
	for {
		f := nextFrame(ctx, l.deps.QRFrames)
		if f == nil {
			return
		}
		if l.resetQR.Swap(false) {
			l.deps.Reader.Reset()
		}
		if !l.wantsCodes() || f.Gray == nil || !pace.due(time.Now()) {
			continue
		}
		s, size := l.deps.Reader.Read(f.Gray), f.Gray.Rect.Size()
		pace.done(time.Now())
		if err := l.post(ctx, func() { l.sighted(s, size) }); err != nil {
			return
		}
	}
}

// wantsCodes tells whether frames are looked at: for the lane, or for a test of the scanner, which takes
// what it reads away from the lane and waits for nobody to serve.
func (l *Lane) wantsCodes() bool {
	return l.wantQR.Load() || l.deps.BothEyes || l.deps.Tests != nil && l.deps.Tests()
}

// nextFrame answers nil at the end of ctx only: a camera that fails may come back.
func nextFrame(ctx context.Context, frames Frames) *enrol.Frame {
	for {
		f, err := frames.Next(ctx)
		if err == nil && f != nil {
			return f
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(framesAgain):
		}
	}
}

// pacer leaves out frames, so that an eye never takes more of the machine than its
// share: at most one look in every, and on a slow machine fewer.
type pacer struct {
	every time.Duration
	share float64 // of the time that looks may take; 0: all of it
	last  time.Time
	took  time.Duration // by the last look
}

func (p *pacer) due(now time.Time) bool {
	pause := p.every - 2*time.Millisecond
	if p.share > 0 {
		pause = max(pause, time.Duration(float64(p.took)/p.share))
	}
	if now.Sub(p.last) < pause {
		return false
	}
	p.last = now
	return true
}

// done ends the look that due began.
func (p *pacer) done(now time.Time) { p.took = now.Sub(p.last) }

// steadyHint keeps advice from flickering: a new one must hold before it is shown,
// and then stays a while.
type steadyHint struct {
	shown   string
	shownAt time.Time
	next    string
	nextAt  time.Time
}

const (
	hintHolds = 400 * time.Millisecond
	hintStays = 900 * time.Millisecond
)

// offer takes what the last frame says and answers what to show.
func (h *steadyHint) offer(key string, now time.Time) string {
	if key != h.next {
		h.next, h.nextAt = key, now
	}
	if h.next != h.shown && now.Sub(h.nextAt) >= hintHolds && now.Sub(h.shownAt) >= hintStays {
		h.shown, h.shownAt = h.next, now
	}
	return h.shown
}

func (h *steadyHint) reset() { *h = steadyHint{} }
