package main

import (
	"context"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"fyne.io/fyne/v2"
)

// heartbeat keeps what the main goroutine did to whoever waited for it.
//
// A key waits until the window next looks at the keyboard: it does so once in each turn
// of its loop, before it moves what is animated and paints. An animation that paints
// nothing therefore sees each of these looks, and the longest time between two of them
// is the longest block, whatever made it: painting, the swap of buffers, the work that
// others handed over, or processors that somebody else had.
//
// What others hand over (fyne.Do) is taken or put off by chance while turns are long, so
// it may wait for several of them; that is asked for by itself, again and again. What
// the main thread itself has worked meanwhile is kept beside it.
type heartbeat struct {
	longest atomic.Int64 // nanoseconds between two looks at the keyboard
	handed  atomic.Int64 // nanoseconds until work that was handed over was begun
	worked  atomic.Int64 // nanoseconds of processor time in one such wait
	looked  atomic.Int64 // when the keyboard was last looked at, in Unix nanoseconds; 0: never
	waits   atomic.Bool

	mu   sync.Mutex   // a block is in one figure with its time, or in none
	long []traceBlock // those above blockWorth since the last figure

	before time.Duration // processor time at the last sign; main goroutine only
}

// beatEvery is how often it asks; one question at a time.
const beatEvery = 20 * time.Millisecond

func (h *heartbeat) run(ctx context.Context) {
	looks := fyne.NewAnimation(time.Hour, func(float32) { h.look(time.Now()) })
	looks.RepeatCount = fyne.AnimationRepeatForever
	looks.Start()
	defer looks.Stop()
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

// look is called once in each turn of the window's loop.
func (h *heartbeat) look(now time.Time) {
	last := h.looked.Swap(now.UnixNano())
	if last == 0 {
		return
	}
	d := now.Sub(time.Unix(0, last))
	h.mu.Lock()
	defer h.mu.Unlock()
	keepLonger(&h.longest, d)
	if d > blockWorth {
		h.long = append(h.long, traceBlock{Until: now, MS: milliseconds(d)})
	}
}

func (h *heartbeat) took(d time.Duration) { keepLonger(&h.handed, d) }

// overdue is for how long nobody has looked at the keyboard.
func (h *heartbeat) overdue() time.Duration {
	last := h.looked.Load()
	if last == 0 {
		return 0
	}
	return time.Since(time.Unix(0, last))
}

// take answers the longest since the last call: between two looks at the keyboard, until
// work that was handed over was begun, and what the main thread worked between two signs
// of life.
func (h *heartbeat) take() (block, handed, worked time.Duration) {
	return time.Duration(h.longest.Swap(0)), time.Duration(h.handed.Swap(0)), time.Duration(h.worked.Swap(0))
}

// figure is what the main goroutine did since the last one, and the memory now.
func (h *heartbeat) figure() *traceFigure {
	h.mu.Lock()
	block, handed, worked := h.take()
	long := h.long
	h.long = nil
	h.mu.Unlock()
	return &traceFigure{MainMaxMS: milliseconds(block), HandedMaxMS: milliseconds(handed), MainCPUMS: milliseconds(worked),
		Blocks: long, RSS: residentBytes()}
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
