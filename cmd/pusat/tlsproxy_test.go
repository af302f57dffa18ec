package main

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
)

// mustTLSProxy is a TLS proxy in front of the pages, set up as docs/CERTIFICATES.md says: it
// keeps the name that the browser asked for, and adds the browser's address to what the
// browser itself may have written. The browser's address is in X-Test-From.
func mustTLSProxy(t *testing.T, p *process) *httptest.Server {
	t.Helper()
	back, err := url.Parse(p.at.Pages)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewTLSServer(&httputil.ReverseProxy{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, // on this machine, as nginx does by itself
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(back)
			r.Out.Host = r.In.Host
			forwarded := append(r.In.Header.Values("X-Forwarded-For"), r.In.Header.Get("X-Test-From"))
			r.Out.Header.Set("X-Forwarded-For", strings.Join(forwarded, ", "))
			r.Out.Header.Del("X-Test-From")
		},
	})
	t.Cleanup(proxy.Close)
	return proxy
}

// TestBehindATLSProxy: residents reach the pages by the proxy's certificate and name; the limit
// counts their own addresses, which they can't choose; forms of the pages are taken, and
// those of another site are not.
func TestBehindATLSProxy(t *testing.T) {
	p := mustServe(t, t.TempDir(), "--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0", "--public-url", "https://ikd.example.id/",
		"--trusted-proxies", "127.0.0.1", "--limit-burst", "2", "--limit-every", "10h")
	if p.at.Listening != "https://ikd.example.id" || !strings.HasPrefix(p.at.Mailbox, "https://ikd.example.id/") {
		t.Fatalf("the links begin with %s", p.at.Listening)
	}
	proxy := mustTLSProxy(t, p)
	c := proxy.Client()
	send := func(from, claimed, origin string) int {
		t.Helper()
		r, err := http.NewRequest(http.MethodPost, proxy.URL+"/masuk", strings.NewReader("nik=3276001203850001&password=wrong"))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "ikd.example.id"
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", origin)
		r.Header.Set("X-Test-From", from)
		if claimed != "" {
			r.Header.Set("X-Forwarded-For", claimed)
		}
		a, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		return a.StatusCode
	}
	const ours, strangers = "https://ikd.example.id", "https://other.example.id"
	for i, tt := range []struct {
		from, claimed, origin string
		want                  int
	}{
		{"198.51.100.1", "", ours, http.StatusUnauthorized},
		{"198.51.100.1", "", ours, http.StatusUnauthorized},
		{"198.51.100.1", "", ours, http.StatusTooManyRequests},
		{"198.51.100.1", "203.0.113.9", ours, http.StatusTooManyRequests},
		{"198.51.100.1", "127.0.0.1", ours, http.StatusTooManyRequests},
		{"198.51.100.3", "", strangers, http.StatusForbidden},
		{"198.51.100.2", "", ours, http.StatusUnauthorized},
	} {
		if got := send(tt.from, tt.claimed, tt.origin); got != tt.want {
			t.Errorf("%d: %+v: %d", i, tt, got)
		}
	}
	if log := p.logs.String(); strings.Contains(log, "198.51.100") {
		t.Error("the log has residents' addresses")
	}
}
