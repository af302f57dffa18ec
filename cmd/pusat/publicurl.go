package main

import (
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// publicURL is what stands before every link in a mail and in an outlet's QR: --public-url, or
// else the first name of --host that other machines know, with the port of --listen, or else
// the address that it listens at. No slash at the end. Listening everywhere says nothing of a
// name, and links to nowhere are refused; only the demonstration, on one machine, may do without.
func (m *Main) publicURL(at net.Addr) (string, error) {
	if m.Config.PublicURL != "" {
		return checkPublic(m.Config.PublicURL)
	}
	host, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return "", usageError("--listen: %v", err)
	}
	if name := outsideName(m.Config.Hosts); name != "" {
		return httpsAt(name, port), nil
	}
	if a, err := netip.ParseAddr(host); err == nil && a.IsUnspecified() {
		if !m.Config.Demo {
			return "", usageError("--listen %s says nothing of the name under which residents reach the pages, and it stands in every mail: "+
				"give it with --host pusat.example.id, or with --public-url https://… behind a proxy", m.Config.Listen)
		}
		host = "localhost"
	}
	return httpsAt(host, port), nil
}

// checkPublic refuses what a browser could not open: the pages are HTTPS, at the root of
// their host.
func checkPublic(text string) (string, error) {
	u, err := url.Parse(strings.TrimSuffix(text, "/"))
	if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "", usageError("--public-url must be https://NAME or https://NAME:PORT, without a path")
	}
	if a, err := netip.ParseAddr(u.Hostname()); err == nil && a.IsUnspecified() {
		return "", usageError("--public-url %s is an address to listen at, and none that a phone could open", text)
	}
	return u.String(), nil
}

// phonePages is an address of publicURL's as outlets show it to residents; "" where it is
// this machine's own for itself, which no phone could open.
func phonePages(address string) string {
	if outsideName(hostOf(address)) == "" {
		return ""
	}
	return address
}

// outsideName is the first of the names that is not this machine's own for itself; "": none.
func outsideName(hosts string) string {
	for h := range strings.SplitSeq(hosts, ",") {
		h = strings.TrimSpace(h)
		a, err := netip.ParseAddr(h)
		own := h == "localhost" || strings.HasPrefix(h, "*") || err == nil && (a.IsLoopback() || a.IsUnspecified())
		if h != "" && !own {
			return h
		}
	}
	return ""
}

func httpsAt(host, port string) string {
	if port == "443" {
		if strings.Contains(host, ":") {
			host = "[" + host + "]"
		}
		return "https://" + host
	}
	return "https://" + net.JoinHostPort(host, port)
}

// hostOf is the name in an address of publicURL's.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}
