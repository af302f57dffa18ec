package stage

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/mailer"
)

// MailServer is the resident's mail provider: a real SMTP socket on loopback.
type MailServer struct {
	sink   *mailer.Sink
	cancel context.CancelFunc
	ended  chan struct{}
	failed atomic.Pointer[error]
}

// NewMailServer opens one.
func NewMailServer() (*MailServer, error) {
	sink, err := mailer.NewSink(mailer.SinkOptions{})
	if err != nil {
		return nil, fmt.Errorf("open mail server: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	m := &MailServer{sink: sink, cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(m.ended)
		if err := sink.Run(ctx); err != nil && ctx.Err() == nil {
			m.failed.Store(&err)
		}
	}()
	return m, nil
}

// Addr is host and port.
func (m *MailServer) Addr() string { return m.sink.Addr() }

// Close ends it.
func (m *MailServer) Close() {
	m.cancel()
	<-m.ended
}

// AwaitCode waits for a mail to the address and answers the code in it.
func (m *MailServer) AwaitCode(ctx context.Context, to enrol.Email) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Minute)
	defer cancel()
	msg, err := m.sink.Wait(ctx, to)
	if err != nil {
		return "", fmt.Errorf("wait for the mail: %w", err)
	}
	if code := msg.Code(); code != "" {
		return code, nil
	}
	return "", fmt.Errorf("no code in the mail")
}

// Letters counts the mails of each address that got any.
func (m *MailServer) Letters() map[string]int {
	n := map[string]int{}
	for _, msg := range m.sink.Messages() {
		for _, to := range msg.To {
			n[to]++
		}
	}
	return n
}

// Count is how many mails went to the address.
func (m *MailServer) Count(to enrol.Email) int { return m.Letters()[string(to)] }
