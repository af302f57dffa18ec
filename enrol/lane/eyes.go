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
		f, err := l.deps.QRFrames.Next(ctx)
		if err != nil {
			return
		}
		if l.resetQR.Swap(false) {
			l.deps.Reader.Reset()
		}
		if !l.wantQR.Load() || f.Gray == nil || !pace.due(time.Now()) {
			continue
		}
		s, size := l.deps.Reader.Read(f.Gray), f.Gray.Rect.Size()
		if err := l.post(ctx, func() { l.sighted(s, size) }); err != nil {
			return
		}
	}
}

// watchFaces is the eye for faces: idle while no selfie is wanted.
func (l *Lane) watchFaces(ctx context.Context) {
	if l.deps.FaceFrames == nil || l.deps.Eye == nil {
		return
	}
	pace := pacer{every: lookEvery}
	for {
		f, err := l.deps.FaceFrames.Next(ctx)
		if err != nil {
			return
		}
		if l.resetEye.Swap(false) {
			l.deps.Eye.Reset()
			l.takeNow.Store(false)
		}
		if !l.wantFace.Load() || f.RGBA == nil || !pace.due(time.Now()) {
			continue
		}
		if !l.look1(ctx, f) {
			return
		}
	}
}

func (l *Lane) look1(ctx context.Context, f *enrol.Frame) bool {
	look, err := l.deps.Eye.Look(f, l.takeNow.Swap(false))
	if err != nil {
		l.deps.Log.Warn("look at face", "code", enrol.CodeOf(err))
		return true
	}
	if look.Selfie != nil {
		l.wantFace.Store(false) // one is enough
	}
	size := f.RGBA.Rect.Size()
	return l.post(ctx, func() { l.looked(look, size) }) == nil
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
