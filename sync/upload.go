package sync

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// upload is one request under way beside the worker's goroutine. What came of it may be
// looked at when done is closed; whoever began it waits for that.
type upload struct {
	parcels []enrol.Parcel
	done    chan struct{}
	answer  api.Receipts
	err     error
	took    time.Duration

	*progress
	cancel context.CancelFunc
	retry  bool // a person's wish to try now has ended it
}

// beginUpload sends parcels. It ends with ctx, as every request does.
func beginUpload(ctx context.Context, r Registry, parcels []enrol.Parcel) *upload {
	u := &upload{parcels: parcels, done: make(chan struct{}), progress: newProgress()}
	ctx, u.cancel = context.WithCancel(withProgress(ctx, u.progress))
	items := make([]api.Packet, len(parcels))
	for i, p := range parcels {
		items[i] = api.Packet{ID: p.ID, Body: p.Body}
	}
	go func() {
		defer close(u.done)
		defer u.cancel()
		began := time.Now()
		u.answer, u.err = r.Packets(ctx, items)
		u.took = time.Since(began)
	}()
	return u
}

const (
	// standsStill is when staff are told that the line takes nothing of an upload.
	standsStill = 10 * time.Second
	// tryAgain is how long an upload has to stand still for a person's wish to try now to
	// end it: what gets on would only be begun anew.
	tryAgain  = 5 * time.Second
	stallLook = time.Second
)

// await waits for an upload's end. While it stands still staff are told so, and whoever
// wants to try now ends it. A nudge that comes meanwhile is passed on to the next round.
func (d *delivery) await(u *upload) {
	tick := time.NewTicker(stallLook)
	defer tick.Stop()
	nudged := false
	for {
		select {
		case <-u.done:
			d.note(func(l *enrol.Link) { l.Stalled = false })
			if nudged {
				d.Nudge()
			}
			return
		case <-d.nudge:
			nudged = true
		case <-tick.C:
			still := u.still()
			d.note(func(l *enrol.Link) { l.Stalled = still >= standsStill })
		}
		if d.force.Load() && u.still() >= tryAgain && !u.retry {
			u.retry = true
			u.cancel()
		}
	}
}
