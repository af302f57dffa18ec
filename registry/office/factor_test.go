package office

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/registry"
)

var (
	shownKey   = regexp.MustCompile(`<p class="secret"><code>([A-Z2-7 ]+)</code>`)
	shownProof = regexp.MustCompile(`name="proof" value="([^"]+)"`)
	shownCodes = regexp.MustCompile(`<li><code>([0-9A-Z]{4}-[0-9A-Z]{4})</code></li>`)
)

// app is an authenticator: RFC 6238 written down a second time, from the text shown.
func app(t *testing.T, key string, now time.Time) string {
	t.Helper()
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(strings.ReplaceAll(key, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	var c [8]byte
	binary.BigEndian.PutUint64(c[:], uint64(now.Unix()/30))
	h := hmac.New(sha1.New, secret)
	h.Write(c[:])
	sum := h.Sum(nil)
	o := sum[19] & 15
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[o:])&0x7FFFFFFF)%1000000)
}

// setFactor goes through the page, and answers the key and the recovery codes.
func (d *desk) setFactor() (key string, codes []string) {
	d.t.Helper()
	body, _ := d.get(factorPath)
	m, proof := shownKey.FindStringSubmatch(body), shownProof.FindStringSubmatch(body)
	if m == nil || proof == nil || !strings.Contains(body, "<svg") {
		d.t.Fatalf("no key on the page: %s", body)
	}
	if body, code := d.post(factorPath, "proof", proof[1], "password", password, "code", "000000"); code != http.StatusUnprocessableEntity || !strings.Contains(body, m[1]) {
		d.t.Fatalf("a wrong code: %d", code)
	}
	if _, code := d.post(factorPath, "proof", proof[1], "password", "wrong", "code", app(d.t, m[1], d.Clock.Now())); code != http.StatusUnauthorized {
		d.t.Fatalf("a wrong password: %d", code)
	}
	body, _ = d.post(factorPath, "proof", proof[1], "password", password, "code", app(d.t, m[1], d.Clock.Now()))
	d.has(body, "Faktor kedua terpasang")
	for _, c := range shownCodes.FindAllStringSubmatch(body, -1) {
		codes = append(codes, c[1])
	}
	if len(codes) != 8 {
		d.t.Fatalf("%d recovery codes", len(codes))
	}
	return m[1], codes
}

// TestSecondFactor: set, asked for at the log-in, each code good once, recovery codes
// for a phone that is gone, and a reset by somebody else.
func TestSecondFactor(t *testing.T) {
	d := newDesk(t)
	d.logIn("clerk")
	key, codes := d.setFactor()
	d.post("/keluar")
	try := func(code string) int {
		_, status := d.post("/masuk", "id", "clerk", "password", password, "code", code)
		if status == http.StatusOK {
			d.post("/keluar")
		}
		return status
	}
	d.Clock.Add(time.Minute)
	fresh := app(t, key, d.Clock.Now())
	for _, c := range []struct {
		name, code string
		want       int
	}{
		{"None", "", http.StatusUnauthorized}, {"Wrong", "123456", http.StatusUnauthorized}, {"Old", app(t, key, d.Clock.Now().Add(-time.Minute)), http.StatusUnauthorized},
		{"OK", fresh[:3] + " " + fresh[3:], http.StatusOK}, {"Again", fresh, http.StatusUnauthorized},
		{"Recovery", strings.ToLower(codes[3]), http.StatusOK}, {"RecoveryAgain", codes[3], http.StatusUnauthorized}, {"OtherRecovery", codes[0], http.StatusOK},
	} {
		if got := try(c.code); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
	d.logIn(chief)
	body, _ := d.get("/petugas-pusat")
	d.has(body, "Hapus faktor kedua")
	d.post("/petugas-pusat", "deed", "reset-factor", "id", "clerk")
	if _, code := d.post("/petugas-pusat", "deed", "reset-factor", "id", chief); code != http.StatusForbidden {
		t.Errorf("reset her own: %d", code)
	}
	d.post("/keluar")
	d.logIn("clerk")
	for _, secret := range append([]string{strings.ReplaceAll(key, " ", ""), key, fresh}, codes...) {
		if strings.Contains(d.logs.String(), secret) {
			t.Error("a secret stands in the log")
		}
	}
}

// TestFactorOfAnother: a proof that was made for one person is nobody else's.
func TestFactorOfAnother(t *testing.T) {
	d := newDesk(t)
	d.logIn("clerk")
	body, _ := d.get(factorPath)
	key, proof := shownKey.FindStringSubmatch(body)[1], shownProof.FindStringSubmatch(body)[1]
	d.post("/keluar")
	d.logIn(chief)
	if _, code := d.post(factorPath, "proof", proof, "password", password, "code", app(t, key, d.Clock.Now())); code != http.StatusUnprocessableEntity {
		t.Errorf("another's proof: %d", code)
	}
	list, err := d.Service.Admins(context.Background(), registry.Console)
	for _, a := range list {
		if a.Factor {
			t.Errorf("%s has a factor", a.ID)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestFactorFirst: where the office asks for it, nothing opens before there is one.
func TestFactorFirst(t *testing.T) {
	d := newDesk(t, func(o *Options) { o.NeedFactor = true })
	for _, path := range []string{"/warga", "/", "/gerai"} {
		d.post("/masuk", "id", chief, "password", password)
		body, _ := d.get(path)
		d.has(body, "Pindai dengan aplikasi autentikator")
	}
	if _, code := d.post("/gerai", "new", "1", "id", "x", "name", "X"); code != http.StatusOK { // the page of the factor
		t.Error(code)
	}
	if list, _ := d.Service.Outlets(context.Background(), registry.Console); len(list) != 1 {
		t.Error("an outlet was made without a second factor")
	}
	d.setFactor()
	body, _ := d.get("/warga")
	d.has(body, "<nav")
}

// TestOfficeNetworks: strangers get no page, and not even the log-in.
func TestOfficeNetworks(t *testing.T) {
	from := "10.20.3.4"
	d := newDesk(t, func(o *Options) {
		o.Networks = []netip.Prefix{netip.MustParsePrefix("10.20.0.0/16"), netip.MustParsePrefix("2001:db8::/48")}
		o.Client = func(*http.Request) string { return from }
	})
	for addr, want := range map[string]int{"10.20.3.4": 200, "::ffff:10.20.3.4": 200, "2001:db8::7": 200, "10.21.0.1": 403, "2001:db9::1": 403, "unknown": 403, "": 403} {
		from = addr
		if _, code := d.get("/masuk"); code != want {
			t.Errorf("%q: %d, want %d", addr, code, want)
		}
	}
	from = "192.0.2.9"
	if _, code := d.post("/masuk", "id", chief, "password", password); code != http.StatusForbidden {
		t.Errorf("a log-in from outside: %d", code)
	}
	if strings.Contains(d.logs.String(), "192.0.2.9") {
		t.Error("the log holds an address")
	}
}
