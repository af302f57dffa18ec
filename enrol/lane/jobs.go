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
// order in which they were made. What is queued when ctx ends is still done: it may
// be the draft of the case in progress.
func (l *Lane) work(ctx context.Context) {
	for {
		if f := l.jobs.take(); f != nil {
			if apply := f(context.WithoutCancel(ctx)); apply != nil {
				_ = l.post(ctx, apply)
			}
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-l.jobs.nudge:
		}
	}
}

// do queues slow work from the lane's goroutine. Its answer is dropped when the case
// it was for is over.
func (l *Lane) do(f job) {
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
