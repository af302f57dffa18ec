package deviceapi

import (
	"context"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// gate lets a number of uploads be worked on at once. Whoever finds no place in time is
// told when to come again: one after the other, as fast as places come free, so that a
// crowd that comes back at once is not turned away many times over.
type gate struct {
	slots chan struct{}
	wait  time.Duration
	now   func() time.Time

	mu    sync.Mutex
	takes time.Duration // that one upload takes, on average of the last ones
	next  time.Time     // when who is turned away next is to come
}

const (
	soonest = 5 * time.Second // that anybody is told to come again
	latest  = 5 * time.Minute
	// early is by how much sooner they are asked than there is room for them: outlets come
	// up to half as much later than they are told, so as not to come together.
	early = 1.25
)

func newGate(slots int, wait time.Duration, now func() time.Time) *gate {
	return &gate{slots: make(chan struct{}, slots), wait: wait, now: now}
}

// enter answers how to leave. Where no place came free in time it is CodeServer with
// RetryAfter.
func (g *gate) enter(ctx context.Context) (leave func(), err error) {
	t := time.NewTimer(g.wait)
	defer t.Stop()
	select {
	case g.slots <- struct{}{}:
		began := g.now()
		return func() { <-g.slots; g.took(g.now().Sub(began)) }, nil
	case <-t.C:
	case <-ctx.Done():
	}
	e := enrol.NewError(enrol.CodeServer, "take in packets: too many at once")
	e.RetryAfter = g.turn()
	return nil, e
}

// took learns from an upload.
func (g *gate) took(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.takes == 0 {
		g.takes = d
	}
	g.takes += (d - g.takes) / 16
}

// turn answers how long from now the next one's is.
func (g *gate) turn() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.now()
	if first := now.Add(soonest); g.next.Before(first) {
		g.next = first
	}
	wait := g.next.Sub(now)
	if wait < latest {
		g.next = g.next.Add(time.Duration(float64(g.takes) / float64(cap(g.slots)) / early))
	}
	return min(wait, latest)
}
