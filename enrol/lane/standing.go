package lane

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// standingWait bounds the question about a resident who is being served: nobody waits for its answer,
// and a slow line may take its time.
const standingWait = 15 * time.Second

// Standing is what the registry has of a resident already.
type Standing struct {
	Account       enrol.Account
	ApprovedToday bool // at whichever outlet
}

// forbids is why the registry would refuse an approval of the case for good, by its own rules; "": it would
// not for this. A second one on a day is a supervisor's to allow, an identity that is active nobody's.
func (s Standing) forbids(c enrol.Case) enrol.Code {
	first := c.Kind == enrol.KindNew || c.Kind == enrol.KindFirstCard
	active := s.Account == enrol.AccountActive
	switch {
	case s.ApprovedToday && c.OnceADay() && (first || !active):
		return enrol.CodeDuplicate
	case active && first:
		return enrol.CodeActive
	}
	return ""
}

// askStanding asks the registry, beside the case, whether its resident was served already. Without a
// line, or too late, the answer is dropped: the registry then settles it itself.
func (l *Lane) askStanding() {
	c := *l.cas
	if l.deps.Registry == nil || !c.OnceADay() {
		return
	}
	asking, dropped := context.WithCancel(context.Background())
	l.dropQuestion = dropped
	gen, qr := l.generation, ""
	if c.Credential != nil {
		qr = c.Credential.Text
	}
	l.standings.put(func(ctx context.Context) func() {
		defer dropped()
		ctx, cancel := context.WithTimeout(ctx, standingWait)
		defer cancel()
		defer context.AfterFunc(asking, cancel)()
		s, err := Standing{}, asking.Err()
		if err == nil {
			s, err = l.deps.Registry.Standing(ctx, c.Resident.NIK, qr)
		}
		if err != nil {
			l.deps.Log.Info("ask whether the resident was served already", "code", enrol.CodeOf(err))
			return nil
		}
		return func() {
			if gen != l.generation || l.cas == nil {
				return
			}
			l.hear(s.forbids(*l.cas))
		}
	})
}

// hear keeps the registry's newest word with the case, "" where it has nothing against it: whoever goes on with the
// case after a crash or another day meets the same block. A case that an earlier word stopped then goes on.
func (l *Lane) hear(why enrol.Code) {
	stopped := l.phase == PhaseBlocked && l.objection() != nil
	before := l.cas.Objection
	l.cas = objected(*l.cas, why, l.now())
	if l.cas.Objection != before && l.phase != PhaseSaving {
		l.saveDraft()
	}
	if !l.heed() && stopped {
		l.goAhead()
	}
}

// objected is a case with the registry's newest word; what it was told twice keeps its first time on a day.
func objected(c enrol.Case, why enrol.Code, now time.Time) *enrol.Case {
	if why != c.Objection.Code || !c.Objection.Stands(now) {
		c.Objection = enrol.Objection{}
		if why != "" {
			c.Objection = enrol.Objection{Code: why, At: now}
		}
	}
	return &c
}

// askStandings is the worker of these questions: one that hangs keeps nothing else waiting.
func (l *Lane) askStandings(ctx context.Context) { l.workThrough(ctx, &l.standings) }

// objection is what the registry has against the case and no supervisor gave leave for; nil: nothing
// that is known.
func (l *Lane) objection() error {
	if l.cas == nil || !l.cas.Objection.Stands(l.now()) || l.cas.Overridden(l.cas.Objection.Code) {
		return nil
	}
	return enrol.NewError(l.cas.Objection.Code, "ask for the resident's standing").With("why", "registry")
}

// heed stops the case where the registry has something against it, so that staff read it before they
// approve. A comparison ends first; true where the case is stopped.
func (l *Lane) heed() bool {
	err := l.objection()
	if err == nil {
		return false
	}
	switch l.phase {
	case PhaseContact, PhaseConsent, PhaseSelfie, PhaseTurn, PhaseCard, PhasePaper, PhasePage, PhaseDecide, PhaseBlocked:
	default:
		return false
	}
	l.page = page{} // what lies under the desk's camera is of no use any more
	if l.phase == PhaseTurn {
		l.turn, l.straight = enrol.TurnNone, nil // it was asked for, and never made
	}
	l.setProblem(nil)
	l.blocked = err
	l.setPhase(PhaseBlocked)
	return true
}

// goAhead takes the case on from the step that it had reached, with what was done so far.
func (l *Lane) goAhead() {
	l.blocked = nil
	if err := l.objection(); err != nil && l.cas.State != enrol.StateOpened { // there it is admit's to say, and to keep
		l.blocked = err
		l.setPhase(PhaseBlocked)
		return
	}
	switch l.cas.State {
	case enrol.StateOpened:
		l.admit()
	case enrol.StateEligible:
		l.checked()
	case enrol.StateConsented:
		l.setPhase(PhaseSelfie)
	case enrol.StateCaptured:
		l.seekReference()
		l.examine(l.taken)
	case enrol.StateCompared:
		l.setPhase(PhaseDecide)
	default:
		l.ready()
	}
}
