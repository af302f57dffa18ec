package mailer

import (
	"strings"
	"testing"
)

// TestContactMails: the code and the word to the old address, in both languages and
// both forms, with the link to what has to be done.
func TestContactMails(t *testing.T) {
	for _, c := range []struct{ lang, contact, moved, told string }{
		{"id", "alamat email atau nomor ponsel lain", "Blokir akun Anda sekarang", "17 Agustus 2026 pukul 14.30 WIB"},
		{"en", "another e-mail address or mobile number", "Block your account at once", "17 August 2026 at 14:30 WIB"},
	} {
		t.Run(c.lang, func(t *testing.T) {
			sink := startSink(t, SinkOptions{})
			m := mustMailer(t, Config{Addr: sink.Addr()})
			if err := m.SendContactCode(soon(t), "baru@contoh.example", "BUDI\n123456", "004217", c.lang, expires); err != nil {
				t.Fatal(err)
			}
			if err := m.SendContactMoved(soon(t), "lama@contoh.example", "BUDI", c.lang, expires); err != nil {
				t.Fatal(err)
			}
			moved, code := sink.Messages()[0], sink.Messages()[1] // the newest first
			if code.Code() != "004217" || moved.Code() != "" || strings.Contains(code.Subject, "004217") {
				t.Errorf("codes %q and %q", code.Code(), moved.Code())
			}
			for _, body := range []string{code.Text, code.HTML} {
				lacks(t, body, "004217", "https://ikd.example/ganti-kontak/kode", c.told)
			}
			for _, body := range []string{moved.Text, moved.HTML} {
				lacks(t, body, "https://ikd.example/hilang", c.told)
			}
			lacks(t, strings.Join(strings.Fields(code.Text), " "), c.contact)
			lacks(t, strings.Join(strings.Fields(moved.Text), " "), c.moved)
		})
	}
}

func lacks(t *testing.T, body string, texts ...string) {
	t.Helper()
	for _, want := range texts {
		if !strings.Contains(body, want) {
			t.Errorf("lacks %q:\n%s", want, body)
		}
	}
}
