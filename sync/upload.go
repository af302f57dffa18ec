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
}

// beginUpload sends parcels. It ends with ctx, as every request does.
func beginUpload(ctx context.Context, r Registry, parcels []enrol.Parcel) *upload {
	u := &upload{parcels: parcels, done: make(chan struct{})}
	items := make([]api.Packet, len(parcels))
	for i, p := range parcels {
		items[i] = api.Packet{ID: p.ID, Body: p.Body}
	}
	go func() {
		defer close(u.done)
		began := time.Now()
		u.answer, u.err = r.Packets(ctx, items)
		u.took = time.Since(began)
	}()
	return u
}
