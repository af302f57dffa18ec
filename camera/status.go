package camera

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Status answers what is known of the camera now.
func (s *Stream) Status() enrol.CameraStatus {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
}

// Watch answers a channel that receives the status now, and the newest one after each change of
// State, Fault, Source, size or error (not of FPS). It holds one: a slow reader sees the newest and
// misses what was between. It is never closed.
func (s *Stream) Watch() <-chan enrol.CameraStatus {
	ch := make(chan enrol.CameraStatus, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	ch <- s.status
	s.watchers = append(s.watchers, ch)
	return ch
}

// set replaces the status and tells the watchers.
func (s *Stream) set(n enrol.CameraStatus) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n.Source == "" {
		n.Source = s.status.Source
	}
	s.replace(n)
}

// replace needs s.mu.
func (s *Stream) replace(n enrol.CameraStatus) {
	if n.State == s.status.State && n.Fault == s.status.Fault {
		n.Since = s.status.Since
	} else {
		n.Since = time.Now()
	}
	s.status = n
	for _, ch := range s.watchers {
		select { // make room: the newest counts
		case <-ch:
		default:
		}
		ch <- n // only we send, and s.mu is held: there is room
	}
}

// live notes a delivered frame; most of them change nothing.
func (s *Stream) live(what about, f frame) {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := &s.status
	if st.State == enrol.CameraLive && st.Fault == f.fault && st.Grey == f.grey && st.Width == f.size.X && st.Height == f.size.Y && st.Source == what.name {
		return
	}
	if automatic(s.spec) && !what.demo {
		s.device = what.name
	}
	s.replace(enrol.CameraStatus{State: enrol.CameraLive, Fault: f.fault, Grey: f.grey, Source: what.name, Demo: what.demo,
		FPS: st.FPS, Width: f.size.X, Height: f.size.Y})
}

// stalled says that an open camera sends nothing, or has not begun to. One that is being opened stays
// "starting" or "lost".
func (s *Stream) stalled(c *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current != c || s.status.State == enrol.CameraStalled {
		return
	}
	n := s.status
	n.State, n.FPS = enrol.CameraStalled, 0
	s.replace(n)
}

func (s *Stream) setFPS(fps float64) {
	s.mu.Lock()
	s.status.FPS = fps
	s.mu.Unlock()
}

// rate measures frames a second over the last one to two seconds.
type rate struct {
	at     time.Time
	frames uint64
	fps    float64
}

func newRate() *rate { return &rate{at: time.Now()} }

func (r *rate) of(frames uint64, now time.Time) float64 {
	if d := now.Sub(r.at); d >= time.Second {
		r.fps = float64(frames-r.frames) / d.Seconds()
		r.at, r.frames = now, frames
	}
	return r.fps
}
