package main

import (
	"net"
	"net/http"
	"net/netip"
	"testing"
)

// FuzzClient: whatever a header holds, the answer is an address that a hop or the
// connection itself has, and a stranger's header changes nothing.
func FuzzClient(f *testing.F) {
	trusted, err := parseNetworks("--trusted-proxies", "10.0.0.0/8")
	if err != nil {
		f.Fatal(err)
	}
	f.Add("10.1.2.3:1", "198.51.100.1, 10.0.0.1")
	f.Add("[::1%eth0]:1", ",,,")
	f.Fuzz(func(t *testing.T, from, forwarded string) {
		r := &http.Request{RemoteAddr: from, Header: http.Header{"X-Forwarded-For": {forwarded}}}
		got := trusted.client(r)
		host, _, err := net.SplitHostPort(from)
		if err != nil {
			host = from
		}
		if _, err := netip.ParseAddr(got); err != nil && got != host {
			t.Errorf("%q is no address", got)
		}
		if a, err := netip.ParseAddr(host); (err != nil || !trusted.trust(a)) && got != host {
			t.Errorf("a stranger at %q is %q", host, got)
		}
	})
}
