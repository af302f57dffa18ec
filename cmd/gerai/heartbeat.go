package main

import (
	"context"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// heartbeat asks the main goroutine for a sign of life again and again, and keeps the
// longest that it took: so long a key would have had to wait, painting included.
type heartbeat struct {
	longest atomic.Int64 // nanoseconds
	waits   atomic.Bool
}

// beatEvery is how often it asks; one question at a time.
const beatEvery = 20 * time.Millisecond

func (h *heartbeat) run(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !h.waits.CompareAndSwap(false, true) {
			continue
		}
		asked := time.Now()
		fyne.Do(func() {
			h.took(time.Since(asked))
			h.waits.Store(false)
		})
	}
}

func (h *heartbeat) took(d time.Duration) {
	for {
		was := h.longest.Load()
		if int64(d) <= was || h.longest.CompareAndSwap(was, int64(d)) {
			return
		}
	}
}

// take answers the longest wait since the last call.
func (h *heartbeat) take() time.Duration { return time.Duration(h.longest.Swap(0)) }
