package sync

import (
	"context"
	"crypto/tls"
	"net"
	"net/http/httptrace"
	gosync "sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// errStalled ends an upload that the line takes nothing of.
var errStalled = stalled{}

type stalled struct{}

func (stalled) Error() string   { return "the line takes nothing" }
func (stalled) Timeout() bool   { return true }
func (stalled) Temporary() bool { return true }

var _ net.Error = errStalled

// progress is when a request last got on: the other side took a byte, or answered one.
type progress struct {
	mu    gosync.Mutex
	last  time.Time
	taken bool // all of it: the other side works, or its answer is on its way
}

func newProgress() *progress { return &progress{last: time.Now()} }

func (p *progress) moved() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = time.Now()
}

func (p *progress) idle() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return time.Since(p.last)
}

// still is for how long the line has taken nothing of what is to go out.
func (p *progress) still() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.taken {
		return 0
	}
	return time.Since(p.last)
}

func (p *progress) allTaken(yes bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken = yes
}

type progressKey struct{}

func withProgress(ctx context.Context, p *progress) context.Context {
	return context.WithValue(ctx, progressKey{}, p)
}

// progressOf answers what the caller looks at; a fresh one where nobody does.
func progressOf(ctx context.Context) *progress {
	if p, ok := ctx.Value(progressKey{}).(*progress); ok {
		return p
	}
	return newProgress()
}

// meter is a connection that knows how far its bytes got.
type meter struct {
	net.Conn
	written, read atomic.Int64
}

// Write implements net.Conn.
func (m *meter) Write(b []byte) (int, error) {
	n, err := m.Conn.Write(b)
	m.written.Add(int64(n))
	return n, err
}

// Read implements net.Conn.
func (m *meter) Read(b []byte) (int, error) {
	n, err := m.Conn.Read(b)
	m.read.Add(int64(n))
	return n, err
}

// waiting is how many bytes the other side has not acknowledged: those in the kernel's
// buffer, which takes a whole upload at once (SIOCOUTQ, tcp(7)).
func (m *meter) waiting() int64 {
	raw, ok := m.Conn.(syscall.Conn)
	if !ok {
		return 0
	}
	c, err := raw.SyscallConn()
	if err != nil {
		return 0
	}
	var n int32
	err = c.Control(func(fd uintptr) {
		_, _, _ = syscall.Syscall(syscall.SYS_IOCTL, fd, syscall.TIOCOUTQ, uintptr(unsafe.Pointer(&n)))
	})
	if err != nil {
		return 0
	}
	return int64(n)
}

// metered makes dial's connections meters.
func metered(dial func(ctx context.Context, network, addr string) (net.Conn, error)) func(ctx context.Context, network, addr string) (net.Conn, error) {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &meter{Conn: c}, nil
	}
}

// watch ends a request once it has not got on for too long: idle while bytes of ours wait
// to be taken, answer once all of them were. stop is to be called when the request is over.
func watch(ctx context.Context, idle, answer time.Duration) (watched context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	w := &watcher{progress: progressOf(ctx), idle: idle, answer: answer}
	w.progress.moved()
	ended := make(chan struct{})
	go func() { // ends with stop
		defer close(ended)
		tick := time.NewTicker(max(idle/20, time.Millisecond))
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if w.stalls() {
				cancel(errStalled)
				return
			}
		}
	}()
	trace := &httptrace.ClientTrace{
		GotConn:      func(i httptrace.GotConnInfo) { w.got(i.Conn) },
		WroteRequest: func(httptrace.WroteRequestInfo) { w.wrote.Store(true) },
	}
	return httptrace.WithClientTrace(ctx, trace), func() { cancel(nil); <-ended }
}

type watcher struct {
	*progress
	idle, answer time.Duration
	conn         atomic.Pointer[meter]
	wrote        atomic.Bool // all of the request is in the kernel's hands
	looked       *meter      // the connection at the last look,
	taken, heard int64       // and how far its bytes had got
}

func (w *watcher) got(c net.Conn) {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	if m, ok := c.(*meter); ok {
		w.moved()
		w.wrote.Store(false) // a request may begin anew on another connection
		w.conn.Store(m)
	}
}

// stalls looks at the connection; only watch's goroutine calls it.
func (w *watcher) stalls() bool {
	limit := w.idle
	if m := w.conn.Load(); m != nil {
		if m != w.looked {
			w.looked, w.taken, w.heard = m, 0, 0
		}
		waiting := m.waiting()
		taken, heard := m.written.Load()-waiting, m.read.Load()
		if taken > w.taken || heard > w.heard {
			w.moved()
		}
		w.taken, w.heard = max(taken, w.taken), heard
		all := w.wrote.Load() && waiting == 0
		if w.allTaken(all); all {
			limit = w.answer
		}
	}
	return w.progress.idle() > limit
}
