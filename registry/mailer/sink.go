package mailer

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/gerai-ikd/gerai/enrol"
)

// sinkKeeps is how many mails a sink holds where nothing else is said.
const sinkKeeps = 1000

// SinkOptions says how a Sink behaves. The zero value is a plain sink on a free port.
type SinkOptions struct {
	Addr     string      // "": "127.0.0.1:0"; loopback only
	Dir      string      // each mail is also written here as N.eml, readable by the owner alone
	TLS      *tls.Config // offers STARTTLS
	User     string      // not "": a log-in is required
	Password string
	// Refuse answers the reply to a recipient (450, 550 …), 0 to accept. nil accepts all.
	Refuse func(to string) int
	Keep   int // how many mails are held, the oldest go first; 0: 1000
}

// Sink is an SMTP server that delivers to itself: the demonstration's mail box, and
// the tests' real socket.
type Sink struct {
	o        SinkOptions
	listener net.Listener
	server   *smtp.Server

	mu      sync.Mutex
	mails   []Message
	count   int
	arrived chan struct{} // closed and replaced at every arrival
}

// NewSink opens the socket, so that Addr is known; Run serves it.
func NewSink(o SinkOptions) (*Sink, error) {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	if o.Keep == 0 {
		o.Keep = sinkKeeps
	}
	if host, _, err := net.SplitHostPort(o.Addr); err != nil || !loopback(host) {
		return nil, enrol.NewError(enrol.CodeConfig, "open the mail sink: loopback only").With("field", "addr")
	}
	if o.Dir != "" {
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return nil, fmt.Errorf("make the mail sink's folder: %w", err)
		}
	}
	l, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return nil, fmt.Errorf("open the mail sink: %w", err)
	}
	s := &Sink{o: o, listener: l, arrived: make(chan struct{})}
	s.server = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		return newSinkSession(s), nil
	}))
	s.server.Domain = "localhost"
	s.server.TLSConfig = o.TLS
	s.server.AllowInsecureAuth = o.TLS == nil
	s.server.MaxMessageBytes = 1 << 20
	s.server.MaxRecipients = 10
	s.server.ReadTimeout, s.server.WriteTimeout = time.Minute, time.Minute
	s.server.ErrorLog = silent{}
	return s, nil
}

// silent: the server's log repeats what clients send.
type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

// Addr is host:port of the socket.
func (s *Sink) Addr() string { return s.listener.Addr().String() }

// Run serves until ctx ends, and closes the socket.
func (s *Sink) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { _ = s.server.Close() })
	defer stop()
	err := s.server.Serve(s.listener)
	if ctx.Err() != nil || errors.Is(err, smtp.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve the mail sink: %w", err)
}

// Messages answers the mails held, the newest first.
func (s *Sink) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := slices.Clone(s.mails)
	slices.Reverse(out)
	return out
}

// Message finds a mail by its number.
func (s *Sink) Message(id int) (Message, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.mails {
		if m.ID == id {
			return m, true
		}
	}
	return Message{}, false
}

// Wait answers the newest mail to an address, waiting for the first where there is none.
func (s *Sink) Wait(ctx context.Context, to enrol.Email) (Message, error) {
	return s.WaitAfter(ctx, to, 0)
}

// WaitAfter is Wait for mails that came after the one numbered id.
func (s *Sink) WaitAfter(ctx context.Context, to enrol.Email, id int) (Message, error) {
	for {
		m, next := s.newest(string(to), id)
		if next == nil {
			return m, nil
		}
		select {
		case <-next:
		case <-ctx.Done():
			return Message{}, fmt.Errorf("wait for a mail: %w", ctx.Err())
		}
	}
}

// newest answers a mail, or the channel that tells of the next arrival.
func (s *Sink) newest(to string, after int) (Message, <-chan struct{}) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range slices.Backward(s.mails) {
		if m.ID > after && slices.Contains(m.To, strings.ToLower(to)) {
			return m, nil
		}
	}
	return Message{}, s.arrived
}

// keep stores a mail before the server says that it has it.
func (s *Sink) keep(m Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m.ID = s.count + 1
	if s.o.Dir != "" {
		name := filepath.Join(s.o.Dir, fmt.Sprintf("%d.eml", m.ID))
		if err := os.WriteFile(name, m.Raw, 0o600); err != nil {
			return fmt.Errorf("write a mail: %w", err)
		}
	}
	s.count++
	s.mails = append(s.mails, m)
	if len(s.mails) > s.o.Keep {
		s.mails = slices.Delete(s.mails, 0, len(s.mails)-s.o.Keep)
	}
	close(s.arrived)
	s.arrived = make(chan struct{})
	return nil
}
