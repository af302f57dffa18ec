package lane

import (
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
	r, err := parseTyped(t)
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
		parked, err := l.deps.Desk.Parked(ctx, r.NIK)
		kind, found := t.Kind, err == nil
		if found {
			kind = parked.Kind
		}
		if err == nil || enrol.CodeOf(err) == enrol.CodeNotFound {
			err = l.checkToday(ctx, r.NIK, kind, now)
		}
		if err != nil {
			return func() { l.refuse("", err) }
		}
		if found {
			return func() { l.resume(corrected(parked, r)) }
		}
		rec := l.lookup(ctx, r.NIK)
		return func() { l.openTyped(r, t, rec) }
	})
}

// corrected is a parked case with what staff have typed anew.
func corrected(c enrol.Case, r enrol.Resident) enrol.Case {
	if r.Email != "" {
		c.Resident.Email = r.Email
	}
	if r.Phone != "" {
		c.Resident.Phone = r.Phone
	}
	if c.Resident.Name == "" {
		c.Resident.Name = r.Name
	}
	return c
}

func parseTyped(t Typed) (enrol.Resident, error) {
	var r enrol.Resident
	var err error
	if r.NIK, err = enrol.ParseNIK(t.NIK); err != nil {
		return r, err
	}
	if t.Email != "" {
		if r.Email, err = enrol.ParseEmail(t.Email); err != nil {
			return r, err
		}
	}
	if t.Phone != "" {
		if r.Phone, err = enrol.ParsePhone(t.Phone); err != nil {
			return r, err
		}
	}
	r.Name = strings.TrimSpace(t.Name)
	return r, nil
}

// lookup asks the registry where it is there and quick; a counter never waits for it.
func (l *Lane) lookup(ctx context.Context, n enrol.NIK) Record {
	if l.deps.Registry == nil {
		return Record{}
	}
	ctx, cancel := context.WithTimeout(ctx, registryWait)
	defer cancel()
	rec, err := l.deps.Registry.Lookup(ctx, n)
	if err != nil {
		return Record{}
	}
	return rec
}

func (l *Lane) openTyped(r enrol.Resident, t Typed, rec Record) {
	k := t.Kind
	if rec.ApprovedToday && k != enrol.KindReactivate {
		l.refuse("", enrol.NewError(enrol.CodeDuplicate, "look up resident"))
		return
	}
	if rec.Account == enrol.AccountActive && (k == "" || k == enrol.KindNew) {
		l.refuse("", enrol.NewError(enrol.CodeActive, "look up resident"))
		return
	}
	if rec.Known {
		typed := r
		r = rec.Resident
		r.NIK, r.Email, r.Phone = typed.NIK, typed.Email, typed.Phone
		if r.Name == "" {
			r.Name = typed.Name
		}
	}
	l.open(enrol.Case{Kind: k, Resident: r, Typed: true, Reference: rec.Template, Follows: t.Follows})
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
	if now.Sub(l.figuresAt) > figuresEvery {
		l.refreshBooks()
	}
	l.openArrived()
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
	l.backlog, l.figures = b.backlog, b.figures
	l.gateOffers()
	l.stopped = b.settings.Stops.CheckStops(b.backlog, b.free, l.now())
	if l.phase == PhaseReady && l.stopped != nil {
		l.setPhase(PhaseStopped)
	}
	if l.phase == PhaseStopped && l.stopped == nil {
		l.takeUp()
	}
}
