package lane

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// enter begins a case without the camera.
func (l *Lane) enter(c Command) {
	switch c.Action {
	case ActionScanText:
		l.openText(c.Text)
	case ActionScanFile:
		l.enterVia(func(ctx context.Context) (string, error) { return l.deps.ReadFile(ctx, c.Text) })
	case ActionToken:
		l.enterVia(func(ctx context.Context) (string, error) {
			if l.deps.Registry == nil {
				return "", enrol.NewError(enrol.CodeOffline, "resolve token")
			}
			return l.deps.Registry.Token(ctx, strings.TrimSpace(c.Text))
		})
	case ActionType:
		l.enterTyped(c.Typed)
	}
}

// enterVia begins a case with a QR text that has to be fetched first.
func (l *Lane) enterVia(fetch func(context.Context) (string, error)) {
	if !l.begin() {
		return
	}
	l.ask(func(ctx context.Context) func() {
		ctx, cancel := context.WithTimeout(ctx, fetchWait)
		defer cancel()
		text, err := fetch(ctx)
		if err != nil && ctx.Err() != nil {
			err = enrol.WrapError(enrol.CodeSlow, "fetch qr", err)
		}
		return func() {
			if err != nil {
				l.refuse("", err)
				return
			}
			l.openText(text)
		}
	})
}

// enterTyped begins a case from what staff typed, or takes up a parked one.
func (l *Lane) enterTyped(t Typed) {
	c, err := parseTyped(t)
	if err != nil {
		l.setProblem(err)
		return
	}
	if !l.begin() {
		return
	}
	l.looking = true
	l.setPhase(PhaseChecking) // the next one's QR may be read meanwhile
	now := l.now()
	l.ask(func(ctx context.Context) func() {
		if err := l.checkFollowed(ctx, c); err != nil {
			return func() { l.refuse("", err) }
		}
		half, err := l.halfDoneOf(ctx, c, "")
		if err != nil || half != nil {
			return func() { l.enterHalfDone(half, c, err) }
		}
		parked, err := l.deps.Desk.Parked(ctx, c.Resident.NIK)
		// A parked case goes on, unless staff chose something else than what it is about.
		goesOn := err == nil && (c.Kind == enrol.KindNew || c.Kind == parked.Kind)
		if goesOn {
			parked = corrected(parked, c.Resident)
			parked.Follows = cmp.Or(c.Follows, parked.Follows)
			c.Kind, c.Resident.Email = parked.Kind, parked.Resident.Email
		}
		if err == nil || enrol.CodeOf(err) == enrol.CodeNotFound {
			err = l.checkToday(ctx, c, now)
		}
		if err != nil {
			return func() { l.refuse("", err) }
		}
		if goesOn && !parked.Typed { // the QR says who it is; its standing is asked as a new one's is
			return func() { l.resume(parked) }
		}
		rec, err := l.lookup(ctx, c.Resident.NIK)
		if goesOn {
			return func() { l.resume(*recorded(parked, rec, err, now)) }
		}
		return func() { l.openTyped(c, rec, err) }
	})
}

// checkFollowed refuses a correction of somebody else's case: its approval would end a case that nobody has looked
// after, and its evidence with it.
func (l *Lane) checkFollowed(ctx context.Context, c enrol.Case) error {
	if c.Follows == "" {
		return nil
	}
	other, err := l.deps.Desk.OtherResident(ctx, c.Follows, c.Resident.NIK)
	if err == nil && other {
		return enrol.NewError(enrol.CodeOtherNIK, "look at the case that is put right")
	}
	return err
}

// enterHalfDone goes on with the half-done case of who is logged in, or of nobody, with what was typed
// anew; of somebody else's it says whose it is.
func (l *Lane) enterHalfDone(half *enrol.Case, c enrol.Case, err error) {
	switch {
	case err != nil:
		l.refuse("", err)
	case !l.comesUp(half.Operator):
		l.refuse("", l.secondOf(*half))
	case c.Kind != enrol.KindNew && c.Kind != half.Kind: // staff chose something else than what it is about
		l.refuse("", l.secondOf(*half))
	default:
		on := corrected(*half, c.Resident)
		on.Follows = cmp.Or(c.Follows, on.Follows)
		l.resume(on)
	}
}

// corrected is a parked case with what staff have typed anew.
func corrected(c enrol.Case, r enrol.Resident) enrol.Case {
	before := c.Resident
	c.Resident.Email, c.Resident.Phone = cmp.Or(r.Email, before.Email), cmp.Or(r.Phone, before.Phone)
	if c.Resident.Email != before.Email || c.Resident.Phone != before.Phone {
		c.Contact = enrol.ContactChanged
	}
	if c.Resident.Name == "" {
		c.Resident.Name = r.Name
	}
	return c
}

// parseTyped makes a case of what staff typed. Contact data are read only where the
// kind leads to a code.
func parseTyped(t Typed) (enrol.Case, error) {
	c := enrol.Case{Kind: t.Kind, Purpose: t.Purpose, Typed: true, Follows: t.Follows}
	if c.Kind == "" {
		c.Kind = enrol.KindNew
	}
	r := &c.Resident
	var err error
	if err = enrol.CheckPurpose(c.Kind, c.Purpose); err != nil {
		return c, err
	}
	if r.NIK, err = enrol.ParseNIK(t.NIK); err != nil {
		return c, err
	}
	r.Name = strings.TrimSpace(t.Name)
	if c.Kind == enrol.KindCard {
		return c, nil
	}
	if t.Email != "" {
		if r.Email, err = enrol.ParseEmail(t.Email); err != nil {
			return c, err
		}
	}
	if t.Phone != "" {
		if r.Phone, err = enrol.ParsePhone(t.Phone); err != nil {
			return c, err
		}
	}
	return c, nil
}

// tick keeps clocks, status line and limits true.
func (l *Lane) tick() {
	now := l.deps.Now()
	if l.phase == PhaseSaved && now.Sub(l.savedAt) > savedFor {
		l.proceed()
	}
	if l.phase == PhaseReady && l.problem == nil && l.next.text != "" {
		l.takeNext()
	}
	if l.phase == PhaseReady && l.problem != nil && now.Sub(l.problemAt) > problemFor {
		l.setProblem(nil)
	}
	if l.phase == PhaseClosed && l.problem != nil && now.Sub(l.problemAt) > closedFor {
		l.setProblem(nil) // whoever comes next is not meant
	}
	if now.Sub(l.figuresAt) > figuresEvery {
		l.refreshBooks()
	}
	if l.blind() {
		l.takeNow.Store(0) // a key pressed before is not for whoever comes by when there is a picture
		l.takeAny.Store(0)
	}
	l.openArrived()
	if l.staff.ID != "" && now.Sub(l.parkedAt) > parkedEvery {
		l.readWaiting()
	}
	l.watchIdle()
	l.publish()
}

// refreshBooks reads anew what the registry and the outbox have changed.
func (l *Lane) refreshBooks() {
	l.figuresAt = l.deps.Now()
	if l.reading {
		l.readAgain = true // a slow disk must not pile up readings
		return
	}
	l.reading = true
	now := l.now()
	l.jobs.put(func(ctx context.Context) func() {
		b := l.readBooks(ctx, now)
		return func() {
			l.reading = false
			l.applyBooks(b)
			if l.readAgain {
				l.readAgain = false
				l.refreshBooks()
			}
		}
	})
}

// books is one reading of what the lane goes by.
type books struct {
	settings enrol.Settings
	phases   []enrol.Phase
	rules    enrol.Rules
	offset   time.Duration
	backlog  enrol.Backlog
	figures  Figures
	staff    []enrol.Staff
	free     int64
	err      error
}

func (l *Lane) readBooks(ctx context.Context, now time.Time) (b books) {
	keep := func(err error) {
		if err != nil && b.err == nil {
			b.err = err
		}
	}
	var err error
	b.settings, err = l.deps.Books.Settings(ctx)
	keep(err)
	b.phases, err = l.deps.Books.Phases(ctx)
	keep(err)
	b.rules, err = l.deps.Books.Rules(ctx)
	keep(err)
	b.offset, err = l.deps.Books.ClockOffset(ctx)
	keep(err)
	b.staff, err = l.deps.Books.Staff(ctx)
	keep(err)
	b.backlog, err = l.deps.Backlog(ctx)
	keep(err)
	b.figures, err = l.deps.Figures(ctx, now)
	keep(err)
	b.free = -1
	if l.deps.FreeDisk != nil {
		b.free = l.deps.FreeDisk()
	}
	return b
}

func (l *Lane) applyBooks(b books) {
	l.booksErr = b.err
	if b.err != nil {
		l.deps.Log.Error("read books", "code", enrol.CodeOf(b.err))
		if !l.read {
			l.stopped = b.err // without phases and rules everybody would be let in
		}
		return
	}
	l.read = true
	l.settings, l.phases, l.rules, l.offset = b.settings, b.phases, b.rules, b.offset
	if l.rules == nil {
		l.rules = enrol.DefaultRules()
	}
	l.backlog, l.figures, l.free = b.backlog, b.figures, b.free
	l.gateOffers()
	l.watchStaff(b.staff)
	l.stopped = l.stops(b)
	if l.phase == PhaseReady && l.stopped != nil {
		l.setPhase(PhaseStopped)
	}
	if l.phase == PhaseStopped && l.stopped == nil {
		l.takeUp()
	}
}

// stops answers what forbids a new case: a limit of the registry's, or a clock that is
// certainly wrong. A case that it dated would be refused for good, or be on a wrong day.
func (l *Lane) stops(b books) error {
	if l.trust() == enrol.ClockWrong {
		return enrol.NewError(enrol.CodeHardStop, "check limits").With("which", "clock")
	}
	return b.settings.Stops.CheckStops(b.backlog, b.free, l.now())
}
