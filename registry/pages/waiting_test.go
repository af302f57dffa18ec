package pages

import (
	"crypto/tls"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
)

// oneAtOnce lets one form of each kind in, and nobody stands in line for long.
func oneAtOnce(o *Options) { o.Crowd = Crowd{Forms: 1, Secrets: 1, Patience: time.Millisecond} }

// held keeps log-ins under way.
type held struct{ begun, end chan struct{} }

func (h *held) wait() {
	select {
	case h.begun <- struct{}{}:
	default: // not the first
	}
	<-h.end
}

// crowdOut takes the only place for log-ins at a host until release.
func (f *fake) crowdOut(client *http.Client, base string) (release func()) {
	h := &held{make(chan struct{}, 1), make(chan struct{})}
	f.set(func() { f.held = h })
	done := make(chan struct{})
	go func() {
		defer close(done)
		r, err := client.PostForm(base+"/masuk", url.Values{"nik": {testNIK}, "password": {"another one"}})
		if err == nil {
			_ = r.Body.Close()
		}
	}()
	<-h.begun
	return func() { close(h.end); <-done }
}

// kept is the cookie of the form that waits.
func (s *site) kept() *http.Cookie {
	s.t.Helper()
	u, err := url.Parse(s.server.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, c := range s.client.Jar.Cookies(u) {
		if c.Name == cookieForm {
			return c
		}
	}
	return nil
}

// TestWaiting: who finds no room is told to wait in plain words, goes on by itself, and
// types nothing twice. Nothing that was typed stands in the page, the address or the cookie.
func TestWaiting(t *testing.T) {
	s := newSite(t, oneAtOnce)
	release := s.crowdOut(&http.Client{}, s.server.URL)
	a := s.post("/masuk", "nik", testNIK, "password", testPassword)
	for range 3 { // however often it asks
		s.want(a, http.StatusServiceUnavailable, a.path, "Anda dalam antrean", "tidak perlu diketik lagi", "1 detik lagi")
		if a.header.Get("Retry-After") != "1" || a.header.Get("Refresh") != "1; url=/antre" {
			t.Errorf("Retry-After %q, Refresh %q", a.header.Get("Retry-After"), a.header.Get("Refresh"))
		}
		c := s.kept()
		if c == nil {
			t.Fatal("the form is not kept")
		}
		for _, secret := range []string{testNIK, testPassword, url.QueryEscape(testPassword), "sawah"} {
			if strings.Contains(a.body, secret) || strings.Contains(c.Value, secret) || strings.Contains(s.log.String(), secret) {
				t.Errorf("%q can be read", secret)
			}
		}
		a = s.get("/antre")
	}
	s.want(s.get("/bahasa?ke=en&dari=/antre"), http.StatusServiceUnavailable, "/antre", "you are in line")
	s.want(s.post("/aktivasi", "nik", testNIK, "code", "111111"), 422, "/aktivasi", "code") // that line is free
	stolen := s.kept()
	release()
	s.want(s.get("/antre"), 200, "/beranda", "SITI")
	if s.kept() != nil {
		t.Error("the form is kept still")
	}
	s.replay(stolen)
}

// replay wants a copied cookie to lead nowhere.
func (s *site) replay(c *http.Cookie) {
	s.t.Helper()
	tries := len(s.devices)
	altered := *c
	altered.Value = c.Value[:20] + "AAAA" + c.Value[24:]
	for name, c := range map[string]*http.Cookie{"Used": c, "Altered": &altered, "Empty": {Name: cookieForm}, "NotOurs": {Name: cookieForm, Value: "!"}} {
		jar, err := cookiejar.New(nil)
		if err != nil {
			s.t.Fatal(err)
		}
		u, _ := url.Parse(s.server.URL)
		jar.SetCookies(u, []*http.Cookie{c})
		r, err := (&http.Client{Jar: jar}).Get(s.server.URL + "/antre")
		if a := s.read(r, err); a.path != "/" || a.status != 200 {
			s.t.Errorf("%s: %d at %s", name, a.status, a.path)
		}
	}
	if len(s.devices) != tries {
		s.t.Error("a log-in was tried")
	}
}

// TestWaitingInVain: what was wrong is said on the form itself, with what may be shown
// again.
func TestWaitingInVain(t *testing.T) {
	s := newSite(t, oneAtOnce)
	release := s.crowdOut(&http.Client{}, s.server.URL)
	s.want(s.post("/masuk", "nik", testNIK, "password", "salah sekali"), http.StatusServiceUnavailable, "/masuk")
	release()
	a := s.get("/antre")
	s.want(a, http.StatusUnauthorized, "/antre", `action="/masuk"`, testNIK)
	if strings.Contains(a.body, "salah sekali") {
		t.Error("the password comes back")
	}
}

// TestTooLargeToKeep: a form that no cookie holds has to be sent again, and the page says so.
func TestTooLargeToKeep(t *testing.T) {
	s := newSite(t, oneAtOnce)
	release := s.crowdOut(&http.Client{}, s.server.URL)
	defer release()
	a := s.post("/masuk", "nik", testNIK, "password", strings.Repeat("x", 8000))
	s.want(a, http.StatusServiceUnavailable, "/masuk", "kirim lagi")
	if a.header.Get("Refresh") != "" || a.header.Get("Retry-After") != "1" || s.kept() != nil {
		t.Error("the page goes on by itself without a form")
	}
}

// TestBrowserWaiting: a browser with scripts switched off goes on by itself.
func TestBrowserWaiting(t *testing.T) {
	for _, lang := range languages {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			b := newBrowser(t, "waiting-"+lang, oneAtOnce)
			b.scripts = false
			call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
			b.open("/bahasa?ke=" + lang + "&dari=/masuk")
			b.at(`html[lang="` + lang + `"] #password`)
			release := b.crowdOut(&http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}, b.base)
			b.fill("nik", testNIK, "password", testPassword)
			b.press("main .button", `a[href="/antre"]`)
			b.look("waiting")
			release()
			b.at(".tiles")
		})
	}
}
