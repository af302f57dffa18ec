package mailer

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

var expires = time.Date(2026, 8, 17, 7, 30, 0, 0, time.UTC)

// startSink serves a sink until the test ends.
func startSink(tb testing.TB, o SinkOptions) *Sink {
	tb.Helper()
	s, err := NewSink(o)
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.Run(ctx) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			tb.Errorf("sink: %v", err)
		}
	})
	return s
}

func mustMailer(tb testing.TB, c Config) *Mailer {
	tb.Helper()
	if c.From == "" {
		c.From = "Dukcapil <tidak-dibalas@dukcapil.example>"
	}
	c.PublicURL, c.Office = "https://ikd.example/", "Disdukcapil Kota Contoh"
	m, err := New(c)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func soon(tb testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	tb.Cleanup(cancel)
	return ctx
}

func TestSendCodeThroughASocket(t *testing.T) {
	for _, c := range []struct{ lang, subject, until, greeting string }{
		{"id", "Kode aktivasi", "17 Agustus 2026 pukul 14.30 WIB", "Halo BUDI SANTOSO,"},
		{"en", "Your activation code", "17 August 2026 at 14:30 WIB", "Hello BUDI SANTOSO,"},
		{"", "Kode aktivasi", "17 Agustus 2026 pukul 14.30 WIB", "Halo BUDI SANTOSO,"},
	} {
		t.Run("lang="+c.lang, func(t *testing.T) {
			dir := t.TempDir()
			sink := startSink(t, SinkOptions{Dir: dir})
			m := mustMailer(t, Config{Addr: sink.Addr()})
			if err := m.SendCode(soon(t), "budi@contoh.example", "BUDI SANTOSO", "004217", c.lang, expires); err != nil {
				t.Fatal(err)
			}
			got, err := sink.Wait(soon(t), "Budi@contoh.example")
			if err != nil {
				t.Fatal(err)
			}
			if got.Code() != "004217" {
				t.Errorf("code %q", got.Code())
			}
			for part, body := range map[string]string{"text": got.Text, "html": got.HTML} {
				for _, want := range []string{"004217", c.until, "https://ikd.example/aktivasi", "Disdukcapil Kota Contoh", c.greeting} {
					if !strings.Contains(body, want) {
						t.Errorf("%s lacks %q:\n%s", part, want, body)
					}
				}
			}
			if !strings.Contains(got.Subject, c.subject) || strings.Contains(got.Subject, "004217") {
				t.Errorf("subject %q", got.Subject)
			}
			if info, err := os.Stat(filepath.Join(dir, "1.eml")); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("the mail's file: %v %v", info, err)
			}
		})
	}
}

func TestAHostileNameStaysAName(t *testing.T) {
	sink := startSink(t, SinkOptions{})
	m := mustMailer(t, Config{Addr: sink.Addr()})
	name := "BUDI\r\n\r\n999999\n<script>alert(1)</script>"
	if err := m.SendCode(soon(t), "budi@contoh.example", name, "123123", "id", expires); err != nil {
		t.Fatal(err)
	}
	got := sink.Messages()[0]
	if got.Code() != "123123" {
		t.Errorf("the name wrote a line of its own: code %q", got.Code())
	}
	if strings.Contains(got.HTML, "<script") {
		t.Error("the name wrote HTML")
	}
}

func TestNewRefuses(t *testing.T) {
	for name, c := range map[string]Config{
		"NoPort":          {Addr: "mail.example", From: "a@b.example"},
		"NoSender":        {Addr: "127.0.0.1:25"},
		"ClearText":       {Addr: "mail.example:25", From: "a@b.example", Security: SecurityNone},
		"UnknownSecurity": {Addr: "127.0.0.1:25", From: "a@b.example", Security: "ssl3"},
		"NoPasswordFile":  {Addr: "127.0.0.1:25", From: "a@b.example", User: "u", PasswordFile: "/nonexistent"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := New(c); enrol.CodeOf(err) != enrol.CodeConfig {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestASinkStaysOnThisMachine(t *testing.T) {
	if _, err := NewSink(SinkOptions{Addr: "0.0.0.0:0"}); enrol.CodeOf(err) != enrol.CodeConfig {
		t.Errorf("got %v", err)
	}
}
