package camera

import "strings"

// hidden stands for what of an address is not shown.
const hidden = "…"

// withoutSecrets is an address as it may be shown and logged: without user name and password, query
// and fragment, and without a path that gives parameters (some cameras take the password there:
// "/user=admin&password=…"). Anything else than an address is left as it is.
func withoutSecrets(address string) string {
	scheme, rest, found := strings.Cut(address, "://")
	if !found {
		return address
	}
	host, tail := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, tail = rest[:i], rest[i:]
	}
	if at := strings.LastIndexByte(host, '@'); at >= 0 {
		host = host[at+1:]
	} else if strings.Contains(host, ":") && strings.Contains(tail, "@") {
		return scheme + "://" + hidden // a password with a sign that ends a host's name
	}
	if i := strings.IndexAny(tail, "?#"); i >= 0 {
		tail = tail[:i]
	}
	if strings.ContainsAny(tail, "=&") {
		tail = "/" + hidden
	}
	return scheme + "://" + host + tail
}
