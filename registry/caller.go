package registry

import (
	"context"
	"crypto/hmac"
	"strings"
)

// callerKey is the key under which a context carries who asks.
type callerKey struct{}

// Caller is what a request shows of where it comes from. Failures are counted by it, so that nobody is
// kept out by what strangers elsewhere try.
type Caller struct {
	Network string // web.Network of its address; "": requests without one share a network
	Browser string // at the office: the proof of an earlier log-in, from KnownBrowser; "": none
}

// From answers a context of a request.
func From(ctx context.Context, c Caller) context.Context {
	return context.WithValue(ctx, callerKey{}, c)
}

func callerOf(ctx context.Context) Caller {
	c, _ := ctx.Value(callerKey{}).(Caller)
	return c
}

// KnownBrowser answers the proof with which a browser shows, at later log-ins of the same person at the
// office, that she was let in there before: the one that it showed, where that is hers, or a new one.
// It opens nothing; it only keeps her log-ins apart from what strangers try with her name.
func (s *Service) KnownBrowser(ctx context.Context, admin string) string {
	shown := callerOf(ctx).Browser
	if s.knows(admin, shown) != "" {
		return shown
	}
	fresh := secret()
	return fresh + "." + s.secrets.MAC("known browser", admin, fresh)
}

// knows answers the random part of a proof that is of this person; "" for any other.
func (s *Service) knows(admin, proof string) string {
	random, mac, ok := strings.Cut(proof, ".")
	if !ok || len(random) != handleLength || !hmac.Equal([]byte(mac), []byte(s.secrets.MAC("known browser", admin, random))) {
		return ""
	}
	return random
}
