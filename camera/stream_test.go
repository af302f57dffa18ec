package camera

import (
	"context"
	"errors"
	"image"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// fake is a source that a test steers.
type fake struct {
	frames int           // then it fails; negative: never
	every  time.Duration // between frames
	hang   chan struct{} // after the frames: wait for this instead of failing
	closed *atomic.Int32
	pix    []uint8
	n      int
}

func (f *fake) about() about { return about{name: "fake", live: true} }
func (f *fake) close()       { f.closed.Add(1) }

func (f *fake) next() (image.Point, []uint8, error) {
	if f.n == f.frames {
		if f.hang != nil {
			<-f.hang
		}
		return image.Point{}, nil, errGone
	}
	time.Sleep(f.every)
	f.n++
	f.pix = filled(16, 8, uint8(40+f.n%100)).pix
	return image.Pt(16, 8), f.pix, nil
}

func quick(open func(n int32) (source, error)) Options {
	var n atomic.Int32
	return Options{Source: "fake", stall: 80 * time.Millisecond, opening: 250 * time.Millisecond, abandon: 250 * time.Millisecond, pause: 20 * time.Millisecond,
		open: func(context.Context, string, Options) (source, error) { return open(n.Add(1)) }}
}

// start runs s until the test ends.
func start(t *testing.T, s *Stream) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Run ended with %v", err)
		}
	})
}

// until waits for a status; patience is generous, since machines are slow, not the code.
func until(t *testing.T, s *Stream, what string, ok func(enrol.CameraStatus) bool) enrol.CameraStatus {
	t.Helper()
	deadline := time.Now().Add(2 * time.Minute)
	for time.Now().Before(deadline) {
		if st := s.Status(); ok(st) {
			return st
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatalf("never %s; status is %+v", what, s.Status())
	return enrol.CameraStatus{}
}

func state(want enrol.CameraState) func(enrol.CameraStatus) bool {
	return func(st enrol.CameraStatus) bool { return st.State == want }
}

func TestStreamReconnectsAfterLoss(t *testing.T) {
	var closed atomic.Int32
	again := make(chan struct{})
	s := New(quick(func(n int32) (source, error) {
		if n == 1 {
			return &fake{frames: 5, every: time.Millisecond, closed: &closed}, nil
		}
		select {
		case <-again:
			return &fake{frames: -1, every: time.Millisecond, closed: &closed}, nil
		default:
			return nil, enrol.NewError(enrol.CodeCameraBusy, "open device")
		}
	}))
	start(t, s)
	st := until(t, s, "busy", state(enrol.CameraBusy))
	if enrol.CodeOf(st.Err) != enrol.CodeCameraBusy {
		t.Errorf("busy camera's error is %v", st.Err)
	}
	until(t, s, "closed", func(enrol.CameraStatus) bool { return closed.Load() == 1 })
	close(again)
	st = until(t, s, "live again", state(enrol.CameraLive))
	if st.Width != 16 || st.Height != 8 || st.Source != "fake" {
		t.Errorf("status is %+v", st)
	}
}

func TestStreamLeavesHungRead(t *testing.T) {
	var closed, others atomic.Int32
	never := make(chan struct{})
	s := New(quick(func(n int32) (source, error) {
		if n == 1 {
			return &fake{frames: 3, every: time.Millisecond, hang: never, closed: &closed}, nil
		}
		return &fake{frames: -1, every: time.Millisecond, closed: &others}, nil
	}))
	box := s.Subscribe(RGBA)
	start(t, s)
	if _, err := box.Next(t.Context()); err != nil {
		t.Fatal(err)
	}
	until(t, s, "stalled", state(enrol.CameraStalled))
	until(t, s, "live again", state(enrol.CameraLive))
	if closed.Load() != 0 {
		t.Error("the hung source was closed under its reader")
	}
	close(never)
	until(t, s, "closed", func(enrol.CameraStatus) bool { return closed.Load() == 1 })
}

// TestStreamIsLiveBeforeItsPicturesAreSeen holds a picture up on its way to a mailbox.
func TestStreamIsLiveBeforeItsPicturesAreSeen(t *testing.T) {
	s := New(Options{Source: "fake"})
	s.current = &session{}
	s.set(enrol.CameraStatus{State: enrol.CameraStalled})
	box := s.Subscribe(RGBA)
	box.mu.Lock()
	given := make(chan bool, 1)
	go func() {
		given <- s.deliver(s.current, about{name: "fake", live: true}, frame{size: image.Pt(16, 8), pix: filled(16, 8, 40).pix, at: time.Now()})
	}()
	until(t, s, "live", state(enrol.CameraLive))
	box.mu.Unlock()
	if !<-given || box.TryNext() == nil {
		t.Error("the picture did not come")
	}
}

// TestStreamWaitsForADrawnCamera has one that takes much longer than a driver may.
func TestStreamWaitsForADrawnCamera(t *testing.T) {
	var closed atomic.Int32
	o := quick(func(n int32) (source, error) {
		time.Sleep(400 * time.Millisecond)
		return &fake{frames: -1, every: 400 * time.Millisecond, closed: &closed}, nil
	})
	o.Source = "demo:"
	s := New(o)
	box := s.Subscribe(RGBA)
	states := s.Watch()
	start(t, s)
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	for range 2 {
		if _, err := box.Next(ctx); err != nil {
			t.Fatal(err)
		}
		for len(states) > 0 {
			if st := <-states; st.State == enrol.CameraLost {
				t.Errorf("it is called lost: %+v", st)
			}
		}
	}
	if closed.Load() != 0 {
		t.Error("it was given up")
	}
}

func TestStreamOpenButSilentIsStalled(t *testing.T) {
	var closed atomic.Int32
	send := make(chan struct{})
	s := New(quick(func(n int32) (source, error) {
		return &fake{frames: 0, hang: send, closed: &closed}, nil
	}))
	s.opt.abandon = time.Minute
	start(t, s)
	st := until(t, s, "stalled", state(enrol.CameraStalled))
	if st.Source != "fake" || s.Status().FPS != 0 {
		t.Errorf("status is %+v", st)
	}
	close(send)
	if o := (Options{}).timing(); o.stall+o.stall/8 >= 2*time.Second {
		t.Errorf("a camera that sends nothing is said after %v", o.stall)
	}
}

func TestStreamWaitsForSlowOpener(t *testing.T) {
	var closed, opened atomic.Int32
	var s *Stream
	o := quick(func(n int32) (source, error) {
		opened.Add(1)
		time.Sleep(600 * time.Millisecond) // longer than a read may take
		if st := s.Status(); n == 1 && (st.State == enrol.CameraStalled || st.State == enrol.CameraLost) {
			t.Errorf("a camera that is being opened is %s", st.State)
		}
		return &fake{frames: -1, every: time.Millisecond, closed: &closed}, nil
	})
	o.opening = time.Minute
	s = New(o)
	s.opt.abandon = 500 * time.Millisecond
	start(t, s)
	until(t, s, "live", state(enrol.CameraLive))
	if n := opened.Load(); n != 1 {
		t.Errorf("opened %d times, want once", n)
	}
	if o := (Options{}).timing(); o.opening < 20*time.Second || o.abandon > 5*time.Second {
		t.Errorf("opening may take %v, reading %v", o.opening, o.abandon)
	}
}

func TestStreamLimitsHungOpens(t *testing.T) {
	var opened atomic.Int32
	never := make(chan struct{})
	s := New(quick(func(int32) (source, error) {
		opened.Add(1)
		<-never
		return nil, errGone
	}))
	start(t, s)
	until(t, s, "all hung", func(enrol.CameraStatus) bool { return opened.Load() == maxHung })
	time.Sleep(400 * time.Millisecond)
	if n := opened.Load(); n != maxHung {
		t.Errorf("%d opens hang at once, want at most %d", n, maxHung)
	}
	close(never)
}

func TestStreamSlowConsumerDelaysNobody(t *testing.T) {
	var closed atomic.Int32
	s := New(quick(func(int32) (source, error) {
		return &fake{frames: -1, every: time.Millisecond, closed: &closed}, nil
	}))
	slow, brisk := s.Subscribe(Both), s.Subscribe(Gray)
	start(t, s)
	held, err := slow.Next(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	first, newest := held.Seq, held.Seq
	for newest < first+50 {
		f, err := brisk.Next(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		newest = f.Seq
	}
	if held.Seq != first {
		t.Error("the slow consumer's frame changed under it")
	}
	f, err := slow.Next(t.Context())
	if err != nil || f.Seq < newest-1 { // the mailboxes are filled one after the other
		t.Errorf("the slow consumer got frame %d after %d (%v): want the newest, %d", f.Seq, first, err, newest)
	}
}

func TestStreamWatchHoldsNewest(t *testing.T) {
	var closed atomic.Int32
	s := New(quick(func(n int32) (source, error) {
		return &fake{frames: -1, every: time.Millisecond, closed: &closed}, nil
	}))
	s.opt.stall, s.opt.abandon = time.Minute, time.Minute // a busy machine makes no other news
	w := s.Watch()
	start(t, s)
	until(t, s, "live", state(enrol.CameraLive))
	if st := <-w; st.State != enrol.CameraLive {
		t.Errorf("watcher's newest is %v", st.State)
	}
}

func TestStreamUseChangesSource(t *testing.T) {
	s := New(Options{Source: "demo:", Width: 64, Height: 36})
	start(t, s)
	until(t, s, "live", state(enrol.CameraLive))
	s.Use("/nowhere/at/all.mp4")
	st := until(t, s, "lost", state(enrol.CameraLost))
	if enrol.CodeOf(st.Err) != enrol.CodeNotFound || st.Demo {
		t.Errorf("status is %+v", st)
	}
	s.Use("demo:")
	until(t, s, "live again", state(enrol.CameraLive))
}

// standing sends one picture twice, then another, again and again.
type standing struct {
	fake
	live bool
}

func (s *standing) about() about { return about{name: "fake", live: s.live} }

func (s *standing) next() (image.Point, []uint8, error) {
	time.Sleep(3 * time.Millisecond)
	s.n++
	return image.Pt(16, 8), filled(16, 8, uint8(40+s.n/2%100)).pix, nil
}

// TestStreamNumbersPictures: the very same picture of a live camera keeps its number; in a recording every frame
// has its own.
func TestStreamNumbersPictures(t *testing.T) {
	for name, live := range map[string]bool{"Live": true, "Recording": false} {
		t.Run(name, func(t *testing.T) {
			var closed atomic.Int32
			s := New(quick(func(int32) (source, error) { return &standing{fake: fake{closed: &closed}, live: live}, nil }))
			box := s.Subscribe(RGBA)
			start(t, s)
			last, same, other := enrol.Frame{}, 0, 0
			for n := 0; n < 40 || n < 4000 && live && same == 0; n++ { // who is late misses one of the two
				f, err := box.Next(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				if f.Seq == last.Seq+1 && f.Picture == last.Picture {
					same++
				} else if f.Picture != last.Picture {
					other++
				}
				last = *f
			}
			if (same > 0) != live || other == 0 {
				t.Errorf("%d with the number of the one before, %d with another", same, other)
			}
		})
	}
}

// TestStreamWithoutAnyCamera: nothing is drawn where nothing may be, and a camera that is plugged in is found.
func TestStreamWithoutAnyCamera(t *testing.T) {
	if len(Devices()) > 0 {
		t.Skip("a webcam is plugged in here")
	}
	for name, never := range map[string]bool{"Outlet": true, "Anywhere": false} {
		t.Run(name, func(t *testing.T) {
			s := New(Options{NoDemo: never, Width: 64, Height: 36, pause: 20 * time.Millisecond})
			start(t, s)
			want := enrol.CameraLive
			if never {
				want = enrol.CameraNone
			}
			if st := until(t, s, "settled", state(want)); st.Demo == never {
				t.Errorf("status %+v", st)
			}
		})
	}
}
