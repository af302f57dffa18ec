package main

import (
	"net"
	"net/http"
	"net/netip"
	"testing"
)

// TestClient: a stranger's word on its own address is never believed, a balancer's is.
func TestClient(t *testing.T) {
	trusted, err := parseNetworks("--trusted-proxies", "10.0.0.0/8, 192.0.2.7, fd00::/8,")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ from, forwarded, want string }{
		"Direct":        {"203.0.113.5:4711", "", "203.0.113.5"},
		"Liar":          {"203.0.113.5:4711", "198.51.100.1", "203.0.113.5"},
		"Balancer":      {"10.1.2.3:1", "198.51.100.1", "198.51.100.1"},
		"TwoBalancers":  {"10.1.2.3:1", "198.51.100.1, 192.0.2.7", "198.51.100.1"},
		"LiarBehind":    {"10.1.2.3:1", "9.9.9.9, 198.51.100.1", "198.51.100.1"},
		"Garbage":       {"10.1.2.3:1", "198.51.100.1, <b>", "10.1.2.3"},
		"Six":           {"[fd00::1]:1", "2001:db8::1", "2001:db8::1"},
		"MappedFour":    {"[::ffff:10.1.2.3]:1", "198.51.100.1", "198.51.100.1"},
		"NobodyBehind":  {"10.1.2.3:1", "", "10.1.2.3"},
		"NoPort":        {"somewhere", "198.51.100.1", "somewhere"},
		"AllAreTrusted": {"10.1.2.3:1", "10.9.9.9", "10.9.9.9"},
	} {
		t.Run(name, func(t *testing.T) {
			r := &http.Request{RemoteAddr: c.from, Header: http.Header{}}
			if c.forwarded != "" {
				r.Header.Set("X-Forwarded-For", c.forwarded)
			}
			if got := trusted.client(r); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
	if _, err := parseNetworks("--trusted-proxies", "10.0.0.0/8,everybody"); err == nil {
		t.Error("a word is taken for a network")
	}
}

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
