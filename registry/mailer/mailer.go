package mailer

import (
	"context"
	"crypto/tls"
	"net"
	"strconv"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/gerai-ikd/gerai/enrol"
)

// Mailer sends mails, one connection each. It keeps no queue: the registry's jobs do.
// It is safe for several goroutines.
type Mailer struct {
	c     Config
	texts texts
}

// New checks the configuration; no connection is made. The error is CodeConfig.
func New(c Config) (*Mailer, error) {
	c, err := c.settle()
	if err != nil {
		return nil, err
	}
	if c.User != "" {
		if _, err := c.password(); err != nil {
			return nil, err
		}
	}
	t, err := parseTexts()
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeInternal, "read the mails' texts", err)
	}
	return &Mailer{c: c, texts: t}, nil
}

// SendCode sends an activation code, as text and HTML, in Indonesian or (lang "en")
// English. A nil error means that the server has taken the mail over.
func (m *Mailer) SendCode(ctx context.Context, to enrol.Email, name, code, lang string, expires time.Time) error {
	return m.letter(ctx, to, "code", lang, letterData{Name: name, Code: code, Expires: m.moment(expires, lang), Link: m.link("/aktivasi")})
}

// SendContactCode sends the code with which another address proves itself.
func (m *Mailer) SendContactCode(ctx context.Context, to enrol.Email, name, code, lang string, expires time.Time) error {
	return m.letter(ctx, to, "contact", lang, letterData{Name: name, Code: code, Expires: m.moment(expires, lang), Link: m.link("/ganti-kontak/kode")})
}

// SendContactMoved tells an address that another took its place at a moment, and what
// to do where that was not wanted.
func (m *Mailer) SendContactMoved(ctx context.Context, to enrol.Email, name, lang string, at time.Time) error {
	return m.letter(ctx, to, "moved", lang, letterData{Name: name, Expires: m.moment(at, lang), Link: m.link("/hilang")})
}

func (m *Mailer) letter(ctx context.Context, to enrol.Email, kind, lang string, data letterData) error {
	msg, err := m.message(to, kind, lang, data)
	if err != nil {
		return err
	}
	return m.send(ctx, msg)
}

func (m *Mailer) send(ctx context.Context, msg *mail.Msg) error {
	ctx, cancel := context.WithTimeout(ctx, m.c.Timeout)
	defer cancel()
	client, err := m.client(ctx)
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() {
		// A quarrel while hanging up, after the server took the mail, must not send it twice.
		return nil
	}
	return classify(ctx, err)
}

func (m *Mailer) client(ctx context.Context) (*mail.Client, error) {
	host, portText, _ := net.SplitHostPort(m.c.Addr)
	port, err := strconv.Atoi(portText)
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeConfig, "read the mail server's port", err)
	}
	tlsConfig := m.tlsConfig(host)
	opts := []mail.Option{
		mail.WithPort(port), mail.WithTimeout(m.c.Timeout), mail.WithoutNoop(),
		mail.WithTLSPolicy(mail.NoTLS), mail.WithDialContextFunc(m.dialer(ctx, tlsConfig)),
	}
	if m.c.Security == SecurityStartTLS {
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory), mail.WithTLSConfig(tlsConfig))
	}
	if m.c.HELO != "" {
		opts = append(opts, mail.WithHELO(m.c.HELO))
	}
	if m.c.User != "" {
		password, err := m.c.password()
		if err != nil {
			return nil, err
		}
		opts = append(opts, mail.WithSMTPAuth(m.authType()), mail.WithUsername(m.c.User), mail.WithPassword(password))
	}
	client, err := mail.NewClient(host, opts...)
	return client, enrol.WrapError(enrol.CodeConfig, "set up the mail client", err)
}

// authType: where the connection is not encrypted it goes to this machine (settle
// saw to that), and plain is all right.
func (m *Mailer) authType() mail.SMTPAuthType {
	switch m.c.Security {
	case SecurityNone:
		return mail.SMTPAuthPlainNoEnc
	case SecurityTLS:
		// The connection is encrypted below the client, which does not see it.
		return mail.SMTPAuthPlainNoEnc
	}
	return mail.SMTPAuthAutoDiscover
}

func (m *Mailer) tlsConfig(host string) *tls.Config {
	c := &tls.Config{}
	if m.c.TLS != nil {
		c = m.c.TLS.Clone()
	}
	c.MinVersion = tls.VersionTLS12
	if c.ServerName == "" {
		c.ServerName = host
	}
	return c
}

// dialer cuts the connection when whole ends: the client alone would go on talking
// until its own deadline.
func (m *Mailer) dialer(whole context.Context, tlsConfig *tls.Config) mail.DialContextFunc {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := m.dial(ctx, network, addr, tlsConfig)
		if err != nil {
			return nil, err
		}
		context.AfterFunc(whole, func() { _ = conn.Close() })
		return conn, nil
	}
}

func (m *Mailer) dial(ctx context.Context, network, addr string, tlsConfig *tls.Config) (net.Conn, error) {
	plain := &net.Dialer{}
	if m.c.Security == SecurityTLS {
		return (&tls.Dialer{NetDialer: plain, Config: tlsConfig}).DialContext(ctx, network, addr)
	}
	return plain.DialContext(ctx, network, addr)
}
