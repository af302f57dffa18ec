package pages

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestForeignRequestsChangeNothing: what another site's page could make a browser send.
func TestForeignRequestsChangeNothing(t *testing.T) {
	s := newSite(t)
	form := url.Values{}
	for i := 0; i < len(goodForm); i += 2 {
		form.Set(goodForm[i], goodForm[i+1])
	}
	form.Set("step", "confirm")
	for name, header := range map[string][2]string{
		"FetchSite": {"Sec-Fetch-Site", "cross-site"}, "SameSite": {"Sec-Fetch-Site", "same-site"}, "Origin": {"Origin", "https://evil.example"},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := http.NewRequest(http.MethodPost, s.server.URL+"/daftar", strings.NewReader(form.Encode()))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(header[0], header[1])
			a := s.read(s.client.Do(r))
			s.want(a, 403, "/daftar", "ditolak")
		})
	}
	if s.request.NIK != "" {
		t.Error("a foreign request registered somebody")
	}
}

func TestHeadersAndCookies(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Secure = true })
	// The client's jar keeps Secure cookies to itself on a plain socket: look at the answer.
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	a := s.post("/masuk", "nik", testNIK, "password", testPassword)
	s.want(a, 303, "/masuk")
	cookies := strings.Join(a.header.Values("Set-Cookie"), "\n")
	for _, name := range []string{"__Host-sesi=", "__Host-perangkat="} {
		if !strings.Contains(cookies, name) {
			t.Errorf("no %s in %d cookies", name, len(a.header.Values("Set-Cookie")))
		}
	}
	for _, c := range a.header.Values("Set-Cookie") {
		for _, want := range []string{"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} {
			if !strings.Contains(c, want) {
				t.Errorf("a cookie lacks %s", want)
			}
		}
	}
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer",
		"Cache-Control": "no-store", "Strict-Transport-Security": "max-age=31536000",
	} {
		if !strings.Contains(a.header.Get(name), want) {
			t.Errorf("%s is %q", name, a.header.Get(name))
		}
	}
}

func TestMalformedAndOversizedForms(t *testing.T) {
	s := newSite(t)
	for name, body := range map[string]string{
		"Huge": "nik=" + strings.Repeat("1", maxForm), "Malformed": "nik=%zz", "Semicolon": "nik=1;email=2",
	} {
		t.Run(name, func(t *testing.T) {
			r, err := s.client.Post(s.server.URL+"/daftar", "application/x-www-form-urlencoded", strings.NewReader(body))
			s.want(s.read(r, err), 422, "/daftar", "belum benar")
		})
	}
}

// TestHostileEntries: HTML, quotes, control characters and other scripts in every
// field come back as text, or not at all.
func TestHostileEntries(t *testing.T) {
	s := newSite(t)
	for _, evil := range []string{`"><script>alert(1)</script>`, `' OR 1=1 --`, "\x00\x1b[2J", "{{.}}", "\u202e٣٢٧٦", strings.Repeat("é", 400)} {
		for _, path := range []string{"/daftar", "/aktivasi", "/aktivasi/kirim-ulang", "/masuk"} {
			a := s.post(path, "nik", evil, "email", evil, "phone", evil, "code", evil, "password", evil, "kind", evil, "step", "check")
			if a.status != 422 || strings.Contains(a.body, "<script>alert") || strings.Contains(a.body, "[error.") {
				t.Errorf("%s answers %d to %q", path, a.status, evil[:min(12, len(evil))])
			}
		}
	}
}

func TestUnknownPages(t *testing.T) {
	s := newSite(t)
	s.want(s.get("/tidak-ada"), 404, "/tidak-ada", "Halaman ini tidak ada")
	s.want(s.get("/static/x.css"), 404, "/static/x.css")
}

// TestPagesAreSmall: the bar is 100 KB a page with all it needs.
func TestPagesAreSmall(t *testing.T) {
	s := newSite(t)
	s.post("/daftar", with(goodForm, "step", "confirm")...)
	s.post("/masuk", "nik", testNIK, "password", testPassword)
	a, err := readAssets()
	if err != nil {
		t.Fatal(err)
	}
	shared := 0
	for _, b := range a.content {
		shared += len(b)
	}
	docs := s.post("/dokumen", "pin", testPIN)
	for path, body := range map[string]string{"/": s.get("/").body, "/daftar": s.get("/daftar").body, "/qr": s.get("/qr").body,
		"/beranda": s.get("/beranda").body, "/tunjuk": s.get("/tunjuk").body, "/dokumen": docs.body} {
		if total := len(body) + shared; total > 100_000 {
			t.Errorf("%s is %d bytes", path, total)
		} else {
			t.Logf("%s: %d bytes of page, %d of style, script and icon", path, len(body), shared)
		}
		if strings.Contains(body, "http://") || strings.Contains(body, "https://") || strings.Contains(body, "style=") || strings.Contains(body, "[") && strings.Contains(body, "[field.") {
			t.Errorf("%s: a foreign address, an inline style or a missing text", path)
		}
	}
}

func TestTooOftenIsSaid(t *testing.T) {
	s := newSite(t, func(o *Options) { o.Limit = Limit{Burst: 1, Every: time.Hour} })
	s.post("/masuk", "nik", "1")
	s.want(s.post("/masuk", "nik", "1"), 429, "/masuk", "Terlalu sering", "menit lagi")
}
