package web

import "net/http"

// Guard puts the protection around the pages of one host: strict headers with the given
// content security policy, and no request of another site that would change something
// (Sec-Fetch-Site and Origin, as in http.CrossOriginProtection). refuse answers such a
// request; nil: a plain 403. secure: the host has TLS, and says that it stays so.
func Guard(next http.Handler, policy string, secure bool, refuse http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	if refuse != nil {
		cross.SetDenyHandler(refuse)
	}
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
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		protected.ServeHTTP(w, r)
	})
}
