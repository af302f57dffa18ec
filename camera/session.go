package camera

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// session is one attempt at a source, in a goroutine of its own. Where OpenCV never comes back the
// session is left behind: nothing waits for it, what it still delivers is thrown away, and it closes
// what it opened whenever it does come back.
type session struct {
	spec   string
	ctx    context.Context // ended: finish at the next chance
	cancel context.CancelFunc
	done   chan struct{} // closed when the goroutine has ended
	err    error         // why; valid after done

	last   atomic.Int64 // when the newest frame came, the source was open, or the session began: Unix nanoseconds
	opened atomic.Bool
	frames atomic.Uint64
}

func (s *Stream) begin(ctx context.Context, spec string) *session {
	c := &session{spec: spec, done: make(chan struct{})}
	c.ctx, c.cancel = context.WithCancel(ctx)
	c.last.Store(time.Now().UnixNano())
	s.mu.Lock()
	s.current = c
	s.mu.Unlock()
	s.hung.Add(1)
	go func() {
		defer close(c.done)
		defer s.hung.Add(-1)
		c.err = s.capture(c)
	}()
	return c
}

// capture opens the source and delivers its frames until the session ends.
func (s *Stream) capture(c *session) error {
	src, err := s.opt.open(c.ctx, c.spec, s.opt.of(c.spec))
	if err != nil {
		return err
	}
	defer src.close()
	c.last.Store(time.Now().UnixNano()) // before opened: reading has a shorter patience
	c.opened.Store(true)
	what, h, clock := src.about(), newHealth(), newPace(src.about().pace)
	defer clock.stop()
	for c.ctx.Err() == nil {
		size, pix, err := src.next()
		if err != nil {
			return err
		}
		if !clock.wait(c.ctx) {
			break
		}
		now := time.Now()
		f := frame{size: size, pix: pix, at: now, fault: h.look(size, pix, what.live, now), grey: h.colourless(now)}
		f.again = what.live && h.again
		if !s.deliver(c, what, f) {
			break
		}
	}
	return c.ctx.Err()
}

// late tells that the source takes longer than it ever needs: to open, or to give a frame. What
// is drawn by ourselves has no driver that could hang; where it takes long, the machine is busy.
func (c *session) late(now time.Time, o Options) bool {
	if drawn(c.spec) {
		return false
	}
	opened := c.opened.Load() // before last
	if opened {
		return c.idle(now) >= o.abandon
	}
	return c.idle(now) >= o.opening
}

// idle is how long no frame has come.
func (c *session) idle(now time.Time) time.Duration {
	return now.Sub(time.Unix(0, c.last.Load()))
}

// finish gives a session that was told to end a moment to close its device.
func (c *session) finish() error {
	select {
	case <-c.done:
	case <-time.After(500 * time.Millisecond):
	}
	return c.ctx.Err()
}

// pace holds a recording to its own speed.
type pace struct {
	every time.Duration
	next  time.Time
	timer *time.Timer
}

// patience is how far a recording may lag before its schedule starts anew.
const patience = 250 * time.Millisecond

func newPace(every time.Duration) *pace {
	t := time.NewTimer(time.Hour)
	t.Stop()
	return &pace{every: every, timer: t}
}

func (p *pace) stop() { p.timer.Stop() }

// wait sleeps until the next frame is due; false: the session is over.
func (p *pace) wait(ctx context.Context) bool {
	if p.every == 0 {
		return true
	}
	now := time.Now()
	if p.next.IsZero() || now.Sub(p.next) > patience {
		p.next = now
	}
	d := p.next.Sub(now)
	p.next = p.next.Add(p.every)
	if d <= 0 {
		return ctx.Err() == nil
	}
	p.timer.Reset(d)
	select {
	case <-p.timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// stateOf is the state that an error of a source stands for.
func stateOf(err error) enrol.CameraState {
	switch {
	case enrol.CodeOf(err) == enrol.CodeCameraBusy:
		return enrol.CameraBusy
	case errors.Is(err, errNone):
		return enrol.CameraNone
	}
	return enrol.CameraLost
}
