package office

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/registry"
)

// TestKnownBrowser: a good log-in makes the browser known for that person, and what strangers try with her
// name from her own network does not keep it out.
func TestKnownBrowser(t *testing.T) {
	from := "192.0.2.1"
	d := newDesk(t, func(o *Options) { o.Client = func(*http.Request) string { return from } })
	d.logIn(chief)
	var kept *http.Cookie
	at, _ := url.Parse(d.base)
	for _, c := range d.client.Jar.Cookies(at) {
		if strings.HasPrefix(c.Name, "__Host-kenal-") {
			kept = c
		}
	}
	if kept == nil || strings.Contains(kept.Name+kept.Value, chief) {
		t.Fatalf("the browser is not known, or names somebody: %v", kept)
	}
	there := registry.From(context.Background(), registry.Caller{Network: from})
	for range 12 {
		_, _ = d.Service.AdminLogIn(there, chief, "a stranger's try", "")
	}
	d.post("/keluar")
	if _, code := d.post("/masuk", "id", chief, "password", password); code != http.StatusOK {
		t.Errorf("the known browser: %d", code)
	}
	if _, code := d.get("/gerai"); code != http.StatusOK {
		t.Errorf("inside: %d", code)
	}
	d.client.Jar.SetCookies(at, []*http.Cookie{{Name: kept.Name, Path: "/", MaxAge: -1, Secure: true}})
	d.post("/keluar")
	if _, code := d.post("/masuk", "id", chief, "password", password); code != http.StatusTooManyRequests {
		t.Errorf("another browser of the stranger's network: %d", code)
	}
}
