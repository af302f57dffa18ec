package lane

import (
	"context"
	"image"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Pace of the lane. The figures are for people, not for machines.
const (
	tickEvery     = 250 * time.Millisecond // status line, clocks, hard stops
	savedFor      = 3 * time.Second        // how long "saved" stays when nobody presses a key
	problemFor    = 6 * time.Second        // how long a refused QR's sentence stays at least
	sameQRPause   = 5 * time.Second        // a refused QR that stays in view is not tried again
	lookEvery     = 60 * time.Millisecond  // faces are looked for at most this often
	readEvery     = 30 * time.Millisecond  // and codes
	registryWait  = 2 * time.Second        // a lookup that takes longer is done without
	figuresEvery  = 5 * time.Second
	clockWarnFrom = 2 * time.Minute
)

// Lane is one counter. Make it with New, then Run it.
type Lane struct {
	deps   Deps
	events chan func()
	jobs   jobs
	done   chan struct{}

	view     atomic.Pointer[View]
	mu       sync.Mutex // guards watchers
	watchers []func(View)

	wantQR   atomic.Bool // gates of the two eyes
	wantFace atomic.Bool
	takeNow  atomic.Bool
	resetQR  atomic.Bool
	resetEye atomic.Bool

	state // owned by Run's goroutine
}

// state is everything that only the lane's goroutine touches.
type state struct {
	phase     Phase
	cas       *enrol.Case
	staff     enrol.Staff
	settings  enrol.Settings
	phases    []enrol.Phase
	rules     enrol.Rules
	offset    time.Duration
	backlog   enrol.Backlog
	figures   Figures
	figuresAt time.Time

	problem    error
	problemAt  time.Time
	refused    string // text of the QR that was refused last, in memory only
	refusedAt  time.Time
	blocked    enrol.Code
	selfie     image.Image
	look       Look
	sight      Sighting
	frameSize  image.Point
	hint       steadyHint
	savedAt    time.Time
	lastMail   string // masked, for the confirmation
	seq        uint64
	stopped    error
	warnings   []enrol.Warning
	lastKind   string // what the confirmation says: "saved", "rejected", "parked"
	generation int    // cases so far: an answer for an earlier case is dropped
}

// New makes a lane. It does nothing until Run.
func New(d Deps) *Lane {
	l := &Lane{
		deps:   d,
		events: make(chan func(), 64),
		jobs:   jobs{nudge: make(chan struct{}, 1)},
		done:   make(chan struct{}),
	}
	l.phase = PhaseClosed
	l.view.Store(&View{Phase: PhaseClosed, Prompt: "lane.closed", Now: d.Now()})
	return l
}

// View answers the newest snapshot.
func (l *Lane) View() View { return *l.view.Load() }

// Subscribe calls f with every new snapshot, from the lane's goroutine: f must hand
// it on and return. It is called once at once.
func (l *Lane) Subscribe(f func(View)) {
	l.mu.Lock()
	l.watchers = append(l.watchers, f)
	l.mu.Unlock()
	f(l.View())
}

// Do asks for an action. It returns when the lane has taken it up, not when it is
// done; what is not possible now is ignored, and the next View says why.
func (l *Lane) Do(ctx context.Context, c Command) error {
	return l.post(ctx, func() { l.command(c) })
}

// Changed tells the lane that settings, backlog or link have changed.
func (l *Lane) Changed(ctx context.Context) { _ = l.post(ctx, l.refreshBooks) }

func (l *Lane) post(ctx context.Context, f func()) error {
	select {
	case l.events <- f:
		return nil
	case <-l.done:
		return enrol.NewError(enrol.CodeCancelled, "post to lane")
	case <-ctx.Done():
		return enrol.WrapError(enrol.CodeCancelled, "post to lane", ctx.Err())
	}
}

// Run works until ctx ends. It owns four goroutines: the state, the slow work in
// order, and the two eyes.
func (l *Lane) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	defer close(l.done)
	for _, worker := range []func(context.Context){l.work, l.readCodes, l.watchFaces} {
		wg.Add(1)
		go func() { defer wg.Done(); worker(ctx) }()
	}
	tick := time.NewTicker(tickEvery)
	defer tick.Stop()
	l.refreshBooks()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case f := <-l.events:
			f()
		case <-tick.C:
			l.tick()
			continue
		}
		l.publish()
	}
}

// now is this PC's time, put right by the registry's clock as last seen.
func (l *Lane) now() time.Time { return l.deps.Now().Add(l.offset) }
