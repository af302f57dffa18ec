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
	closedFor     = time.Minute            // how long the log-in says why somebody was logged out
	sameQRPause   = 5 * time.Second        // a QR that was dealt with and stays in view is not tried again
	lookEvery     = 60 * time.Millisecond  // faces are looked for at most this often
	readEvery     = 30 * time.Millisecond  // and codes
	readShare     = 0.5                    // and so much of the time at most
	lookShare     = 0.35                   // the same for faces; the cascade is slow
	registryWait  = 2 * time.Second        // a lookup that takes longer is done without
	fetchWait     = 5 * time.Second        // for a QR's text from the registry or a file
	compareWait   = 5 * time.Second        // then staff compare with their own eyes
	framesAgain   = 200 * time.Millisecond // after a camera that gave none
	figuresEvery  = 5 * time.Second
	clockWarnFrom = 2 * time.Minute
)

// Lane is one counter. Make it with New, then Run it.
type Lane struct {
	deps   Deps
	events chan func()
	jobs   jobs
	papers jobs

	questions jobs // to the registry, beside the case
	standings jobs // the same, which no comparison waits for

	done chan struct{}

	view     atomic.Pointer[View]
	mu       sync.Mutex // guards watchers, and the order in which they see views
	watchers []func(View)

	wantQR  atomic.Bool // gates of the two eyes
	resetQR atomic.Bool
	askFace atomic.Uint64 // the errand of the face eye; 0: none
	takeNow atomic.Uint64 // the errand whose selfie staff want now
	takeAny atomic.Uint64 // the errand whose selfie is taken with a face or without

	wantOffer atomic.Bool // a QR of the outlet's own is to be shown

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
	free      int64 // bytes of the disk; -1 unknown
	figures   Figures
	figuresAt time.Time

	problem    error // what the last command or QR met
	problemAt  time.Time
	blocked    error  // why the case may not go on, while PhaseBlocked
	takenOver  string // id of the case that came from a shift before
	draftErr   error  // the case in progress is not on the disk as it is
	eyeErr     error  // no face can be looked for
	booksErr   error  // settings, rules, figures could not be read
	seen       seenQR
	selfie     image.Image
	look       Look
	sight      Sighting
	card       [4]image.Point // corners of the card or the paper in view
	page       page
	frameSize  image.Point
	hint       steadyHint
	savedAt    time.Time
	lastMail   string // masked, for the confirmation
	wasOffline bool   // the registry was away when the last case was saved
	seq        uint64
	stopped    error
	warnings   []enrol.Warning
	parked     []ParkedView
	half       []HalfView
	people     map[string]enrol.Staff // of the outlet, by id, revoked ones too
	parkedAt   time.Time              // when they were read
	slip       *enrol.Slip            // of the last case; nil: none
	paper      PaperView
	number     int // of the last receipt today
	numberDay  int
	lastOf     enrol.Kind // of the last case
	lastKind   string     // what the confirmation says: "saved", "rejected", "parked"
	generation int        // cases so far: an answer for an earlier case is dropped
	selfies    uint64     // errands so far: what was seen for an earlier one is dropped
	taken      Selfie     // of the present case
	acuan      image.Image
	straight   any        // the eye's own: the frame that the turn of the head began with
	seeking    bool       // the registry is being asked for a template
	waiting    *Selfie    // for that, before it is compared; nil: none
	turn       enrol.Turn // what is asked for, and then what came of it
	closing    bool       // a log-out waits for the draft
	read       bool       // the books were read once
	reading    bool       // they are being read
	readAgain  bool       // and have to be once more
	offers     offers
	idle       idle
	next       next // who was read while the present case waits
	looking    bool // a typed NIK is being looked up: nobody's QR is under way
	pace       pace

	dropQuestion func() // ends the question about the present resident's standing
}

// New makes a lane. It does nothing until Run.
func New(d Deps) *Lane {
	l := &Lane{
		deps:   d,
		events: make(chan func(), 64),
		jobs:   jobs{nudge: make(chan struct{}, 1)},
		papers: jobs{nudge: make(chan struct{}, 1)},

		questions: jobs{nudge: make(chan struct{}, 1)},
		standings: jobs{nudge: make(chan struct{}, 1)},

		done: make(chan struct{}),
	}
	l.dropQuestion = func() {}
	l.phase, l.rules, l.free = PhaseClosed, enrol.DefaultRules(), -1
	v := l.build()
	l.view.Store(&v)
	return l
}

// View answers the newest snapshot.
func (l *Lane) View() View { return *l.view.Load() }

// Subscribe calls f with the present snapshot at once and with every new one from the
// lane's goroutine, never with two at a time and never with an older one after a newer.
// f must hand it on and return, and may not subscribe: the lane waits for it.
func (l *Lane) Subscribe(f func(View)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.watchers = append(l.watchers, f)
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

// Run works until ctx ends. It owns its goroutines: the state, the slow work in
// order, the two eyes, and what is asked or printed beside the case.
func (l *Lane) Run(ctx context.Context) error {
	var wg sync.WaitGroup
	defer wg.Wait()
	defer close(l.done)
	for _, worker := range []func(context.Context){l.work, l.readCodes, l.watchFaces, l.watchOffers, l.printPapers, l.answerQuestions, l.askStandings} {
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

// now is the right time, as far as it is known: what cases are dated by.
func (l *Lane) now() time.Time {
	if l.deps.Time == nil {
		return l.deps.Now()
	}
	return l.deps.Time()
}

// trust tells how far now can be relied on.
func (l *Lane) trust() enrol.ClockTrust {
	if l.deps.Trust == nil {
		return enrol.ClockSure
	}
	return l.deps.Trust()
}
