package faults

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Mode is what the line does to a connection.
type Mode string

// The modes. Those that answer speak with a certificate of the registry's own CA.
const (
	Pass      Mode = "pass"
	Refuse    Mode = "refuse"     // reset at once
	Stall     Mode = "stall"      // accepted, then nothing moves
	Slow      Mode = "slow"       // 40 KB/s each way
	Cut       Mode = "cut"        // reset in the middle of an upload
	Lost      Mode = "lost"       // the upload gets through, its answer does not
	Half      Mode = "half"       // the answer is cut in its middle
	Answer500 Mode = "answer-500" //
	Answer503 Mode = "answer-503" // with Retry-After
	Answer429 Mode = "answer-429" // with Retry-After
	Nonsense  Mode = "nonsense"   // a captive portal's page
)

// Modes are all of them but Pass.
var Modes = []Mode{Refuse, Stall, Slow, Cut, Lost, Half, Answer500, Answer503, Answer429, Nonsense}

const (
	slowRate = 40 << 10 // bytes a second
	cutAfter = 20 << 10 // bytes of an upload
	// uploadFrom is how much has to go up for a request to be an upload: a handshake
	// with a client certificate and a question need less.
	uploadFrom = 6 << 10
	halfAfter  = 64 // bytes of the answer to an upload
	lostPause  = 400 * time.Millisecond
)

// Proxy is a line to one address. Changing its mode cuts the connections.
type Proxy struct {
	listener net.Listener
	to       string
	server   *tls.Config // of the answering modes

	mode   atomic.Value // Mode
	mu     sync.Mutex
	open   map[net.Conn]bool
	done   sync.WaitGroup
	counts map[Mode]int
}

// NewProxy listens on addr and passes to the other one.
func NewProxy(addr, to string, server *tls.Config) (*Proxy, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	p := &Proxy{listener: l, to: to, server: server, open: map[net.Conn]bool{}, counts: map[Mode]int{}}
	p.mode.Store(Pass)
	p.done.Go(p.accept)
	return p, nil
}

// Addr is where the line begins.
func (p *Proxy) Addr() string { return p.listener.Addr().String() }

// Set changes the mode.
func (p *Proxy) Set(m Mode) {
	p.mode.Store(m)
	p.cutAll()
}

func (p *Proxy) count(m Mode) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.counts[m]++
}

// Counts tells how many connections each mode has met; of those that wait for an upload,
// how many they did what they are called to.
func (p *Proxy) Counts() map[Mode]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[Mode]int{}
	for m, n := range p.counts {
		out[m] = n
	}
	return out
}

// Close ends everything.
func (p *Proxy) Close() {
	_ = p.listener.Close()
	p.cutAll()
	p.done.Wait()
}

func (p *Proxy) cutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.open {
		reset(c)
	}
}

// reset ends a connection as a pulled cable's router does: RST instead of FIN.
func reset(c net.Conn) {
	if t, ok := c.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = c.Close()
}

func (p *Proxy) accept() {
	for {
		c, err := p.listener.Accept()
		if err != nil {
			return
		}
		mode := p.mode.Load().(Mode)
		p.mu.Lock()
		p.open[c] = true
		p.mu.Unlock()
		if mode != Cut && mode != Lost && mode != Half { // those wait for an upload
			p.count(mode)
		}
		p.done.Go(func() {
			p.serve(c, mode)
			reset(c)
			p.mu.Lock()
			delete(p.open, c)
			p.mu.Unlock()
		})
	}
}

func (p *Proxy) serve(c net.Conn, m Mode) {
	switch m {
	case Refuse:
	case Stall:
		_, _ = c.Read(make([]byte, 1)) // what follows stays where it is
		time.Sleep(lostPause)
		_, _ = io.Copy(io.Discard, &slowReader{c, 1 << 10})
	case Answer500, Answer503, Answer429, Nonsense:
		answer(c, p.server, m)
	default:
		p.pass(c, m)
	}
}

// pass connects both sides, and cuts as the mode says.
func (p *Proxy) pass(c net.Conn, m Mode) {
	var d net.Dialer
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	up, err := d.DialContext(ctx, "tcp", p.to)
	if err != nil {
		return
	}
	w := &wire{mode: m, ends: [2]net.Conn{c, up}, acted: sync.OnceFunc(func() { p.count(m) })}
	var both sync.WaitGroup
	both.Go(func() { w.copy(up, c, w.sent) })
	both.Go(func() { w.copy(c, up, w.answered) })
	both.Wait()
}

// wire is one connection that gets through, for a while.
type wire struct {
	mode  Mode
	ends  [2]net.Conn
	acted func()
	up    atomic.Int64
	down  atomic.Int64 // of the answer to an upload
}

// copy ends both directions when one ends.
func (w *wire) copy(to io.Writer, from net.Conn, allowed func(n int) (int, bool)) {
	defer w.cut()
	var in io.Reader = from
	if w.mode == Slow {
		in = &slowReader{from, slowRate}
	}
	buf := make([]byte, 16<<10)
	for {
		n, err := in.Read(buf)
		pass, goOn := allowed(n)
		if _, werr := to.Write(buf[:pass]); werr != nil || err != nil || !goOn {
			return
		}
	}
}

func (w *wire) cut() {
	for _, c := range w.ends {
		reset(c)
	}
}

// sent answers how much of n bytes goes up, and whether the connection lives on.
func (w *wire) sent(n int) (int, bool) {
	total := w.up.Add(int64(n))
	if w.mode == Cut && total > cutAfter {
		w.acted()
		return n / 2, false
	}
	return n, true
}

// answered is sent's other direction.
func (w *wire) answered(n int) (int, bool) {
	if w.mode != Lost && w.mode != Half || w.up.Load() < uploadFrom {
		return n, true
	}
	if w.mode == Half && w.down.Add(int64(n)) > halfAfter {
		w.acted()
		return min(n, halfAfter), false
	}
	if w.mode == Lost {
		w.acted()
		time.Sleep(lostPause)
		return 0, false
	}
	return n, true
}

// slowReader reads at a rate of bytes a second.
type slowReader struct {
	from io.Reader
	rate int
}

// Read implements io.Reader.
func (s *slowReader) Read(b []byte) (int, error) {
	n, err := s.from.Read(b[:min(len(b), max(1, s.rate/20))])
	time.Sleep(time.Duration(n) * time.Second / time.Duration(s.rate))
	return n, err
}
