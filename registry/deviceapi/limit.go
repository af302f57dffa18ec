package deviceapi

import (
	"sync"
	"time"
)

// buckets lets each key make rate requests a second, and burst at once.
type buckets struct {
	rate, burst float64
	now         func() time.Time

	mu   sync.Mutex
	keys map[string]bucket
}

type bucket struct {
	left float64
	at   time.Time
}

// maxKeys bounds the memory that strangers can take; full ones are forgotten first.
const maxKeys = 20_000

func newBuckets(rate, burst float64, now func() time.Time) *buckets {
	return &buckets{rate: rate, burst: burst, now: now, keys: map[string]bucket{}}
}

// take answers zero, or how long to wait.
func (b *buckets) take(key string) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	k, ok := b.keys[key]
	if !ok {
		b.forget(now)
		k = bucket{b.burst, now}
	}
	k.left = min(b.burst, k.left+now.Sub(k.at).Seconds()*b.rate)
	k.at = now
	if k.left < 1 {
		b.keys[key] = k
		return time.Duration((1 - k.left) / b.rate * float64(time.Second))
	}
	k.left--
	b.keys[key] = k
	return 0
}

// forget drops keys that are full again, once there are many.
func (b *buckets) forget(now time.Time) {
	if len(b.keys) < maxKeys {
		return
	}
	for key, k := range b.keys {
		if k.left+now.Sub(k.at).Seconds()*b.rate >= b.burst {
			delete(b.keys, key)
		}
	}
	if len(b.keys) >= maxKeys { // an attack: start over rather than grow
		clear(b.keys)
	}
}
