package mailer

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestMailboxPages(t *testing.T) {
	sink := startSink(t, SinkOptions{})
	m := mustMailer(t, Config{Addr: sink.Addr()})
	if err := m.SendCode(soon(t), "budi@contoh.example", "BUDI", "004217", "id", expires); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, want string
		status     int
	}{
		{"/", "Kode aktivasi", 200},
		{"/1", "004217", 200},
		{"/1/html", "004217", 200},
		{"/2", "", 404},
		{"/x", "", 404},
		{"/../1", "", 307},
	} {
		w := httptest.NewRecorder()
		sink.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, c.path, nil))
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d", c.path, w.Code)
		}
		if c.status == 200 && !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
			t.Errorf("%s: no policy", c.path)
		}
	}
	w := httptest.NewRecorder()
	sink.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/mails.json", nil))
	var mails []Message
	if err := json.Unmarshal(w.Body.Bytes(), &mails); err != nil || len(mails) != 1 || mails[0].Code() != "004217" {
		t.Errorf("%v %v", mails, err)
	}
}

func FuzzParseMessage(f *testing.F) {
	f.Add([]byte("Subject: x\r\nContent-Type: multipart/alternative; boundary=a\r\n\r\n--a\r\nContent-Type: text/plain\r\n\r\n123456\r\n--a--\r\n"))
	f.Add([]byte("Subject: =?utf-8?q?hai?=\nContent-Transfer-Encoding: base64\n\nMTIz"))
	f.Add([]byte("a: b\n\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if m, err := parseMessage(raw); err == nil {
			_ = m.Code()
		}
	})
}
