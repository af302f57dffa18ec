package web

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestGuard(t *testing.T) {
	ran := 0
	next := http.HandlerFunc(func(http.ResponseWriter, *http.Request) { ran++ })
	for name, c := range map[string]struct {
		method, header, value string
		secure                bool
		status, ran           int
	}{
		"OK":        {http.MethodPost, "Sec-Fetch-Site", "same-origin", true, http.StatusOK, 1},
		"Reading":   {http.MethodGet, "Sec-Fetch-Site", "cross-site", false, http.StatusOK, 1},
		"CrossSite": {http.MethodPost, "Sec-Fetch-Site", "cross-site", true, http.StatusForbidden, 0},
		"SameSite":  {http.MethodPost, "Sec-Fetch-Site", "same-site", true, http.StatusForbidden, 0},
		"Origin":    {http.MethodPost, "Origin", "https://evil.example", true, http.StatusForbidden, 0},
	} {
		t.Run(name, func(t *testing.T) {
			ran = 0
			r := httptest.NewRequest(c.method, "/", nil)
			r.Header.Set(c.header, c.value)
			w := httptest.NewRecorder()
			Guard(next, "default-src 'none'", c.secure, nil).ServeHTTP(w, r)
			if w.Code != c.status || ran != c.ran {
				t.Errorf("status %d, ran %d times", w.Code, ran)
			}
			h := w.Header()
			if h.Get("Content-Security-Policy") != "default-src 'none'" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cache-Control") != "no-store" ||
				h.Get("Referrer-Policy") != "no-referrer" || (h.Get("Strict-Transport-Security") != "") != c.secure {
				t.Errorf("headers %v", h)
			}
		})
	}
}

func TestStyle(t *testing.T) {
	got := Style([]byte("h1{}"))
	if !bytes.HasSuffix(got, []byte("h1{}")) || !strings.Contains(string(got), "--accent") || bytes.HasSuffix(base, []byte("h1{}")) {
		t.Error("the palette is not before the room's own style")
	}
}
