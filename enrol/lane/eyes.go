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
	pace := pacer{every: readEvery}
	for {
		f := nextFrame(ctx, l.deps.QRFrames)
		if f == nil {
			return
		}
		if l.resetQR.Swap(false) {
			l.deps.Reader.Reset()
		}
		if !l.wantQR.Load() && !l.deps.BothEyes || f.Gray == nil || !pace.due(time.Now()) {
			continue
		}
		s, size := l.deps.Reader.Read(f.Gray), f.Gray.Rect.Size()
		if err := l.post(ctx, func() { l.sighted(s, size) }); err != nil {
			return
		}
	}
}

// watchFaces is the eye for faces: idle while no selfie is wanted. Each selfie that
// the lane asks for has a number, so that a look that takes long is never used for the
// next resident.
func (l *Lane) watchFaces(ctx context.Context) {
	if l.deps.FaceFrames == nil || l.deps.Eye == nil {
		return
	}
	pace := pacer{every: lookEvery}
	var current, taken uint64
	for {
		f := nextFrame(ctx, l.deps.FaceFrames)
		if f == nil {
			return
		}
		asked := l.askFace.Load()
		if asked == 0 && l.deps.BothEyes && f.RGBA != nil && pace.due(time.Now()) {
			_, _ = l.deps.Eye.Look(f, false)
			continue
		}
		if asked == 0 || asked == taken || f.RGBA == nil || !pace.due(time.Now()) {
			continue
		}
		if asked != current {
			l.deps.Eye.Reset()
			current = asked
		}
		look, err := l.deps.Eye.Look(f, l.takeNow.CompareAndSwap(asked, 0))
		if look.Selfie != nil {
			taken = asked // one is enough
		}
		size := f.RGBA.Rect.Size()
		if l.post(ctx, func() { l.looked(asked, look, size, err) }) != nil {
			return
		}
	}
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
// share.
type pacer struct {
	every time.Duration
	last  time.Time
}

func (p *pacer) due(now time.Time) bool {
	if now.Sub(p.last) < p.every-2*time.Millisecond {
		return false
	}
	p.last = now
	return true
}

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
