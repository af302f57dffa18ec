package preview

import (
	"sync"
	"sync/atomic"
	"time"
)

// Stats are figures of a preview for benchmarks and for the technician's page.
type Stats struct {
	Since   time.Time
	Read    int64 // pictures that came
	Shown   int64 // put into the window
	Painted int64 // painted by the window
	Dropped int64 // newer ones came first
	// From the end of the read to the paint.
	P50, P95, Max time.Duration
}

// stats counts without allocating: latencies go into buckets of half a millisecond.
type stats struct {
	read, shown, dropped atomic.Int64

	mu      sync.Mutex
	since   time.Time
	painted int64
	max     time.Duration
	buckets [1000]int64
}

const bucket = 500 * time.Microsecond

func (s *stats) add(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.painted++
	s.max = max(s.max, d)
	s.buckets[min(len(s.buckets)-1, max(0, int(d/bucket)))]++
}

func (s *stats) reset() {
	s.read.Store(0)
	s.shown.Store(0)
	s.dropped.Store(0)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.since, s.painted, s.max, s.buckets = time.Now(), 0, 0, [1000]int64{}
}

func (s *stats) snapshot() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return Stats{
		Since: s.since, Read: s.read.Load(), Shown: s.shown.Load(), Dropped: s.dropped.Load(),
		Painted: s.painted, P50: s.quantile(0.5), P95: s.quantile(0.95), Max: s.max,
	}
}

// quantile is the upper edge of the bucket that the quantile falls into.
func (s *stats) quantile(q float64) time.Duration {
	rank, seen := int64(q*float64(s.painted)), int64(0)
	for i, n := range s.buckets {
		seen += n
		if n > 0 && seen > rank {
			return time.Duration(i+1) * bucket
		}
	}
	return 0
}
