package pages

import (
	"net/http"

	"github.com/gerai-ikd/gerai/registry/web"
)

const (
	maxForm  = 16 << 10 // bytes of a POST
	maxValue = 512      // bytes of one field
)

// policy lets a page use our own style, script and pictures, and the portrait that is
// embedded in the documents.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; " +
	"img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard puts the protection around every page; the cookies are SameSite=Strict as well.
func (p *pages) guard(next http.Handler) http.Handler {
	return web.Guard(next, policy, p.Secure, p.handle("cross-origin", (*visit).foreign))
}
