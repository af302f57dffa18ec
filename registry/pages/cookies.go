package pages

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"time"
)

// The cookies. None names anybody; the session's and the ticket's values are secrets,
// that of the form that waits is sealed.
const (
	cookieLanguage     = "bahasa"
	cookieRegistration = "daftar"
	cookieOffer        = "loket"
	cookieTicket       = "tiket"
	cookieSession      = "sesi"
	cookieDevice       = "perangkat"
	cookieForm         = "antre"
)

// deviceLife is the longest that browsers keep a cookie (RFC 6265bis: 400 days).
const deviceLife = 400 * 24 * time.Hour

// cookieName binds a cookie to the host and to TLS where there is TLS.
func (v *visit) cookieName(name string) string {
	if v.Secure && name != cookieLanguage {
		return "__Host-" + name
	}
	return name
}

func (v *visit) keep(name, value string, until time.Time, same http.SameSite) {
	http.SetCookie(v.w, &http.Cookie{
		Name: v.cookieName(name), Value: value, Path: "/", Expires: until.UTC(),
		MaxAge: max(1, int(until.Sub(v.Now()).Seconds())),
		Secure: v.Secure, HttpOnly: true, SameSite: same,
	})
}

// keepSecret: a strict cookie is sent by our own pages alone.
func (v *visit) keepSecret(name, value string, until time.Time) {
	v.keep(name, value, until, http.SameSiteStrictMode)
}

func (v *visit) forget(name string) {
	http.SetCookie(v.w, &http.Cookie{
		Name: v.cookieName(name), Path: "/", MaxAge: -1,
		Secure: v.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	})
}

// cookie answers "" where there is none.
func (v *visit) cookie(name string) string {
	c, err := v.r.Cookie(v.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

// device is this browser's random name, by which the registry knows one phone from
// another. It is made at the first need.
func (v *visit) device() string {
	id := v.cookie(cookieDevice)
	if raw, err := base64.RawURLEncoding.DecodeString(id); err != nil || len(raw) != 32 {
		b := make([]byte, 32)
		_, _ = rand.Read(b) // never fails (crypto/rand)
		id = base64.RawURLEncoding.EncodeToString(b)
	}
	v.keepSecret(cookieDevice, id, v.Now().Add(deviceLife))
	return id
}
