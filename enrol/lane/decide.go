package lane

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// command does what staff asked for, if it is possible now.
func (l *Lane) command(c Command) {
	if !l.build().Can(c.Action) {
		return
	}
	switch c.Action {
	case ActionLogIn:
		l.logIn(c.Staff)
	case ActionLogOut:
		l.logOut()
	case ActionNext:
		l.ready()
	case ActionType, ActionToken, ActionScanText, ActionScanFile:
		l.enter(c)
	case ActionConsent:
		l.cas.ConsentAt, l.cas.ConsentBy = l.now(), l.staff.ID
		l.consented()
	case ActionDocument:
		l.cas.Documents = append(l.cas.Documents[:len(l.cas.Documents):len(l.cas.Documents)], c.Document)
		l.admit()
	case ActionOverride:
		l.override(c.Text)
	case ActionTakeNow:
		l.takeNow.Store(true)
	case ActionRetake:
		l.retake()
	default:
		l.decide(c)
	}
}

// override lets a supervisor go on in spite of a check, with a reason.
func (l *Lane) override(reason string) {
	if reason == "" {
		l.setProblem(enrol.NewError(enrol.CodeReason, "override"))
		return
	}
	l.cas.Override = &enrol.Override{Code: l.blocked, By: l.staff.ID, Reason: reason, At: l.now()}
	l.record("override", l.cas.ID, map[string]string{"code": string(l.blocked)})
	l.admit()
}

// decide ends the case, one way or another.
func (l *Lane) decide(c Command) {
	events := map[Action]enrol.Event{ActionApprove: enrol.EventApprove, ActionReject: enrol.EventReject,
		ActionPark: enrol.EventPark, ActionCancel: enrol.EventCancel}
	before, from := *l.cas, l.phase
	if c.Action == ActionApprove {
		l.cas.Face.DecidedBy = l.decidedBy()
	}
	if c.Action != ActionApprove {
		l.cas.Reason, l.cas.Note = c.Reason, c.Note
	}
	if !l.move(events[c.Action]) {
		l.cas = &before
		return
	}
	decided := *l.cas
	l.setProblem(nil)
	l.setPhase(PhaseSaving)
	l.do(func(ctx context.Context) func() {
		err := l.deps.Desk.Decide(ctx, decided)
		return func() {
			if err != nil {
				l.notSaved(before, from, err)
				return
			}
			l.saved(decided)
		}
	})
}

// decidedBy is who answers for the comparison: the model only where it says match.
func (l *Lane) decidedBy() string {
	if l.cas.Face.Band == enrol.BandMatch {
		return "auto"
	}
	return l.staff.ID
}

// notSaved puts the case back as it was: nothing that was entered is lost.
func (l *Lane) notSaved(before enrol.Case, from Phase, err error) {
	l.cas = &before
	l.setPhase(from)
	l.setProblem(err)
	l.deps.Log.Error("save decision", "code", enrol.CodeOf(err))
}

func (l *Lane) saved(c enrol.Case) {
	l.lastKind = string(c.State)
	l.lastMail = ""
	if c.Resident.Email != "" {
		l.lastMail = c.Resident.Email.Masked()
	}
	l.savedAt = l.deps.Now()
	l.fresh()
	l.setPhase(PhaseSaved)
	l.figuresAt = time.Time{}
	if l.deps.Nudge != nil {
		l.deps.Nudge()
	}
	l.refreshBooks()
}

// ready waits for the next resident, or stops where a limit is reached.
func (l *Lane) ready() {
	l.fresh()
	if l.stopped != nil {
		l.setPhase(PhaseStopped)
		return
	}
	l.setPhase(PhaseReady)
}

func (l *Lane) logIn(s enrol.Staff) {
	s.Verifier = ""
	l.staff = s
	l.ready()
	l.do(func(ctx context.Context) func() {
		drafts, err := l.deps.Desk.Drafts(ctx)
		return func() {
			if err != nil {
				l.setProblem(err)
				return
			}
			l.resumeNewest(drafts)
		}
	})
	l.refreshBooks()
}

// resumeNewest goes on with what a crash, a power cut or a log-out interrupted.
func (l *Lane) resumeNewest(drafts []enrol.Case) {
	for _, d := range drafts {
		if d.State != enrol.StateParked && !d.State.Final() && l.phase == PhaseReady {
			l.resume(d)
			return
		}
	}
}

// logOut closes the lane; the case in progress stays as a draft.
func (l *Lane) logOut() {
	l.fresh()
	l.staff = enrol.Staff{}
	l.setPhase(PhaseClosed)
}
