package ui

import (
	"context"
	"log/slog"
	"sync/atomic"

	"fyne.io/fyne/v2"

	"github.com/gerai-ikd/gerai/enrol/lane"
)

// onMain runs f on the main goroutine, unless the windows are gone: the toolkit would
// then run it on the caller's.
func (u *UI) onMain(f func()) {
	if u.over.Load() {
		return
	}
	fyne.Do(func() {
		if !u.over.Load() {
			f()
		}
	})
}

// bridge brings the lane's snapshots to the main goroutine: the newest one, with one
// call pending at most, because the toolkit's queue of calls has no bound.
type bridge struct {
	latest  atomic.Pointer[lane.View]
	pending atomic.Bool
}

// offer may be called from any goroutine and returns at once.
func (u *UI) offer(v lane.View) {
	u.bridge.latest.Store(&v)
	if u.bridge.pending.CompareAndSwap(false, true) {
		u.onMain(func() {
			u.bridge.pending.Store(false)
			if v := u.bridge.latest.Swap(nil); v != nil {
				u.arrived(*v)
			}
		})
	}
}

// jobs does slow work off the main goroutine. What a job answers is then run on it.
type jobs interface {
	run(job func(ctx context.Context) func())
}

// queueOfJobs works one job after the other.
type queueOfJobs struct {
	onMain func(func())
	queue  chan func(ctx context.Context) func()
	log    *slog.Logger
}

func newQueueOfJobs(log *slog.Logger, onMain func(func())) *queueOfJobs {
	return &queueOfJobs{onMain: onMain, queue: make(chan func(context.Context) func(), 64), log: log}
}

func (q *queueOfJobs) run(job func(ctx context.Context) func()) {
	select {
	case q.queue <- job:
	default:
		q.log.Error("window has too much to do")
	}
}

func (q *queueOfJobs) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case job := <-q.queue:
			if f := job(ctx); f != nil && ctx.Err() == nil {
				q.onMain(f)
			}
		}
	}
}
