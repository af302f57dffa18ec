package sync

import (
	"errors"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// The pause after the n-th failure in a row is drawn evenly from nought to
// firstPause·2ⁿ⁻¹, never more than MaxPause ("full jitter": outlets that lost the line
// together must not come back together).
const (
	firstPause = 2 * time.Second
	MaxPause   = 5 * time.Minute
	leastPause = 100 * time.Millisecond
)

// track is one kind of work that fails and is tried again on its own: deliveries
// don't wait for a pull that fails, nor the other way round.
type track struct {
	failures int
	code     enrol.Code // of the last request; "" when it succeeded
	side     string     // with CodeCertificate: whose
	next     time.Time  // not before; carries the monotonic clock, so that a set clock changes nothing
}

func (t *track) due(now time.Time) bool { return !now.Before(t.next) }

// fail plans the next attempt. What the registry asks for (RetryAfter) is spread over
// half as much again; where it asks us to wait it knows best, where it has a fault the
// pause still doubles.
func (t *track) fail(err error, now time.Time, random func() float64) {
	t.failures++
	wait := pause(t.failures, random)
	var e *enrol.Error
	if errors.As(err, &e) && e.RetryAfter > 0 {
		asked := e.RetryAfter + time.Duration(random()*float64(e.RetryAfter)/2)
		if wait = max(wait, asked); e.Code == enrol.CodeThrottled {
			wait = asked
		}
	}
	t.next = now.Add(wait)
}

func (t *track) succeed() { *t = track{} }

func pause(failures int, random func() float64) time.Duration {
	ceiling := MaxPause
	if shift := failures - 1; shift < 10 {
		ceiling = min(MaxPause, firstPause<<max(shift, 0))
	}
	return max(leastPause, time.Duration(random()*float64(ceiling)))
}

// batch is how many bytes go into one upload: more while the line carries it, less
// when it doesn't, down to one packet, so that one packet on which the registry
// stumbles can't hold up the others.
type batch struct{ bytes, most int }

const (
	firstBatch = 256 << 10
	leastBatch = 16 << 10
	onePacket  = 1 // enrol.Outbox.Due answers one packet at least
	quick      = 5 * time.Second
)

func (b *batch) grow(took time.Duration) {
	if took < quick {
		b.bytes = min(b.most, max(leastBatch, 2*b.bytes))
	}
}

func (b *batch) shrink() {
	if b.bytes /= 2; b.bytes < leastBatch {
		b.bytes = onePacket
	}
}
