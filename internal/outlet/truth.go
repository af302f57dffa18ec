package outlet

import (
	"context"
	"time"
)

// Now is the right time as far as it is known here (store.Store.Now), and never before the
// registry was last heard. Cases are dated by it and certificates checked at it: a PC whose
// clock was set back, or whose battery is empty, still reaches the registry, and learns the
// time there.
func (o *Outlet) Now() time.Time { return o.Store.Now() }

// clockEvery is how often the PC's clock is looked at where nothing else is said.
const clockEvery = 5 * time.Second

// watchClock records when somebody sets the PC's clock, and asks the registry for the
// right time; until it answers the newly set clock is believed, if no better is known.
func (o *Outlet) watchClock(ctx context.Context) {
	tick := time.NewTicker(o.ClockEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if by := o.Clock.Jump(); by != 0 {
			o.Store.FollowClock()
			o.Log.Warn("the PC's clock was set", "by", by)
			o.record(ctx, "clock-jump", map[string]string{"by": by.Round(time.Second).String()})
			if o.Worker != nil {
				o.Worker.Refresh()
			}
			o.Changed()
		}
	}
}
