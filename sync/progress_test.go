package sync

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	gosync "sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// stopper is a line that takes an upload's first bytes, at most, and nothing more.
type stopper struct {
	to   string
	most int64 // bytes that get through; negative: all
	mu   gosync.Mutex
	open []net.Conn
}

func mustStopper(t *testing.T, to string, most int64) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &stopper{to: to, most: most}
	go s.accept(l) // ends with the listener
	t.Cleanup(func() {
		_ = l.Close()
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, c := range s.open {
			_ = c.Close()
		}
	})
	return "https://" + l.Addr().String()
}

func (s *stopper) accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		var d net.Dialer
		up, err := d.DialContext(context.Background(), "tcp", s.to)
		if err != nil {
			_ = c.Close()
			continue
		}
		s.mu.Lock()
		s.open = append(s.open, c, up)
		s.mu.Unlock()
		go func() { _, _ = io.Copy(c, up) }() // both end when the test closes them
		go func() { _, _ = io.CopyN(up, c, s.most) }()
	}
}

// TestStall: an upload of which nothing is taken ends by itself in the idle time, long before
// what its bytes may take, whether the line stops in its middle or the answer does not come.
func TestStall(t *testing.T) {
	for name, most := range map[string]int64{"InTheMiddle": 40 << 10, "NoAnswer": 1 << 40} {
		t.Run(name, func(t *testing.T) {
			a, release := newAuthority(t), make(chan struct{})
			srv := a.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				<-release
				answer(w, api.Receipts{})
			}))
			defer close(release)
			c := a.clientOf(mustStopper(t, srv.Listener.Addr().String(), most), Timeouts{Idle: 300 * time.Millisecond, TailRate: 1 << 30})
			began := time.Now()
			_, err := c.Packets(t.Context(), []api.Packet{{ID: "p", Body: make([]byte, 8<<20)}}) // more than the kernel's buffers hold
			if enrol.CodeOf(err) != enrol.CodeSlow {
				t.Fatalf("%v", err)
			}
			if took, all := time.Since(began), (Timeouts{}).withDefaults(); took > all.Upload {
				t.Errorf("it took %v", took)
			}
		})
	}
}

// TestSlowIsNoStall: what gets on, however slowly, is left alone; what stands still ends, and
// once everything was taken the answer has its own time.
func TestSlowIsNoStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		go func() { _, _ = io.Copy(io.Discard, theirs) }() // ends with the pipe
		m := &meter{Conn: ours}
		ctx, stop := watch(t.Context(), 30*time.Second, 2*time.Minute)
		trace := httptrace.ContextClientTrace(ctx)
		trace.GotConn(httptrace.GotConnInfo{Conn: m})
		for range 60 {
			time.Sleep(20 * time.Second)
			if _, err := m.Write([]byte{1}); err != nil || ctx.Err() != nil {
				t.Fatalf("ended while it got on: %v, %v", err, context.Cause(ctx))
			}
		}
		trace.WroteRequest(httptrace.WroteRequestInfo{})
		time.Sleep(100 * time.Second)
		if ctx.Err() != nil {
			t.Fatal("the answer was not waited for")
		}
		time.Sleep(30 * time.Second)
		if !errors.Is(context.Cause(ctx), errStalled) {
			t.Fatalf("%v", context.Cause(ctx))
		}
		stop()
		ctx, stop = watch(t.Context(), 30*time.Second, 2*time.Minute)
		httptrace.ContextClientTrace(ctx).GotConn(httptrace.GotConnInfo{Conn: m})
		time.Sleep(25 * time.Second)
		if ctx.Err() != nil {
			t.Fatal("ended too early")
		}
		time.Sleep(10 * time.Second)
		if !errors.Is(context.Cause(ctx), errStalled) {
			t.Fatal("bytes that nobody takes are waited for")
		}
		stop()
		_, _ = ours.Close(), theirs.Close()
	})
}

// TestStallOfTheWorker plays a line on which an upload stands still, by the times that hold
// outside of tests: staff are told, who tries now ends it, and the packets go in the next
// round; nobody else's wish does while it gets on.
func TestStallOfTheWorker(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		out, reg := newOutbox(40), newRegistry()
		line := &standing{Registry: reg, stands: true}
		var said []enrol.Link
		var mu gosync.Mutex
		w := NewWorker(Config{Outbox: out, Books: &books{cursor: "c"}, Audit: &audit{}, Registry: line, OnLink: func(l enrol.Link) {
			mu.Lock()
			defer mu.Unlock()
			said = append(said, l)
		}})
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- w.Run(ctx) }()

		time.Sleep(3 * time.Second)
		w.Retry() // too early: it may get on
		time.Sleep(time.Second)
		if l := w.Status(); !l.Sending || l.Stalled || line.calls() != 1 {
			t.Fatalf("%+v, %d uploads", l, line.calls())
		}
		time.Sleep(5 * time.Second) // now it has stood still for long enough
		if line.calls() < 2 {
			t.Fatalf("%d uploads after the wish to try now", line.calls())
		}
		time.Sleep(standsStill + 2*time.Second)
		if l := w.Status(); !l.Sending || !l.Stalled {
			t.Fatalf("%+v", l)
		}
		line.let()
		w.Retry()
		time.Sleep(3 * time.Second)
		if n, doubled := reg.delivered(); n != 40 || doubled > 0 {
			t.Errorf("%d delivered, %d doubled", n, doubled)
		}
		if l := w.Status(); l.Stalled || l.Sending || out.count(enrol.DeliveryAnswered) != 40 {
			t.Errorf("%+v", l)
		}
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// standing is a registry to which the line may stand still.
type standing struct {
	Registry
	mu     gosync.Mutex
	stands bool
	n      int
}

func (s *standing) Packets(ctx context.Context, items []api.Packet) (api.Receipts, error) {
	s.mu.Lock()
	s.n++
	stands := s.stands
	s.mu.Unlock()
	if !stands {
		return s.Registry.Packets(ctx, items)
	}
	<-ctx.Done()
	return api.Receipts{}, enrol.WrapError(enrol.CodeCancelled, "deliver packets", ctx.Err())
}

func (s *standing) calls() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *standing) let() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stands = false
}
