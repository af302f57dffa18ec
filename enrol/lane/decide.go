package lane

import (
	"context"
	"slices"

	"github.com/gerai-ikd/gerai/enrol"
)

// command does what staff asked for, if it is possible now.
func (l *Lane) command(c Command) {
	l.touched()
	if c.Action == ActionActive {
		return
	}
	possible, _ := l.actions()
	if !slices.Contains(possible, c.Action) || c.Case != "" && (l.cas == nil || l.cas.ID != c.Case) {
		return
	}
	l.setProblem(nil)
	switch c.Action {
	case ActionLogIn:
		l.logIn(c.Staff)
	case ActionLogOut:
		l.logOut()
	case ActionUnlock:
		l.unlock(c.Staff)
	case ActionNext:
		l.proceed()
	case ActionDropNext:
		l.dropNext()
	case ActionPrint:
		l.print()
	case ActionResume:
		l.resumeWaiting(c.Text, c.Staff)
	case ActionType, ActionToken, ActionScanText, ActionScanFile:
		l.enter(c)
	case ActionConsent:
		l.cas.ConsentAt, l.cas.ConsentBy, l.cas.ConsentText = l.now(), l.staff.ID, c.Text
		l.consented()
	case ActionContactRight:
		l.contactRight()
	case ActionContact:
		l.correctContact(c.Typed)
	case ActionDocument:
		l.seenPaper(c.Document)
	case ActionUntick, ActionPaperAgain:
		l.untick(c.Document, c.Action == ActionPaperAgain)
	case ActionPaper:
		l.photograph()
	case ActionOtherPaper:
		l.otherPaper()
	case ActionKeepPage, ActionMorePages:
		l.keepPage(c.Action == ActionMorePages)
	case ActionTurnPage:
		l.turnPage()
	case ActionPaperBack:
		l.leaveDesk()
	case ActionOverride:
		l.override(c.Text, c.Staff)
	case ActionReactivate:
		l.reactivate(c.Typed.Purpose)
	case ActionTakeNow:
		l.takeAsked()
	case ActionException:
		l.except(c.Text, c.Staff)
	case ActionSkipTurn:
		l.skipTurn()
	case ActionCard:
		l.lookAt(enrol.DocCard)
	case ActionByEye:
		l.setPhase(PhaseDecide)
		l.saveDraft()
	case ActionRetake:
		if l.phase == PhasePage {
			l.againPage()
			return
		}
		l.retake()
	default:
		l.decide(c)
	}
}

// override goes on in spite of a check by a supervisor's leave, with a reason. beside is the
// supervisor who is there without being logged in.
func (l *Lane) override(reason string, beside enrol.Staff) {
	by, err := l.supervisor(beside)
	if err == nil && reason == "" {
		err = enrol.NewError(enrol.CodeReason, "override")
	}
	if err != nil {
		l.setProblem(err)
		return
	}
	code := enrol.CodeOf(l.blocked)
	cas := l.cas.WithOverride(enrol.Override{Code: code, By: by.ID, Reason: reason, At: l.now()})
	l.cas = &cas
	l.recordBy(by.ID, "override", l.cas.ID, l.leave(by, map[string]string{"code": string(code)}))
	l.saveDraft()
	l.goAhead()
}

// decide ends the case, one way or another.
func (l *Lane) decide(c Command) {
	events := map[Action]enrol.Event{ActionApprove: enrol.EventApprove, ActionReject: enrol.EventReject,
		ActionPark: enrol.EventPark, ActionCancel: enrol.EventCancel}
	before, from := *l.cas, l.phase
	if c.Action == ActionApprove && l.cas.AsksPurpose() {
		if !chosen(l.cas.Kind, c.Typed.Purpose) {
			l.setProblem(enrol.NewError(enrol.CodeReason, "approve"))
			return
		}
		l.cas.Purpose = c.Typed.Purpose
	}
	if c.Action == ActionApprove && l.cas.Face.Band == enrol.BandNoMatch {
		if err := l.despite(c.Text, c.Staff); err != nil {
			l.cas = &before
			l.setProblem(err)
			return
		}
	}
	l.cas.Operator = l.staff.ID // who decides answers for it, whoever began
	if l.cas.Face.Method != "" {
		l.cas.Face.DecidedBy = l.decidedBy(c.Action)
	}
	if c.Action != ActionApprove {
		l.cas.Reason, l.cas.Note = c.Reason, c.Note
	}
	if c.Action == ActionPark && l.cas.Slip == "" {
		l.cas.Slip = enrol.NewSlipToken()
	}
	if !l.move(events[c.Action]) {
		l.cas = &before
		return
	}
	decided := *l.cas
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

// despite notes the leave to approve a case whose faces differ: staff's own, or a supervisor's where the outlet
// reserves exceptions. It is kept with the decision alone: one that is not saved had no leave.
func (l *Lane) despite(reason string, beside enrol.Staff) error {
	by, err := l.answers("approve in spite of the faces", reason, beside)
	if err != nil {
		return err
	}
	cas := l.cas.WithOverride(enrol.Override{Code: enrol.CodeFaceDiffers, By: by.ID, Reason: reason, At: l.now()})
	l.cas = &cas
	return nil
}

// decidedBy is who answers for what follows from the comparison: the model only where it says match
// and the case is approved. A person alone says no.
func (l *Lane) decidedBy(a Action) string {
	if a == ActionApprove && l.cas.Face.Band == enrol.BandMatch {
		return "auto"
	}
	return l.staff.ID
}

// notSaved puts the case back as it was: nothing that was entered is lost.
func (l *Lane) notSaved(before enrol.Case, from Phase, err error) {
	before.Objection = l.cas.Objection // it may have been heard meanwhile
	l.cas = &before
	l.setPhase(from)
	if l.heed() {
		l.draftErr = err // said beside what the registry says
	} else {
		l.setProblem(err)
	}
	l.deps.Log.Error("save decision", "code", enrol.CodeOf(err))
}

func (l *Lane) saved(c enrol.Case) {
	l.lastKind, l.lastOf = string(c.State), c.Kind
	l.lastMail = ""
	if c.Resident.Email != "" && c.LeadsToCode() {
		l.lastMail = c.Resident.Email.Masked()
	}
	l.savedAt = l.deps.Now()
	l.pace.add(c, l.now())
	l.fresh()
	l.setPhase(PhaseSaved)
	l.remember(c)
	l.slip, l.wasOffline = l.slipOf(c), l.offline()
	l.forget(c.ID)
	if c.State == enrol.StateParked {
		l.print()
	}
	l.readWaiting()
	if l.deps.Nudge != nil {
		l.deps.Nudge()
	}
	l.refreshBooks()
}

// remember keeps the QR of a case that has ended from being read again at once: the
// phone may still be in view. One that is not spent may begin anew after a while.
func (l *Lane) remember(c enrol.Case) {
	if c.Credential != nil {
		spent := c.State == enrol.StateApproved || c.State == enrol.StateRejected
		l.seen = seenQR{text: c.Credential.Text, at: l.deps.Now(), holds: spent}
	}
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
	if s.ID == "" {
		l.setProblem(enrol.NewError(enrol.CodeLogin, "log in"))
		return
	}
	s.Verifier = ""
	l.next = next{}
	l.fresh()
	l.staff = s
	l.setPhase(PhaseChecking) // no QR is read before it is known whether a case waits
	l.takeUp()
	l.refreshBooks()
	l.readWaiting()
}

// takeOver writes down that a case is now that of who is logged in, for the books first: after a
// crash it is still hers. from is whose it was, "" where a shift had handed it over.
func (l *Lane) takeOver(from string, by enrol.Staff) {
	if l.cas == nil {
		return
	}
	l.saveDraft()
	data := map[string]string{}
	if from != "" {
		data["from"] = from
	}
	if by.ID != "" && by.ID != l.staff.ID {
		data["allowed"] = by.ID
	}
	l.record(enrol.AuditTakeOver, l.cas.ID, data)
}

// logOut closes the lane. A case in progress is saved first: where that fails it stays
// open, so that it is not lost.
func (l *Lane) logOut() { l.saveAnd(l.close, func() {}) }

// saveAnd keeps the case in progress, if there is one, and then does out. Where it could not
// be kept that is said, and unkept done instead.
func (l *Lane) saveAnd(out, unkept func()) {
	if l.cas == nil {
		out()
		return
	}
	l.closing = true
	c := l.draft()
	l.do(func(ctx context.Context) func() {
		err := l.deps.Desk.SaveDraft(ctx, c)
		return func() {
			l.closing = false
			if err != nil {
				l.draftErr = err
				unkept()
				return
			}
			out()
		}
	})
}

func (l *Lane) close() {
	if l.staff.ID != "" {
		l.record("logout", "", nil)
	}
	l.fresh()
	l.slip, l.parked, l.half = nil, nil, nil
	l.idle.locked = false
	l.staff, l.seen, l.next = enrol.Staff{}, seenQR{}, next{}
	l.setPhase(PhaseClosed)
}
