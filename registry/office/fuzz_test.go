package office

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// FuzzForms sends anything to every page of the office, as its chief: no answer is a fault
// of ours, and no markup of the sender comes back as markup.
func FuzzForms(f *testing.F) {
	e := registrytest.MustNew(f, registrytest.MustSQLite(f))
	h, err := New(Options{Service: e.Service, Office: "Disdukcapil", Now: e.Clock.Now})
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range []string{"/masuk", "/warga", "/warga/3276001203850001", "/gerai", "/gerai/demo", "/gerai/demo/alat", "/gerai/demo/petugas", "/tahap", "/syarat",
		"/impor", "/petugas-pusat", "/faktor", "/", "/unduh.csv", "/catatan", "/rantai", "/bahasa/en"} {
		f.Add(path, "nik=3276001203850001&reason=x&id=a&name=b&role=staff&from=2026-01-01&category=public&outlet=demo&lang=en", "a=1")
		f.Add(path, "nik=<zz>&reason=<zz>&id=<zz>&name=<zz>&role=<zz>&from=<zz>&threshold=<zz>", "nik=<zz>&q=<zz>")
	}
	session := chiefSession(f, e, h)
	f.Fuzz(func(t *testing.T, path, body, query string) {
		if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, "\x00\r\n\x7f") || path == "/keluar" {
			return
		}
		for _, method := range []string{http.MethodPost, http.MethodGet} {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, officeRequest(t, method, path, query, body+"&form="+token(session), session))
			if w.Code >= 500 || strings.Contains(w.Body.String(), "<zz>") {
				t.Errorf("%s %q: %d", method, path, w.Code)
			}
		}
		if _, err := e.Service.Admin(context.Background(), session); err != nil { // what was sent ended it
			session = chiefSession(t, e, h)
		}
	})
}

func officeRequest(tb testing.TB, method, path, query, body string, session registry.SessionID) *http.Request {
	tb.Helper()
	r, err := http.NewRequest(method, "http://office.example/", strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	r.URL.Path, r.URL.RawQuery, r.RemoteAddr = path, query, "192.0.2.1:1"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if session != "" {
		r.AddCookie(&http.Cookie{Name: cookieSession, Value: string(session)})
	}
	return r
}

// chiefSession makes a chief and logs her in.
func chiefSession(tb testing.TB, e *registrytest.Env, h http.Handler) registry.SessionID {
	tb.Helper()
	id := "chief-" + strings.ToLower(rand.Text()[:8])
	if err := e.Service.AddAdmin(context.Background(), registry.Console, registry.Admin{ID: id, Name: id, Role: registry.AdminChief}, password, false); err != nil {
		tb.Fatal(err)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, officeRequest(tb, http.MethodPost, "/masuk", "", url.Values{"id": {id}, "password": {password}}.Encode(), ""))
	for _, c := range w.Result().Cookies() {
		if c.Name == cookieSession {
			return registry.SessionID(c.Value)
		}
	}
	tb.Fatalf("log-in answered %d", w.Code)
	return ""
}
