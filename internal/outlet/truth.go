package outlet

import (
	"context"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/store"
)

// truth is what is known of the right time: how far this PC's clock was off when the
// registry was last heard, and a moment that is certainly past.
type truth struct {
	mu     sync.Mutex
	offset time.Duration
	past   time.Time // the registry's clock when it was last heard
}

func (t *truth) learn(ctx context.Context, s *store.Store) error {
	offset, err := s.ClockOffset(ctx)
	if err != nil {
		return err
	}
	b, err := s.Backlog(ctx)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.offset = offset
	if !b.LastSync.IsZero() {
		t.past = b.LastSync.Add(offset)
	}
	return nil
}

// Now is the PC's time, put right by what the registry said, and never before the
// registry was last heard. Certificates are checked at it: a PC whose clock was set
// back, or whose battery is empty, still reaches the registry, and learns the time there.
func (o *Outlet) Now() time.Time {
	o.truth.mu.Lock()
	defer o.truth.mu.Unlock()
	now := o.Clock.Now().Add(o.truth.offset)
	if now.Before(o.truth.past) {
		return o.truth.past
	}
	return now
}

// clockEvery is how often the PC's clock is looked at.
const clockEvery = 5 * time.Second

// watchClock records when somebody sets the PC's clock, and asks the registry for the
// right time.
func (o *Outlet) watchClock(ctx context.Context) {
	tick := time.NewTicker(clockEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if by := o.Clock.Jump(); by != 0 {
			o.Log.Warn("the PC's clock was set", "by", by)
			o.record(ctx, "clock-jump", map[string]string{"by": by.Round(time.Second).String()})
			if o.Worker != nil {
				o.Worker.Refresh()
			}
		}
	}
}
