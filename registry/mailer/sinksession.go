package mailer

import (
	"crypto/subtle"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// sinkSession is one client's conversation.
type sinkSession struct {
	sink     *Sink
	loggedIn bool
	from     string
	to       []string
}

func newSinkSession(s *Sink) *sinkSession {
	return &sinkSession{sink: s, loggedIn: s.o.User == ""}
}

// AuthMechanisms is part of smtp.AuthSession.
func (c *sinkSession) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth is part of smtp.AuthSession.
func (c *sinkSession) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		okUser := subtle.ConstantTimeCompare([]byte(user), []byte(c.sink.o.User))
		okPassword := subtle.ConstantTimeCompare([]byte(password), []byte(c.sink.o.Password))
		if okUser&okPassword != 1 {
			return smtp.ErrAuthFailed
		}
		c.loggedIn = true
		return nil
	}), nil
}

// Mail is part of smtp.Session.
func (c *sinkSession) Mail(from string, _ *smtp.MailOptions) error {
	if !c.loggedIn {
		return smtp.ErrAuthRequired
	}
	c.from, c.to = from, nil
	return nil
}

// Rcpt is part of smtp.Session.
func (c *sinkSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if c.sink.o.Refuse != nil {
		if reply := c.sink.o.Refuse(to); reply != 0 {
			return &smtp.SMTPError{Code: reply, EnhancedCode: smtp.EnhancedCode{reply / 100, 1, 1},
				Message: fmt.Sprintf("<%s> is not taken here", to)}
		}
	}
	c.to = append(c.to, strings.ToLower(to))
	return nil
}

// Data is part of smtp.Session.
func (c *sinkSession) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("read a mail: %w", err)
	}
	m, err := parseMessage(raw)
	if err != nil {
		return &smtp.SMTPError{Code: 554, EnhancedCode: smtp.EnhancedCode{5, 6, 0}, Message: "not a mail"}
	}
	m.At, m.From, m.To = time.Now(), c.from, c.to
	if err := c.sink.keep(m); err != nil {
		return &smtp.SMTPError{Code: 452, EnhancedCode: smtp.EnhancedCode{4, 3, 1}, Message: "no room"}
	}
	return nil
}

// Reset is part of smtp.Session.
func (c *sinkSession) Reset() { c.from, c.to = "", nil }

// Logout is part of smtp.Session.
func (c *sinkSession) Logout() error { return nil }
