package pages

import (
	"net/http"
)

const (
	maxForm  = 16 << 10 // bytes of a POST
	maxValue = 512      // bytes of one field
)

// policy lets a page use our own style, script and pictures, and the portrait that is
// embedded in the documents.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; " +
	"img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard puts the protection around every page: headers, and no request from other
// sites that would change something (Sec-Fetch-Site and Origin, as in
// http.CrossOriginProtection; the cookies are SameSite=Strict as well).
func (p *pages) guard(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.SetDenyHandler(p.handle("cross-origin", (*visit).foreign))
	protected := cross.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if p.Secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		protected.ServeHTTP(w, r)
	})
}
