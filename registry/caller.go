package registry

import "context"

// caller is the key under which a context carries who asks.
type caller struct{}

// From answers a context of a request that came from a network (web.Network): failures are counted
// by NIK and network, so that nobody is kept out by what strangers elsewhere try. Without one, all
// requests come from one network.
func From(ctx context.Context, network string) context.Context {
	return context.WithValue(ctx, caller{}, network)
}

// networkOf is where a request came from.
func networkOf(ctx context.Context) string {
	network, _ := ctx.Value(caller{}).(string)
	return network
}
