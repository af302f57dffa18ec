package main

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// proxies are the balancers whose word on a client's address is believed.
type proxies []netip.Prefix

// parseNetworks reads networks and addresses, separated by commas, of a flag.
func parseNetworks(flag, text string) (proxies, error) {
	var out proxies
	for part := range strings.SplitSeq(text, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		p, err := netip.ParsePrefix(part)
		if err != nil {
			a, err := netip.ParseAddr(part)
			if err != nil {
				return nil, usageError("%s: %q is no network", flag, part)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		out = append(out, p)
	}
	return out, nil
}

func (p proxies) trust(a netip.Addr) bool {
	for _, n := range p {
		if n.Contains(a.Unmap()) {
			return true
		}
	}
	return false
}

// client is the address that the limits count: the connection's, or, where that is a
// balancer of ours, the last one in X-Forwarded-For that is none. Everything before it
// is what the client itself may have written.
func (p proxies) client(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	a, err := netip.ParseAddr(host)
	if err != nil || !p.trust(a) {
		return host
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		if host = hop.String(); !p.trust(hop) {
			break
		}
	}
	return host
}
