package sync

import (
	"context"
	"log/slog"
	"math/rand/v2"
	gosync "sync"
	"sync/atomic"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// Registry is what the worker asks; *Client implements it.
type Registry interface {
	Packets(ctx context.Context, items []api.Packet) (api.Receipts, error)
	Pull(ctx context.Context, cursor string) (enrol.Pull, error)
	Anchor(ctx context.Context, seq int64, hash string) error
	SetPIN(ctx context.Context, p enrol.PINChange) error
	MarkRoster(ctx context.Context, marks []enrol.RosterMark) error
	RenewDue() bool
	// Lapsed tells whether nothing but a renewal can be asked any more.
	Lapsed() bool
	Renew(ctx context.Context) error
}

var _ Registry = (*Client)(nil)

// Config is what a Worker works with. Outbox, Books, Audit and Registry are needed.
type Config struct {
	Outbox   enrol.Outbox
	Books    enrol.Books
	Audit    enrol.Audit
	Registry Registry
	PINs     enrol.PINs        // that staff chose here; nil: none are brought
	Marks    enrol.RosterMarks // of expected people; nil: none are brought
	Line     enrol.LineBook    // keeps how the line stood over a restart; nil: that is forgotten

	Limit     Limit            // of a metered line
	PullEvery time.Duration    // 0: a minute; drawn from 90 to 110 % each time
	OnLink    func(enrol.Link) // a changed snapshot; called by the worker's goroutine, must not block
	OnPull    func(enrol.Pull) // after Books has kept it; the same
	Now       func() time.Time // the right time, which the outbox goes by too; nil: time.Now. Pauses are measured on the monotonic clock
	Log       *slog.Logger     // nil: none
	Random    func() float64   // [0,1); nil: math/rand
}

// Worker brings the outbox to the registry, and what changed at the registry down. It
// is one goroutine, Run; the truth is in the outbox, so that it can be stopped or
// killed at any moment.
type Worker struct {
	Config
	nudge chan struct{}
	force atomic.Bool // Retry
	fetch atomic.Bool // Refresh

	mu    gosync.Mutex
	link  enrol.Link
	steps map[enrol.LinkTask]enrol.SyncStep

	// What follows belongs to Run's goroutine.
	up, down track     // deliveries; pull, anchor and renewal
	pulled   time.Time // last pull
	every    time.Duration
	batch    batch
	alone    int       // so many packets are sent one by one, to find the refused one
	stray    bool      // packets may stand as "sending" that are not
	began    time.Time // of the request under way, for its step
	anchored string    // hash of the head that the registry has
	rested   *delivery // goes on after a pause of a metered line; nil: none
	noted    enrol.LineNote
	notedAt  time.Time
}

// NewWorker makes a worker; Run starts it.
func NewWorker(c Config) *Worker {
	if c.PullEvery <= 0 {
		c.PullEvery = time.Minute
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Random == nil {
		c.Random = rand.Float64
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Worker{Config: c, nudge: make(chan struct{}, 1), stray: true, batch: newBatch(c.Limit)}
}

func newBatch(l Limit) batch {
	most := min(mostBatch, api.MaxBatchBytes-batchSlack)
	if l.BytesPerSecond > 0 {
		most = min(most, max(leastBatch, l.BytesPerSecond*int(longestBreath/time.Second)))
	}
	return batch{bytes: min(firstBatch, most), most: most}
}

// mostBatch bounds what an upload takes of the PC's memory, which is several times its
// size; larger ones are not delivered any faster.
const mostBatch = 2 << 20

// batchSlack leaves room for ids and the CBOR around the packets.
const batchSlack = 256 << 10

// Nudge says that there is something to deliver. It never blocks, and it never cuts a
// pause short that a failing registry asked for.
func (w *Worker) Nudge() {
	select {
	case w.nudge <- struct{}{}:
	default:
	}
}

// Retry is a person's wish to try now: it ends every pause, and lets a stopped worker
// ask the registry once more. Packets that are held, or wait on their own, need
// enrol.Queue.Retry before.
func (w *Worker) Retry() {
	w.force.Store(true)
	w.Nudge()
}

// Refresh asks for a pull soon, for a QR whose key is not known yet, say. It is granted
// once in refreshEvery, since anybody can show such a QR, and it cuts no pause short.
func (w *Worker) Refresh() {
	w.fetch.Store(true)
	w.Nudge()
}

// refreshEvery is the least time between two pulls that were asked for.
const refreshEvery = 10 * time.Second

// Status is the present snapshot.
func (w *Worker) Status() enrol.Link {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.link
}

// Run works until ctx ends, and answers nil then. Failures are in Status and the log.
func (w *Worker) Run(ctx context.Context) error {
	w.stray = true
	w.recall(ctx)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-w.nudge:
		case <-timer.C:
		}
		timer.Reset(w.round(ctx))
	}
}

// round does what is due and answers how long to wait for more.
func (w *Worker) round(ctx context.Context) time.Duration {
	if w.force.Swap(false) {
		w.up.next, w.down.next, w.pulled = time.Time{}, time.Time{}, time.Time{}
		w.note(func(l *enrol.Link) { l.Revoked = false })
	}
	if !w.Status().Revoked {
		w.work(ctx)
	}
	if ctx.Err() != nil {
		return 0
	}
	w.remember(ctx)
	wait := w.wait(ctx)
	w.note(func(l *enrol.Link) {
		l.Task, l.Attempts = enrol.LinkIdle, max(w.up.failures, w.down.failures)
		l.Next = time.Time{}
		if !l.Revoked {
			l.Next = w.Now().Add(wait)
		}
	})
	return wait
}

// work pulls first where nothing was ever pulled, since keys and staff come before
// everything; otherwise it delivers first.
func (w *Worker) work(ctx context.Context) {
	if !w.recovered(ctx) {
		return
	}
	if !w.revived(ctx) {
		return
	}
	if cursor, err := w.Books.Cursor(ctx); err == nil && cursor == "" {
		w.upkeep(ctx)
	}
	delivered := 0
	if w.up.due(time.Now()) && !w.Status().Revoked {
		delivered = w.deliver(ctx)
	}
	since := time.Since(w.pulled)
	if delivered > 0 && w.rested == nil || since >= w.every || w.down.failures > 0 || w.fetch.Load() && since >= refreshEvery {
		w.fetch.Store(false)
		w.upkeep(ctx)
	}
}

// recovered makes packets due again that a crash, or a failing disk, left as being
// sent.
func (w *Worker) recovered(ctx context.Context) bool {
	if !w.stray {
		return true
	}
	if !w.up.due(time.Now()) {
		return false
	}
	if err := w.Outbox.Recover(ctx); err != nil {
		w.storeFault(ctx, "recover outbox", err)
		return false
	}
	w.stray = false
	return true
}

// wait answers when the next thing is due, MaxPause at most, so that a wrong clock
// costs minutes and not days.
func (w *Worker) wait(ctx context.Context) time.Duration {
	now := time.Now()
	wait := max(w.every-time.Since(w.pulled), w.down.next.Sub(now))
	if w.down.failures > 0 { // an idle counter must not believe for a minute that the line is down
		wait = w.down.next.Sub(now)
	}
	if w.fetch.Load() {
		wait = min(wait, max(refreshEvery-time.Since(w.pulled), w.down.next.Sub(now)))
	}
	b, err := w.Outbox.Backlog(ctx)
	if err == nil {
		w.note(func(l *enrol.Link) { l.Pending = b.Pending })
	}
	if w.stray {
		wait = min(wait, w.up.next.Sub(now))
	}
	if next, err := w.Outbox.NextDue(ctx); err == nil && !next.IsZero() {
		wait = min(wait, max(next.Sub(w.Now()), w.up.next.Sub(now)))
	}
	if w.Status().Revoked {
		wait = MaxPause
	}
	return min(MaxPause, max(leastPause, wait))
}

// note changes the snapshot and tells about it where it differs.
func (w *Worker) note(change func(*enrol.Link)) {
	w.mu.Lock()
	before := w.link
	change(&w.link)
	after := w.link
	w.mu.Unlock()
	if after != before && w.OnLink != nil {
		w.OnLink(after)
	}
}
