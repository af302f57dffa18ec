package main

import (
	"context"
	"sync/atomic"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
)

// heartbeat asks the main goroutine for a sign of life again and again, and keeps the
// longest that it took: so long a key would have had to wait, painting included. What
// the main thread itself has worked meanwhile is kept beside it: the rest of a wait is
// the renderer's, or a processor that others had.
type heartbeat struct {
	longest atomic.Int64 // nanoseconds
	worked  atomic.Int64 // nanoseconds of processor time in one wait
	waits   atomic.Bool
	asked   atomic.Int64 // when the present question was asked, in Unix nanoseconds

	before time.Duration // processor time at the last sign; main goroutine only
}

// beatEvery is how often it asks; one question at a time.
const beatEvery = 20 * time.Millisecond

func (h *heartbeat) run(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		if h.waits.CompareAndSwap(false, true) {
			h.ask()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (h *heartbeat) ask() {
	asked := time.Now()
	h.asked.Store(asked.UnixNano())
	fyne.Do(func() {
		now := threadTime()
		if h.before > 0 {
			keepLonger(&h.worked, now-h.before)
		}
		h.before = now
		h.took(time.Since(asked))
		h.waits.Store(false)
	})
}

func (h *heartbeat) took(d time.Duration) { keepLonger(&h.longest, d) }

// overdue is for how long the present question has had no answer.
func (h *heartbeat) overdue() time.Duration {
	if !h.waits.Load() {
		return 0
	}
	return time.Since(time.Unix(0, h.asked.Load()))
}

// take answers the longest wait since the last call, and the most that the main thread
// worked between two signs of life.
func (h *heartbeat) take() (waited, worked time.Duration) {
	return time.Duration(h.longest.Swap(0)), time.Duration(h.worked.Swap(0))
}

// figure is what the main goroutine did since the last one, and the memory now.
func (h *heartbeat) figure() *traceFigure {
	waited, worked := h.take()
	return &traceFigure{MainMaxMS: milliseconds(waited), MainCPUMS: milliseconds(worked), RSS: residentBytes()}
}

func keepLonger(at *atomic.Int64, d time.Duration) {
	for {
		was := at.Load()
		if int64(d) <= was || at.CompareAndSwap(was, int64(d)) {
			return
		}
	}
}

// threadTime is the processor time of the calling thread (getrusage(2)); 0 where it
// can't be had.
func threadTime() time.Duration {
	const ofThread = 1 // RUSAGE_THREAD, which package syscall does not name
	var r syscall.Rusage
	if err := syscall.Getrusage(ofThread, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
