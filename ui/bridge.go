package ui

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

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

// workers are those of the window, each with its own line, so that nobody at the door
// waits for a registry or a printer.
type workers struct {
	jobs  jobs // what a screen reads from this PC's disk
	door  jobs // PINs alone: whoever unlocks waits for nothing else
	slow  jobs // printer, doctor, what nobody stands and waits for
	carry jobs // what goes to the registry or onto a stick, and may take minutes
	fetch jobs // models that are fetched for this PC: nobody at the lane waits behind them
}

func newWorkers(onMain func(func())) workers {
	return workers{newQueueOfJobs(onMain), newQueueOfJobs(onMain), newQueueOfJobs(onMain), newQueueOfJobs(onMain), newQueueOfJobs(onMain)}
}

func (w workers) all() []jobs { return []jobs{w.jobs, w.door, w.slow, w.carry, w.fetch} }

// endedBy has a job's context end also with given, be it before its turn.
func endedBy(given context.Context, job func(ctx context.Context) func()) func(ctx context.Context) func() {
	return func(ctx context.Context) func() {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(given, cancel)()
		if given.Err() != nil { // before it was its turn
			cancel()
		}
		return job(ctx)
	}
}

// queueOfJobs works one job after the other. It never drops one, because what asked for
// it would wait for ever: the line is as long as what people asked for, and what is asked
// again and again by itself waits in it once at most (see poll).
type queueOfJobs struct {
	onMain  func(func())
	mu      sync.Mutex
	waiting []func(ctx context.Context) func()
	wake    chan struct{}
}

func newQueueOfJobs(onMain func(func())) *queueOfJobs {
	return &queueOfJobs{onMain: onMain, wake: make(chan struct{}, 1)}
}

func (q *queueOfJobs) run(job func(ctx context.Context) func()) {
	q.mu.Lock()
	q.waiting = append(q.waiting, job)
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default: // is awake already
	}
}

// next takes the job that waits longest; nil: none does.
func (q *queueOfJobs) next() func(ctx context.Context) func() {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		return nil
	}
	job := q.waiting[0]
	q.waiting[0] = nil
	q.waiting = q.waiting[1:]
	return job
}

func (q *queueOfJobs) work(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-q.wake:
		}
		for job := q.next(); job != nil && ctx.Err() == nil; job = q.next() {
			if f := job(ctx); f != nil && ctx.Err() == nil {
				q.onMain(f)
			}
		}
	}
}

// poll is a question that a screen asks again and again. While one is under way no
// second one waits behind it.
type poll struct {
	every time.Duration
	at    time.Time // when it was asked last
	under bool
}

// due tells whether it is time to ask: also where the clock was put back, which it is by hours
// when the right time becomes known.
func (p *poll) due(now time.Time) bool {
	since := now.Sub(p.at)
	return !p.under && (since < 0 || since >= p.every)
}

// ask has a worker do the job; its answer is always called.
func (p *poll) ask(j jobs, now time.Time, job func(ctx context.Context) func()) {
	p.at, p.under = now, true
	j.run(func(ctx context.Context) func() {
		f := job(ctx)
		return func() {
			p.under = false
			if f != nil {
				f()
			}
		}
	})
}
