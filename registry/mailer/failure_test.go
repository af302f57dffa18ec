package mailer

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestReplies: what the server says decides who has to act, and nothing of the
// recipient gets into the error.
func TestReplies(t *testing.T) {
	for _, c := range []struct {
		reply int
		want  enrol.Code
	}{{450, enrol.CodeServer}, {421, enrol.CodeServer}, {550, enrol.CodeEmail}, {552, enrol.CodeEmail}} {
		t.Run(fmt.Sprint(c.reply), func(t *testing.T) {
			sink := startSink(t, SinkOptions{Refuse: func(string) int { return c.reply }})
			m := mustMailer(t, Config{Addr: sink.Addr()})
			err := m.SendCode(soon(t), "budi@contoh.example", "BUDI", "123456", "id", expires)
			wantCode(t, err, c.want)
			var e *enrol.Error
			if !errors.As(err, &e) || e.Details["reply"] != fmt.Sprint(c.reply) {
				t.Errorf("no reply in %v", err)
			}
		})
	}
}

func wantCode(t *testing.T, err error, want enrol.Code) {
	t.Helper()
	if enrol.CodeOf(err) != want {
		t.Errorf("code %q, want %q: %v", enrol.CodeOf(err), want, err)
	}
	if err != nil && (strings.Contains(err.Error(), "budi@") || strings.Contains(err.Error(), "123456")) {
		t.Errorf("the error names somebody: %v", err)
	}
}

func TestNobodyAnswers(t *testing.T) {
	l := mustListen(t)
	addr := l.Addr().String()
	_ = l.Close()
	m := mustMailer(t, Config{Addr: addr})
	wantCode(t, m.SendCode(soon(t), "budi@contoh.example", "B", "123456", "id", expires), enrol.CodeOffline)
}

func TestASilentServerIsSlow(t *testing.T) {
	l := mustListen(t) // accepts in the kernel, never speaks
	m := mustMailer(t, Config{Addr: l.Addr().String(), Timeout: 200 * time.Millisecond})
	wantCode(t, m.SendCode(soon(t), "budi@contoh.example", "B", "123456", "id", expires), enrol.CodeSlow)
}

func TestTheCallerGivesUp(t *testing.T) {
	l := mustListen(t)
	ctx, cancel := context.WithCancel(context.Background())
	m := mustMailer(t, Config{Addr: l.Addr().String()})
	go func() {
		if c, err := l.Accept(); err == nil {
			cancel()
			defer c.Close()
		}
	}()
	wantCode(t, m.SendCode(ctx, "budi@contoh.example", "B", "123456", "id", expires), enrol.CodeCancelled)
}

// TestALostGoodbyeIsNotAFailure: the server took the mail and died before QUIT. A
// failure here would send the mail twice.
func TestALostGoodbyeIsNotAFailure(t *testing.T) {
	l := mustListen(t)
	go serveOnceThenHangUp(l, "250 taken")
	m := mustMailer(t, Config{Addr: l.Addr().String()})
	if err := m.SendCode(soon(t), "budi@contoh.example", "B", "123456", "id", expires); err != nil {
		t.Error(err)
	}
}

func TestHangingUpBeforeTheReplyIsTransient(t *testing.T) {
	l := mustListen(t)
	go serveOnceThenHangUp(l, "")
	m := mustMailer(t, Config{Addr: l.Addr().String()})
	wantCode(t, m.SendCode(soon(t), "budi@contoh.example", "B", "123456", "id", expires), enrol.CodeServer)
}

// serveOnceThenHangUp speaks SMTP up to the end of the text, answers last and closes.
func serveOnceThenHangUp(l net.Listener, last string) {
	c, err := l.Accept()
	if err != nil {
		return
	}
	defer c.Close()
	fmt.Fprint(c, "220 test\r\n")
	lines := bufio.NewScanner(c)
	for inText := false; lines.Scan(); {
		switch {
		case inText && lines.Text() == ".":
			if last != "" {
				fmt.Fprint(c, last+"\r\n")
			}
			return
		case inText:
		case lines.Text() == "DATA":
			inText = true
			fmt.Fprint(c, "354 go on\r\n")
		default:
			fmt.Fprint(c, "250 fine\r\n")
		}
	}
}

func TestLogIn(t *testing.T) {
	for _, security := range []Security{SecurityNone, SecurityStartTLS} {
		for password, want := range map[string]enrol.Code{"benar": "", "salah": enrol.CodeConfig} {
			t.Run(string(security)+"/"+password, func(t *testing.T) {
				o, config := SinkOptions{User: "pusat", Password: "benar"}, Config{Security: security, User: "pusat"}
				if security == SecurityStartTLS {
					o.TLS, config.TLS = mustCertificate(t)
				}
				sink := startSink(t, o)
				config.Addr = sink.Addr()
				config.PasswordFile = filepath.Join(t.TempDir(), "password")
				if err := os.WriteFile(config.PasswordFile, []byte(password+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
				wantCode(t, mustMailer(t, config).SendCode(soon(t), "budi@contoh.example", "B", "123456", "id", expires), want)
			})
		}
	}
}

func TestTLSFailures(t *testing.T) {
	server, _ := mustCertificate(t)
	_, stranger := mustCertificate(t)
	for name, c := range map[string]struct {
		sink *tls.Config
		mail Security
	}{
		"UnknownAuthority": {server, SecurityStartTLS},
		"NoStartTLS":       {nil, SecurityStartTLS},
		"NotTLSAtAll":      {nil, SecurityTLS},
	} {
		t.Run(name, func(t *testing.T) {
			sink := startSink(t, SinkOptions{TLS: c.sink})
			m := mustMailer(t, Config{Addr: sink.Addr(), Security: c.mail, TLS: stranger})
			wantCode(t, m.SendCode(soon(t), "budi@contoh.example", "B", "123456", "id", expires), enrol.CodeCertificate)
			if n := len(sink.Messages()); n != 0 {
				t.Errorf("%d mails sent", n)
			}
		})
	}
}

func mustListen(tb testing.TB) net.Listener {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = l.Close() })
	return l
}

// mustCertificate makes a server for 127.0.0.1 and the client that trusts it.
func mustCertificate(tb testing.TB) (server, client *tls.Config) {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	t := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, t, t, &key.PublicKey, key)
	if err != nil {
		tb.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		tb.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(cert)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, &tls.Config{RootCAs: pool}
}
