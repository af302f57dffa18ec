package web

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Limit is how many forms one address may send: Burst at once, and one more every
// Every.
type Limit struct {
	Burst int
	Every time.Duration
}

// gateKeeps bounds the memory of a gate, about 10 MB.
const gateKeeps = 100_000

// Gate counts by address, with one theoretical arrival time each (GCRA: a leaky
// bucket without a timer, ITU-T I.371).
type Gate struct {
	limit Limit
	now   func() time.Time

	mu  sync.Mutex
	due map[string]time.Time
}

// NewGate makes one on a clock.
func NewGate(l Limit, now func() time.Time) *Gate {
	return &Gate{limit: l, now: now, due: map[string]time.Time{}}
}

// Admit answers CodeTooOften with RetryAfter when an address sends too much.
func (g *Gate) Admit(client string) error {
	key := Network(client)
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	due := g.due[key]
	if due.Before(now) {
		due = now
	}
	room := time.Duration(g.limit.Burst-1) * g.limit.Every
	if wait := due.Sub(now) - room; wait > 0 {
		return &enrol.Error{Code: enrol.CodeTooOften, Op: "admit a form", RetryAfter: wait}
	}
	if len(g.due) >= gateKeeps {
		g.sweep(now)
	}
	g.due[key] = due.Add(g.limit.Every)
	return nil
}

// sweep forgets addresses that are free again; were none, all: an attack from a
// hundred thousand addresses is not one that this gate could hold.
func (g *Gate) sweep(now time.Time) {
	for k, due := range g.due {
		if due.Before(now) {
			delete(g.due, k)
		}
	}
	if len(g.due) >= gateKeeps {
		clear(g.due)
	}
}

// Network is what one customer has: an IPv4 address, an IPv6 /64.
func Network(client string) string {
	a, err := netip.ParseAddr(client)
	if err != nil {
		return client
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, _ := a.Prefix(64)
	return p.String()
}

// RemoteHost is the address of a request's connection.
func RemoteHost(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
