package outlet

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// Config is what Open needs. Dir is; zero values mean the defaults.
type Config struct {
	Dir         string
	Keys        store.KeySource // nil: a key file
	Limit       sync.Limit
	Timeouts    sync.Timeouts
	PullEvery   time.Duration
	BackupEvery time.Duration        // 0: a day; negative: never
	Keep        time.Duration        // of databases that were put aside; 0: store.DefaultKeep
	Clocks      func() store.Reading // nil: the PC's own
	ClockEvery  time.Duration        // how often they are looked at for a jump; 0: 5 s
	Version     string               // for the audit chain
	Changed     func()               // something about the line changed; must not block
	Tune        func(*sync.Config)   // last word on the worker's parts; nil: none. Tests put themselves between
	Log         *slog.Logger         // nil: none
}

// Outlet is a counter's works. Client, Worker and Sealer are nil, and Device is "",
// before enrolment: cases can then be tried, not approved.
type Outlet struct {
	Config
	Store  *store.Store
	Clock  *Clock
	Client *sync.Client
	Worker *sync.Worker
	Sealer *packet.Sealer
	Device string
	Name   string // of the outlet, as the registry knows it

	url string // of the registry
}

// Open opens the database, and the line where the PC is enrolled. Errors are those of
// store.Open. Close gives everything back.
func Open(ctx context.Context, cfg Config) (*Outlet, error) {
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Changed == nil {
		cfg.Changed = func() {}
	}
	if cfg.ClockEvery <= 0 {
		cfg.ClockEvery = clockEvery
	}
	o := &Outlet{Config: cfg, Clock: NewClock(cfg.Clocks)}
	var err error
	if o.Store, err = store.Open(ctx, store.Options{Dir: cfg.Dir, Keys: cfg.Keys, Clocks: o.Clock.read, Log: cfg.Log, Keep: cfg.Keep}); err != nil {
		return nil, err
	}
	if o.Store.Unclean() {
		cfg.Log.Warn("the run before ended without notice; what it had under way was recovered")
	}
	if err := o.connect(ctx); err != nil {
		o.Close()
		return nil, err
	}
	return o, nil
}

// connect prepares the line to the registry.
func (o *Outlet) connect(ctx context.Context) error {
	id, err := sync.LoadIdentity(ctx, o.Store)
	if errors.Is(err, &enrol.Error{Code: enrol.CodeNotEnrolled}) {
		o.Log.Warn("not enrolled: cases can be tried, not approved")
		return nil
	}
	if err != nil {
		return err
	}
	recipient := id.Recipient
	if newer, err := o.Store.Recipient(ctx); err == nil && newer != "" {
		recipient = newer
	}
	if o.Sealer, err = packet.NewSealer(id.Device, id.SigningKey, recipient); err != nil {
		return err
	}
	o.Store.SetSealer(o.Sealer)
	times := o.Timeouts
	times.Now = o.Now
	if o.Client, err = sync.NewClient(id, o.Store, times); err != nil {
		return err
	}
	o.Device, o.Name, o.url = id.Device, id.Outlet, id.URL
	work := sync.Config{Outbox: o.Store, Books: o.Store, Audit: o.Store, PINs: o.Store, Marks: o.Store, Line: o.Store, Registry: o.Client,
		Limit: o.Limit, PullEvery: o.PullEvery, Now: o.Now, Log: o.Log,
		OnLink: func(enrol.Link) { o.Changed() }, OnPull: o.pulled}
	if o.Tune != nil {
		o.Tune(&work)
	}
	o.Worker = sync.NewWorker(work)
	return nil
}

// pulled is called by the worker's goroutine.
func (o *Outlet) pulled(p enrol.Pull) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if p.Recipient != "" {
		if err := o.Sealer.SetRecipient(p.Recipient); err != nil {
			o.Log.Error("use the registry's new recipient", "code", enrol.CodeOf(err))
		}
	}
	if p.Settings != nil {
		o.record(ctx, "settings", nil)
	}
	o.Changed()
}

// record keeps an event of the program itself; that it could not be kept is logged.
func (o *Outlet) record(ctx context.Context, kind string, data map[string]string) {
	if err := o.Store.Record(ctx, kind, "system", "", data); err != nil && ctx.Err() == nil {
		o.Log.Error("record event", "kind", kind, "code", enrol.CodeOf(err))
	}
}

// Run delivers, pulls, makes backups and watches the clock until ctx ends.
func (o *Outlet) Run(ctx context.Context) error {
	o.record(ctx, "program", map[string]string{"version": o.Version})
	work, ctx := errgroup.WithContext(ctx)
	if o.Worker != nil {
		work.Go(func() error { return o.Worker.Run(ctx) })
	}
	work.Go(func() error { o.watchClock(ctx); return nil })
	work.Go(func() error { o.keepBackups(ctx); return nil })
	return work.Wait()
}

// Close gives everything back and marks a clean end.
func (o *Outlet) Close() {
	if o.Client != nil {
		o.Client.Close()
	}
	if err := o.Store.Close(); err != nil {
		o.Log.Error("close database", "code", enrol.CodeOf(err))
	}
}
