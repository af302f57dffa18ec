package camera

import (
	"context"
	"errors"
	"image"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gerai-ikd/gerai/camera/internal/opencv"
	"github.com/gerai-ikd/gerai/enrol"
)

// Stream reads one source for any number of consumers, for as long as the program runs.
type Stream struct {
	opt  Options
	hung atomic.Int32  // capture goroutines that have not ended, at most maxHung
	kick chan struct{} // capacity 1: another source was chosen

	mu       sync.Mutex // all below
	spec     string     // wanted source
	current  *session
	boxes    []*Mailbox
	seq      serial
	device   string // webcam that "auto" found and that worked
	status   enrol.CameraStatus
	watchers []chan enrol.CameraStatus

	delivery sync.Mutex // held while a frame is copied out; pic belongs to it
	pic      picture
}

// maxHung is how many captures that never return are left behind before no more are begun.
const maxHung = 4

// errHung is a source whose read never returns.
var errHung = errors.New("the driver does not answer")

// frame is what a source delivered.
type frame struct {
	size  image.Point
	pix   []uint8
	at    time.Time
	fault enrol.CameraFault
	grey  bool
	again bool // the very same picture as before, of a source that shows what is now
}

// SetThreads sets how many threads one call of OpenCV may use, in the whole process. New sets one:
// the parts of the lane already work side by side.
func SetThreads(n int) { opencv.SetThreads(n) }

// New prepares a Stream; nothing is opened before Run.
func New(o Options) *Stream {
	opencv.SetThreads(1)
	s := &Stream{opt: o.withDefaults(), spec: o.Source, kick: make(chan struct{}, 1)}
	s.status = enrol.CameraStatus{State: enrol.CameraOff, Source: shown(o.Source), Since: time.Now()}
	return s
}

// Subscribe makes a mailbox that receives every frame from now on. Forms are computed mailbox by
// mailbox, in the order of subscription; one with First comes before the others. It may be called before or while
// Run runs, from any goroutine.
func (s *Stream) Subscribe(f Format) *Mailbox {
	m := newMailbox(f)
	s.mu.Lock()
	defer s.mu.Unlock()
	if f&First != 0 {
		s.boxes = append([]*Mailbox{m}, s.boxes...)
	} else { // deliver may be walking the old slice, as far as it reached then
		s.boxes = append(s.boxes, m)
	}
	return m
}

// Unsubscribe ends the deliveries to m.
func (s *Stream) Unsubscribe(m *Mailbox) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := make([]*Mailbox, 0, len(s.boxes)) // deliver may be walking the old slice
	for _, b := range s.boxes {
		if b != m {
			kept = append(kept, b)
		}
	}
	s.boxes = kept
}

// Use changes to another source, in the forms of Options.Source. The present one is opened anew: what
// Options.Setup says of it may have changed.
func (s *Stream) Use(spec string) {
	s.mu.Lock()
	s.spec = spec
	s.mu.Unlock()
	select {
	case s.kick <- struct{}{}:
	default:
	}
}

// Run captures until ctx ends, and reopens the source by itself. It is called once. Its error is that
// of ctx.
func (s *Stream) Run(ctx context.Context) error {
	defer s.set(enrol.CameraStatus{State: enrol.CameraOff})
	for first := true; ctx.Err() == nil; first = false {
		spec := s.choose()
		if first {
			s.set(enrol.CameraStatus{State: enrol.CameraStarting, Source: shown(spec)})
		}
		err := s.watch(s.begin(ctx, spec))
		if ctx.Err() != nil {
			break
		}
		s.rest(ctx, spec, err)
	}
	return ctx.Err()
}

// choose resolves the wanted source; "": there is none. A webcam that once worked stays chosen while it is away: a pulled
// cable must not turn the lane into a demonstration.
func (s *Stream) choose() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !automatic(s.spec) {
		return s.spec
	}
	if d := Devices(); len(d) > 0 {
		return d[0].Path
	}
	if s.device != "" {
		return s.device
	}
	if s.opt.NoDemo {
		return ""
	}
	return "demo:"
}

// watch keeps an eye on a session: it says when no frame comes, and leaves it when none ever will.
func (s *Stream) watch(c *session) error {
	defer c.cancel()
	tick := time.NewTicker(s.opt.stall / 8)
	defer tick.Stop()
	rate := newRate()
	for {
		select {
		case <-c.done:
			return c.err
		case <-s.kick:
			s.leave()
			return nil
		case <-c.ctx.Done():
			return c.finish()
		case now := <-tick.C:
			s.setFPS(rate.of(c.frames.Load(), now))
			switch {
			case c.late(now, s.opt):
				s.leave()
				return errHung
			case c.opened.Load() && c.idle(now) >= s.opt.stall:
				s.stalled(c)
			}
			if s.plugged(c) {
				s.leave()
				return nil
			}
		}
	}
}

// leave makes the current session's later frames void.
func (s *Stream) leave() {
	s.mu.Lock()
	s.current = nil
	s.mu.Unlock()
}

// plugged tells that the demonstration runs for want of a webcam, and now there is one.
func (s *Stream) plugged(c *session) bool {
	s.mu.Lock()
	auto := automatic(s.spec)
	s.mu.Unlock()
	return auto && c.spec == "demo:" && len(Devices()) > 0
}

// rest tells why a session ended and pauses before the next one.
func (s *Stream) rest(ctx context.Context, spec string, err error) {
	var wait time.Duration
	switch {
	case err == nil: // another source was chosen
		s.set(enrol.CameraStatus{State: enrol.CameraStarting, Source: shown(s.choose())})
		return
	case errors.Is(err, errEnded):
		s.set(enrol.CameraStatus{State: enrol.CameraEnded, Source: shown(spec)})
		wait = 1 << 62
	default:
		if s.Status().State != stateOf(err) { // once, not with each try
			s.opt.Log.Info("camera lost", "source", shown(spec), "err", err)
		}
		s.set(enrol.CameraStatus{State: stateOf(err), Source: shown(spec), Err: err})
		wait = s.opt.pause
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.kick:
			return
		case <-time.After(wait):
			if s.hung.Load() < maxHung {
				return
			}
		}
	}
}

// deliver copies a frame to all mailboxes; false: the session is not the current one any more.
func (s *Stream) deliver(c *session, what about, f frame) bool {
	s.delivery.Lock()
	defer s.delivery.Unlock()
	s.mu.Lock()
	if s.current != c {
		s.mu.Unlock()
		return false
	}
	s.seq.frame++
	if !f.again {
		s.seq.picture = s.seq.frame
	}
	seq, boxes := s.seq, s.boxes
	s.mu.Unlock()
	c.last.Store(f.at.UnixNano())
	c.frames.Add(1)
	s.pic.reset(f.size.X, f.size.Y, f.pix)
	s.live(what, f) // before anybody has the frame: who has one may ask what state the camera is in
	for _, m := range boxes {
		m.put(&s.pic, seq, f.at)
	}
	return true
}
