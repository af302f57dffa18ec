package lane

import (
	"context"
	"sync"
)

// job is slow work; what it answers is run by the lane's goroutine. nil: nothing.
type job func(ctx context.Context) func()

// jobs is a queue without a bound: the lane's goroutine must never wait for the disk.
// One case can ask for a dozen jobs at most, so it stays short.
type jobs struct {
	mu    sync.Mutex
	queue []job
	nudge chan struct{} // capacity 1
}

func (j *jobs) put(f job) {
	j.mu.Lock()
	j.queue = append(j.queue, f)
	j.mu.Unlock()
	select {
	case j.nudge <- struct{}{}:
	default:
	}
}

func (j *jobs) take() job {
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.queue) == 0 {
		return nil
	}
	f := j.queue[0]
	j.queue = j.queue[1:]
	return f
}

// work does the slow things one after the other, so that drafts are saved in the
// order in which they were made. It ends after the lane's goroutine, with an empty
// queue: the last thing in it may be the draft of the case in progress.
func (l *Lane) work(ctx context.Context) {
	for {
		if f := l.jobs.take(); f != nil {
			if apply := f(ctx); apply != nil {
				_ = l.post(ctx, apply)
			}
			continue
		}
		select {
		case <-l.done:
			for f := l.jobs.take(); f != nil; f = l.jobs.take() {
				f(ctx)
			}
			return
		case <-l.jobs.nudge:
		}
	}
}

// do queues slow work that must be done even when the program ends: what is saved.
func (l *Lane) do(f job) {
	l.ask(func(ctx context.Context) func() { return f(context.WithoutCancel(ctx)) })
}

// ask queues slow work that the end of the program may cut short: what is read or
// computed. Its answer is dropped when the case it was for is over.
func (l *Lane) ask(f job) {
	gen := l.generation
	l.jobs.put(func(ctx context.Context) func() {
		apply := f(ctx)
		if apply == nil {
			return nil
		}
		return func() {
			if gen == l.generation {
				apply()
			}
		}
	})
}
