package pages

import (
	"encoding/base64"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/registry"
)

// FuzzForms sends anything to anything: no answer is a fault of ours, and no markup of
// the sender comes back as markup.
func FuzzForms(f *testing.F) {
	for _, path := range []string{"/daftar", "/aktivasi", "/rahasia", "/masuk", "/dokumen", "/ganti-pin", "/lepas", "/qr/baru", "/bahasa"} {
		f.Add(path, "nik=3276014508950001&email=a%40gmial.com&phone=081234567890&step=check&code=1&pin=1&pin2=2&lang=en", "sesi=s; tiket=t; daftar=r; bahasa=en")
		f.Add(path, `nik="><zz>&email=<zz>@b.cd&step=suggest&suggested=<zz>&kind=<zz>`, "perangkat=<zz>")
	}
	fake := newFake(time.Now)
	fake.state, fake.open = registry.RegistrationWaiting, true
	h, err := New(Options{Residents: fake, Log: slog.New(slog.DiscardHandler), Limit: Limit{Burst: 1 << 30, Every: 1}})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, path, body, cookies string) {
		if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, " \x00\r\n\x7f%") {
			return
		}
		for _, method := range []string{http.MethodPost, http.MethodGet} {
			r, err := http.NewRequest(method, "http://ikd.example/", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.URL.Path, r.RemoteAddr = path, "192.0.2.1:1"
			r.Header = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Cookie": {cookies}}
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code >= 500 || strings.Contains(w.Body.String(), "<zz>") {
				t.Errorf("%s %q: %d", method, path, w.Code)
			}
		}
	})
}

// FuzzKept gives the page that goes on with a form any cookie, sealed by us or not: it
// never fails, and only our own forms lead anywhere.
func FuzzKept(f *testing.F) {
	keeper, err := newKeeper()
	if err != nil {
		f.Fatal(err)
	}
	fake := newFake(time.Now)
	fake.state, fake.open = registry.RegistrationWaiting, true
	h, err := New(Options{Residents: fake, Log: slog.New(slog.DiscardHandler), Keeper: keeper, Limit: Limit{Burst: 1 << 30, Every: 1}})
	if err != nil {
		f.Fatal(err)
	}
	now := time.Now().Format(time.RFC3339)
	f.Add([]byte(`{"i":"a","p":"/masuk","f":{"nik":["3276014508950001"],"password":["x"]},"t":"`+now+`"}`), true)
	f.Add([]byte(`{"i":"b","p":"/daftar","f":{"step":["confirm"]},"t":"`+now+`"}`), true)
	f.Add([]byte(`{"p":"/beranda"}`), true)
	f.Add([]byte("AAAA"), false)
	f.Fuzz(func(t *testing.T, plain []byte, sealed bool) {
		value := base64.RawURLEncoding.EncodeToString(plain)
		if sealed {
			value = base64.RawURLEncoding.EncodeToString(keeper.Seal(plain, keptFor))
		}
		r := httptest.NewRequest(http.MethodGet, waitPath, http.NoBody)
		r.AddCookie(&http.Cookie{Name: cookieForm, Value: value})
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code >= 500 || !sealed && (w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/") {
			t.Errorf("%d, to %q", w.Code, w.Header().Get("Location"))
		}
	})
}
