package office

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"time"
)

// knownLife is how long a browser stays known after a log-in.
const knownLife = 180 * 24 * time.Hour

// knownName is the cookie that makes this browser known for one person, by a digest of her log-in
// name: several may share a PC, and its cookies tell nobody's name.
func (v *visit) knownName(id string) string {
	sum := sha256.Sum256([]byte(id))
	name := "kenal-" + hex.EncodeToString(sum[:6])
	if v.Secure {
		return "__Host-" + name
	}
	return name
}

// knownBrowser is what this browser shows for a person; "": nothing.
func (v *visit) knownBrowser(id string) string {
	c, err := v.r.Cookie(v.knownName(id))
	if err != nil {
		return ""
	}
	return c.Value
}

// keepKnown makes this browser known for a person who was let in.
func (v *visit) keepKnown(id, proof string) {
	http.SetCookie(v.w, &http.Cookie{Name: v.knownName(id), Value: proof, Path: "/", MaxAge: int(knownLife.Seconds()),
		Secure: v.Secure, HttpOnly: true, SameSite: http.SameSiteStrictMode})
}
