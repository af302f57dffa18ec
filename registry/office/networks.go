package office

import (
	"net/http"
	"net/netip"

	"github.com/gerai-ikd/gerai/enrol"
)

// from tells whether a request may come from where it does: everybody may where no
// network is named. What is no address comes from nowhere.
func (p *office) from(r *http.Request) bool {
	if len(p.Networks) == 0 {
		return true
	}
	a, err := netip.ParseAddr(p.Client(r))
	if err != nil {
		return false
	}
	a = a.Unmap().WithZone("")
	for _, n := range p.Networks {
		if n.Contains(a) {
			return true
		}
	}
	return false
}

// limit refuses everything to strangers, before anything of theirs is read.
func (p *office) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.from(r) {
			next.ServeHTTP(w, r)
			return
		}
		p.Log.WarnContext(r.Context(), "office page", "status", http.StatusForbidden, "code", string(enrol.CodeForbidden), "why", "network")
		http.Error(w, http.StatusText(http.StatusForbidden), http.StatusForbidden)
	})
}
