package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	gosync "sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/gerai-ikd/gerai/camera"
	"github.com/gerai-ikd/gerai/camera/face"
	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
	drawn "github.com/gerai-ikd/gerai/internal/drawn/face"
	"github.com/gerai-ikd/gerai/internal/outlet"
	"github.com/gerai-ikd/gerai/internal/training"
	"github.com/gerai-ikd/gerai/scanner"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/sync"
	"github.com/gerai-ikd/gerai/ui"
	"github.com/gerai-ikd/gerai/ui/sound"
)

// counter is everything behind the window: camera, eyes, lane, store and worker,
// plugged together. It has no window of its own.
type counter struct {
	cfg     Config
	log     *slog.Logger
	works   *outlet.Outlet
	store   *store.Store
	stream  *camera.Stream
	cameras *cameras
	scanner *scanner.Scanner
	checker *face.Checker
	lane    *lane.Lane
	client  *sync.Client // nil before enrolment
	worker  *sync.Worker // nil before enrolment
	trace   *tracer
	feed    *feed
	player  *sound.Player
	school  *training.School // nil: no training
	next    string           // the command that takes this one's place when the window is closed; "": none
	memory  *collector
	scans   atomic.Int64
	looks   atomic.Int64
	closing gosync.Once
	events  gosync.WaitGroup // that are being written into the audit chain

	chosen   atomic.Pointer[ui.Prefs] // what staff chose in the settings
	scanTest scanTest
}

// openCounter opens what the counter works with. Close gives it back.
func (p *program) openCounter(ctx context.Context, cfg Config, log *slog.Logger) (*counter, error) {
	c := &counter{cfg: cfg, log: log, feed: newFeed(cfg.DemoFeed), player: sound.NewPlayer(), memory: newCollector(p.env("GOGC"))}
	var err error
	if c.works, err = p.works(ctx, cfg, log, c.nudgeLane); err != nil {
		return nil, err
	}
	c.store, c.client, c.worker = c.works.Store, c.works.Client, c.works.Worker
	if cfg.Training {
		err = c.goToSchool(ctx)
	}
	if err == nil {
		c.trace, err = openTrace(cfg.Trace)
	}
	if err != nil {
		c.Close()
		return nil, err
	}
	if c.checker, err = face.New(face.Config{ModelsDir: cfg.Models, Embedder: cfg.Embedder, Log: log}); err != nil {
		// No detector at all: staff take the picture by key, and the record says so.
		log.Warn("open face check", "code", enrol.CodeOf(err))
	}
	c.scanner = scanner.New(scanner.Options{})
	c.cameras = newCameras(ctx, cfg, c.store, log)
	c.stream = camera.New(camera.Options{Source: c.cameras.now, Setup: c.cameras.setup, Loop: cfg.Loop,
		NoDemo: !cfg.drawn() && c.client != nil, DemoQR: c.feed.next(), DemoLook: c.demoLook, Log: log})
	c.cameras.use = c.stream.Use
	c.lane = lane.New(c.deps(c.works.Device))
	return c, nil
}

// works opens database and line; see package outlet.
func (p *program) works(ctx context.Context, cfg Config, log *slog.Logger, changed func()) (*outlet.Outlet, error) {
	keys, err := p.keychain(cfg).For(cfg.Data, cfg.Key)
	if err != nil {
		return nil, err
	}
	return outlet.Open(ctx, outlet.Config{Dir: cfg.Data, Keys: keys, Limit: cfg.Line.limit(), PullEvery: cfg.PullEvery.Duration,
		BackupEvery: cfg.BackupEvery.Duration, Keep: cfg.keep(), Version: version, Changed: changed, Log: log})
}

// nudgeLane is called by the worker's goroutine and must not wait: the lane looks for
// itself at its next tick, a nudge only makes it sooner.
func (c *counter) nudgeLane() {
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	c.lane.Changed(ctx)
}

// deps plugs everything into the lane.
func (c *counter) deps(device string) lane.Deps {
	d := lane.Deps{
		QRFrames: c.stream.Subscribe(camera.Gray), Reader: &reader{s: c.scanner, count: &c.scans, test: &c.scanTest}, Tests: c.scanTest.isOn,
		Verify: c.verify, ReadFile: readCodeFile,
		Desk: c.store, Books: c.store, Audit: c.store, Backlog: c.store.Backlog, Figures: c.figures,
		Camera: c.stream.Status, Link: c.link, Nudge: c.nudge, Print: c.print, FreeDisk: func() int64 { return freeDisk(c.cfg.Data) },
		Now: c.works.Clock.Now, Time: c.works.Now, Trust: c.store.ClockTrust, NewID: newID, Device: device,
		IdleLock: c.cfg.IdleLock.Duration, BothEyes: c.cfg.BothEyes, Log: c.log,
	}
	d.Training, d.Drawn = c.cfg.Training, c.cfg.drawn()
	d.SealPage, d.DeskCamera, d.Counter = c.sealPage, c.cameras.desk, c.cfg.counterName()
	d.FaceFrames, d.Eye = c.seen(c.stream.Subscribe(camera.RGBA)), newEye(c.checker, &c.looks)
	if c.client != nil {
		d.Registry, d.Offers = online{c.client}, offers{c.client}
	}
	return d
}

// newID is a UUIDv7 (RFC 9562): it orders by time and is the idempotency key.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

// verify checks a QR with the keys of the last sync; an unknown key asks for a new one.
func (c *counter) verify(ctx context.Context, text string, now time.Time) (enrol.Credential, error) {
	keys, err := c.store.Keys(ctx)
	if err != nil {
		return enrol.Credential{}, err
	}
	verifier := credential.NewVerifier(keys, credential.Options{})
	cred, err := verifier.Verify(text, now)
	if enrol.CodeOf(err) == enrol.CodeQRNotYet && c.store.Witness(cred.IssuedAt) { // genuine: it is our clock that is late
		cred, err = verifier.Verify(text, c.store.Now())
	}
	if enrol.CodeOf(err) == enrol.CodeQRUnknownKey && c.worker != nil {
		c.worker.Refresh()
	}
	return cred, err
}

// demoLook is who shows a QR in the demonstration: the person whose drawn portrait its
// registry has.
func (c *counter) demoLook(qr string) int64 {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	cred, err := c.verify(ctx, qr, c.works.Now())
	if err != nil {
		return drawn.SeedOf(qr)
	}
	if c.school != nil {
		return training.Look(cred.Resident.NIK)
	}
	return drawn.SeedOf(string(cred.Resident.NIK))
}

func (c *counter) figures(ctx context.Context, now time.Time) (lane.Figures, error) {
	f, err := c.store.Today(ctx, now.Local())
	if err != nil {
		return lane.Figures{}, err
	}
	return lane.Figures{Done: f.Counts[enrol.StateApproved], Median: f.Median}, nil
}

func (c *counter) link() enrol.Link {
	if c.school != nil {
		return c.school.Link()
	}
	if c.worker == nil {
		return enrol.Link{LastError: enrol.CodeNotEnrolled}
	}
	return c.worker.Status()
}

func (c *counter) nudge() {
	if c.worker != nil {
		c.worker.Nudge()
	}
}

// run works until ctx ends.
func (c *counter) run(ctx context.Context) error {
	c.lane.Subscribe(c.trace.view)
	c.lane.Subscribe(c.feed.view)
	work, ctx := errgroup.WithContext(ctx)
	work.Go(func() error { return c.stream.Run(ctx) })
	work.Go(func() error { return c.lane.Run(ctx) })
	work.Go(func() error { return c.works.Run(ctx) })
	work.Go(func() error { return c.player.Run(ctx) })
	err := work.Wait()
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// Close gives everything back; it may be called on a half-opened counter.
func (c *counter) Close() {
	c.closing.Do(func() {
		c.events.Wait()
		if c.checker != nil {
			_ = c.checker.Close()
		}
		if c.scanner != nil {
			_ = c.scanner.Close()
		}
		if c.trace != nil {
			_ = c.trace.file.Close()
		}
		c.works.Close()
	})
}

// readCodeFile reads the QR in a picture file, for a resident who sent one.
func readCodeFile(_ context.Context, path string) (string, error) {
	r, err := scanner.DecodeFile(path)
	switch {
	case errors.Is(err, scanner.ErrNothingRead):
		return "", enrol.NewError(enrol.CodeNoQR, "read picture file")
	case errors.Is(err, os.ErrNotExist):
		return "", enrol.WrapError(enrol.CodeNotFound, "read picture file", err)
	case err != nil:
		return "", enrol.WrapError(enrol.CodePictureFile, "read picture file", err)
	}
	return r.Text, nil
}
