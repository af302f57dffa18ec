package sync

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

func TestClientCalls(t *testing.T) {
	a := newAuthority(t)
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+api.PathHealth, func(w http.ResponseWriter, r *http.Request) {
		if len(r.TLS.PeerCertificates) == 0 || r.TLS.PeerCertificates[0].Subject.CommonName != "d1" {
			t.Error("the device shows no certificate")
		}
		answer(w, api.Health{Version: "1"})
	})
	mux.HandleFunc("POST "+api.PathPackets, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var in api.Packets
		if err := cbor.Unmarshal(body, &in); err != nil || r.Header.Get("Content-Type") != api.TypeCBOR {
			t.Errorf("upload: %v", err)
		}
		answer(w, api.Receipts{Receipts: []enrol.Receipt{{ID: in.Items[0].ID, Answer: enrol.AnswerAccepted}}})
	})
	mux.HandleFunc("GET "+api.PathPull, func(w http.ResponseWriter, r *http.Request) {
		answer(w, enrol.Pull{Cursor: r.URL.Query().Get("cursor") + "+"})
	})
	mux.HandleFunc("POST "+api.PathToken, func(w http.ResponseWriter, _ *http.Request) { answer(w, api.TokenResponse{QR: "NCF"}) })
	mux.HandleFunc("POST "+api.PathLookup, func(w http.ResponseWriter, _ *http.Request) { answer(w, api.LookupResponse{Known: true}) })
	mux.HandleFunc("POST "+api.PathAnchor, func(w http.ResponseWriter, _ *http.Request) { answer(w, api.Health{}) })
	c, ctx := a.client(a.serve(mux).URL+"/"), context.Background()

	if h, err := c.Health(ctx); err != nil || h.Version != "1" {
		t.Errorf("health: %v %v", h, err)
	}
	if r, err := c.Packets(ctx, []api.Packet{{ID: "x", Body: []byte("sealed")}}); err != nil || r.Receipts[0].ID != "x" {
		t.Errorf("packets: %v %v", r, err)
	}
	if p, err := c.Pull(ctx, "a b&c"); err != nil || p.Cursor != "a b&c+" {
		t.Errorf("pull: %v %v", p, err)
	}
	if q, err := c.Token(ctx, "ABCD"); err != nil || q != "NCF" {
		t.Errorf("token: %v %v", q, err)
	}
	if l, err := c.Lookup(ctx, "3276014107010001"); err != nil || !l.Known {
		t.Errorf("lookup: %v %v", l, err)
	}
	if err := c.Anchor(ctx, 7, "ab"); err != nil {
		t.Errorf("anchor: %v", err)
	}
}

// TestClientAnswers is the table of what a registry, or what sits in front of it, can
// say.
func TestClientAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		handle http.HandlerFunc
		want   enrol.Code
		after  time.Duration
	}{
		"ErrServer":        {func(w http.ResponseWriter, _ *http.Request) { problemAnswer(w, 500, enrol.CodeInternal) }, enrol.CodeServer, 0},
		"ErrBadGateway":    {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(502) }, enrol.CodeServer, 0},
		"ErrUnavailable":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, enrol.CodeServer, 0},
		"ErrShedding":      {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "7"); w.WriteHeader(503) }, enrol.CodeThrottled, 7 * time.Second},
		"ErrThrottled":     {func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "30"); w.WriteHeader(429) }, enrol.CodeThrottled, 30 * time.Second},
		"ErrThrottledBare": {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) }, enrol.CodeThrottled, 0},
		"ErrThrottledFar": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "99999999999999")
			w.WriteHeader(429)
		}, enrol.CodeThrottled, time.Hour},
		"ErrThrottledDay": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "86400")
			w.WriteHeader(429)
		}, enrol.CodeThrottled, time.Hour},
		"ErrRevoked":  {func(w http.ResponseWriter, _ *http.Request) { problemAnswer(w, 403, enrol.CodeRevoked) }, enrol.CodeRevoked, 0},
		"ErrRefused":  {func(w http.ResponseWriter, _ *http.Request) { problemAnswer(w, 422, "") }, enrol.CodeRefused, 0},
		"ErrPortal":   {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403); _, _ = w.Write([]byte("<html>")) }, enrol.CodeNonsense, 0},
		"ErrRedirect": {func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/login", http.StatusFound) }, enrol.CodeNonsense, 0},
		"ErrHTML": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			_, _ = w.Write([]byte("{}"))
		}, enrol.CodeNonsense, 0},
		"ErrNotJSON": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", api.TypeJSON)
			_, _ = w.Write([]byte("{"))
		}, enrol.CodeNonsense, 0},
		"ErrEndless": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", api.TypeJSON)
			_, _ = w.Write([]byte(`{"version":"` + strings.Repeat("x", api.MaxJSONBytes) + `"}`))
		}, enrol.CodeNonsense, 0},
		"ErrReset": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, enrol.CodeOffline, 0},
		"ErrHalf": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", api.TypeJSON)
			w.Header().Set("Content-Length", "1000")
			_, _ = w.Write([]byte("{"))
			panic(http.ErrAbortHandler)
		}, enrol.CodeOffline, 0},
	} {
		t.Run(name, func(t *testing.T) {
			a := newAuthority(t)
			_, err := a.client(a.serve(c.handle).URL).Health(context.Background())
			var e *enrol.Error
			if !errors.As(err, &e) || e.Code != c.want || e.RetryAfter != c.after {
				t.Errorf("got %v after %v", err, e)
			}
		})
	}
}

func TestClientStall(t *testing.T) {
	a, done := newAuthority(t), make(chan struct{})
	s := a.serve(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-done:
		}
	}))
	defer close(done)
	c := a.client(s.URL)
	c.timeouts.Short = 50 * time.Millisecond
	if _, err := c.Health(context.Background()); enrol.CodeOf(err) != enrol.CodeSlow {
		t.Errorf("stall: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Health(ctx); enrol.CodeOf(err) != enrol.CodeCancelled {
		t.Errorf("cancelled: %v", err)
	}
}

func TestClientLines(t *testing.T) {
	ok := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { answer(w, api.Health{}) })
	a, b := newAuthority(t), newAuthority(t)
	detail := func(err error, key string) string {
		var e *enrol.Error
		if errors.As(err, &e) {
			return e.Details[key]
		}
		return ""
	}
	t.Run("ErrOffline", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		address := l.Addr().String()
		l.Close()
		if _, err := a.client("https://" + address).Health(context.Background()); enrol.CodeOf(err) != enrol.CodeOffline {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrOtherCA", func(t *testing.T) {
		_, err := a.client(b.serve(ok).URL).Health(context.Background())
		if enrol.CodeOf(err) != enrol.CodeCertificate || detail(err, "side") != "registry" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrOtherName", func(t *testing.T) {
		url := strings.Replace(a.serve(ok).URL, "127.0.0.1", "localhost", 1)
		if _, err := a.client(url).Health(context.Background()); enrol.CodeOf(err) != enrol.CodeCertificate {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrExpired", func(t *testing.T) {
		s := a.serve(ok)
		s.TLS.Certificates[0] = a.server(-time.Hour)
		_, err := a.client(s.URL).Health(context.Background())
		if enrol.CodeOf(err) != enrol.CodeCertificate || detail(err, "why") != "time" {
			t.Errorf("got %v %q", err, detail(err, "why"))
		}
	})
	t.Run("ErrDeviceRefused", func(t *testing.T) {
		s := a.serve(ok)
		c := b.client(s.URL) // a device of another registry, that trusts this one
		id := c.Identity()
		id.CA = pemOf(a.cert.Raw)
		if err := c.use(id); err != nil {
			t.Fatal(err)
		}
		_, err := c.Health(context.Background())
		if enrol.CodeOf(err) != enrol.CodeCertificate || detail(err, "side") != "device" {
			t.Errorf("got %v", err)
		}
	})
	t.Run("ErrPlainHTTP", func(t *testing.T) {
		s := httptest.NewServer(ok)
		defer s.Close()
		_, err := a.client(strings.Replace(s.URL, "http:", "https:", 1)).Health(context.Background())
		if code := enrol.CodeOf(err); code != enrol.CodeNonsense {
			t.Errorf("got %v", err)
		}
	})
}

func TestParseURL(t *testing.T) {
	for s, ok := range map[string]bool{
		"https://pusat.example": true, "https://pusat.example:8443/": true, " https://10.0.0.1:1/base ": true,
		"http://pusat.example": false, "pusat.example": false, "": false, "https://": false, "https://u:p@h": false,
		"https://h?q=1": false, "https://h#f": false, "://": false,
	} {
		if _, err := parseURL(s); (err == nil) != ok {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)
	for s, want := range map[string]time.Duration{
		"": 0, "0": 0, "-1": 0, "soon": 0, "5": 5 * time.Second, " 5 ": 5 * time.Second, "7200": time.Hour,
		"Mon, 02 Mar 2026 05:01:00 GMT": time.Minute, "Mon, 02 Mar 2026 04:59:00 GMT": 0,
		"Tue, 03 Mar 2026 05:01:00 GMT": time.Hour,
	} {
		if got := retryAfter(s, now); got != want {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
}

// A date in Retry-After is by the registry's clock, whatever this PC's says.
func TestRetryAfterByTheRegistrysClock(t *testing.T) {
	a := newAuthority(t)
	for name, off := range map[string]time.Duration{"Right": 0, "DayAhead": 24 * time.Hour, "DayBehind": -24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			c := a.client(a.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				said := time.Now().Add(off)
				w.Header().Set("Date", said.UTC().Format(http.TimeFormat))
				w.Header().Set("Retry-After", said.Add(time.Minute).UTC().Format(http.TimeFormat))
				w.WriteHeader(http.StatusServiceUnavailable)
			})).URL)
			_, err := c.Health(context.Background())
			var e *enrol.Error
			if !errors.As(err, &e) || e.RetryAfter != time.Minute {
				t.Errorf("%v, after %v", err, e)
			}
		})
	}
}

// What a pull says of the time is as old as it took to come.
func TestPullTellsItsAge(t *testing.T) {
	const before, body = 200 * time.Millisecond, 300 * time.Millisecond
	a := newAuthority(t)
	c := a.client(a.serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(before)
		w.Header().Set("Content-Type", api.TypeJSON)
		_ = http.NewResponseController(w).Flush()
		time.Sleep(body)
		_, _ = io.WriteString(w, `{"cursor":"c1","at":"2026-03-02T05:00:00Z"}`)
	})).URL)
	if _, err := c.Pull(t.Context(), ""); err != nil { // the first one shakes hands, too
		t.Fatal(err)
	}
	began := time.Now()
	p, err := c.Pull(t.Context(), "")
	// However slow the machine, half of what came before the head does not count.
	if least, most := before/2+body, time.Since(began)-before/2; err != nil || p.Age < least || p.Age > most {
		t.Errorf("%v old, %v; want %v to %v", p.Age, err, least, most)
	}
}
