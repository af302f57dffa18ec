package lane

import (
	"context"
	"errors"
	"image"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// setPhase moves the lane and opens the eyes that the phase needs.
func (l *Lane) setPhase(p Phase) {
	if p != l.phase {
		l.useDesk(p)
		l.hint.reset()
		l.look, l.sight, l.card = Look{}, Sighting{}, [4]image.Point{}
		l.eyeErr = nil
		l.askFace.Store(0)
		if p == PhaseReady {
			l.resetQR.Store(true)
		}
		l.sendFaceEye(p)
		if p == PhaseSelfie {
			l.seekReference()
		}
	}
	l.phase = p
	l.gateEyes()
}

// seenQR is a QR that was dealt with: while it stays in view it is not tried again.
type seenQR struct {
	text  string // in memory only
	at    time.Time
	holds bool // for as long as it stays in view, not only for sameQRPause
}

// sighted takes what the code reader saw.
func (l *Lane) sighted(s Sighting, size image.Point) {
	if l.takesNext() {
		l.sightNext(s.Text)
		return
	}
	if l.phase != PhaseReady && l.phase != PhaseSaved || l.next.text != "" || !l.serves() || l.idle.locked {
		return
	}
	l.frameSize, l.sight = size, s
	now := l.deps.Now()
	if s.Text == "" {
		l.hint.offer(s.Hint, now)
		return
	}
	if s.Text == l.seen.text && now.Sub(l.seen.at) < sameQRPause {
		if l.seen.holds {
			l.seen.at, l.problemAt = now, now // still held up: its sentence stays
		}
		return
	}
	l.openText(s.Text)
}

// fresh forgets the last case.
func (l *Lane) fresh() {
	l.generation++
	l.cas, l.selfie, l.warnings = nil, nil, nil
	l.taken, l.acuan, l.turn, l.page = Selfie{}, nil, enrol.TurnNone, page{}
	l.straight, l.seeking, l.waiting = nil, false, nil
	l.blocked, l.draftErr, l.closing = nil, nil, false
	l.dropQuestion()
	l.next.busy, l.next.reason, l.looking = false, nil, false
	l.setProblem(nil)
}

// begin clears the way for another case; false where a limit forbids one.
func (l *Lane) begin() bool {
	l.ready()
	if l.stopped != nil {
		return false
	}
	l.setPhase(PhaseChecking)
	return true
}

// openText begins a case from a QR's text, however it was read.
func (l *Lane) openText(text string) {
	if _, slip := enrol.ParseSlip(text); slip {
		l.resumeWaiting(text, enrol.Staff{})
		return
	}
	if !l.begin() {
		return
	}
	now, phases, outlet := l.now(), l.phases, l.settings.Outlet
	l.ask(func(ctx context.Context) func() {
		cred, half, err := l.checkText(ctx, text, now, "")
		anew := err == nil && half == nil && enrol.CheckPhase(phases, outlet, cred.Resident.Category, now) != nil &&
			l.startsAnew(ctx, cred)
		return func() {
			switch {
			case err != nil:
				l.refuse(text, err)
				return
			case half != nil && l.comesUp(half.Operator) && half.Credential != nil && half.Credential.ID == cred.ID:
				l.resume(*half)
				return
			case half != nil:
				l.refuse(text, l.secondOf(*half))
				return
			}
			l.open(enrol.Case{Kind: cred.Kind, Resident: cred.Resident, Credential: &cred,
				ConsentAt: cred.ConsentAt, First: anew})
		}
	})
}

// startsAnew asks the registry whether whoever chose a reactivation on the phone ever had an
// identity. Without an answer the case goes on as what it is called, and the registry judges.
func (l *Lane) startsAnew(ctx context.Context, cred enrol.Credential) bool {
	if cred.Kind != enrol.KindReactivate {
		return false
	}
	rec, err := l.lookup(ctx, cred.Resident.NIK)
	if err != nil {
		l.deps.Log.Info("look for an identity to bring back", "code", enrol.CodeOf(err))
	}
	return rec.startsAnew(cred.Kind)
}

// checkText is all that can be asked of a QR before a case exists, offline. half is the resident's
// half-done case, nil where there is none but the one on the screen, whose id is not.
func (l *Lane) checkText(ctx context.Context, text string, now time.Time, not string) (cred enrol.Credential, half *enrol.Case, err error) {
	if cred, err = l.deps.Verify(ctx, text, now); err != nil {
		return cred, nil, l.orClock(err)
	}
	spent, err := l.deps.Desk.Spent(ctx, cred.ID)
	if err != nil {
		return cred, nil, err
	}
	if spent {
		return cred, nil, enrol.NewError(enrol.CodeQRUsed, "check qr")
	}
	c := enrol.Case{Kind: cred.Kind, Resident: cred.Resident}
	if err = l.checkToday(ctx, c, now); err != nil {
		return cred, nil, err
	}
	half, err = l.halfDoneOf(ctx, c, not)
	return cred, half, err
}

// orClock says of a genuine QR that has run out that it may be this PC's clock that is ahead, where the
// registry has not told the time since the PC was started.
func (l *Lane) orClock(err error) error {
	var e *enrol.Error
	if l.trust() == enrol.ClockGuess && errors.As(err, &e) && e.Code == enrol.CodeQRExpired {
		return e.With("why", "clock")
	}
	return err
}

// checkToday refuses a resident who was approved here today, where the kind is one that
// happens once.
func (l *Lane) checkToday(ctx context.Context, c enrol.Case, now time.Time) error {
	if !c.OnceADay() {
		return nil
	}
	twice, err := l.deps.Desk.DecidedToday(ctx, c.Resident.NIK, now)
	if err == nil && twice {
		return enrol.NewError(enrol.CodeDuplicate, "check today's cases")
	}
	return err
}

// refuse says what is wrong with a code and goes on looking for others.
func (l *Lane) refuse(text string, err error) {
	l.ready()
	if text != "" {
		l.seen = seenQR{text: text, at: l.deps.Now(), holds: true}
	}
	l.setProblem(err)
	l.record("qr-refused", "", map[string]string{"code": string(enrol.CodeOf(err))})
}

// open begins a case whose resident is known.
func (l *Lane) open(c enrol.Case) {
	now := l.now()
	l.keepReceipt()
	c.ID, c.State, c.OpenedAt = l.deps.NewID(), enrol.StateOpened, now
	c.Steps = []enrol.Step{{State: enrol.StateOpened, At: now}}
	c.Operator, c.Outlet, c.Device, c.Training = l.staff.ID, l.settings.Outlet, l.deps.Device, l.deps.Training
	if c.Kind == "" {
		c.Kind = enrol.KindNew
	}
	if !c.ConsentAt.IsZero() {
		c.ConsentBy = "resident"
	}
	if l.next.text == "" {
		l.next = next{}
	}
	l.cas = &c
	l.seen = seenQR{}
	l.warnings = c.Resident.NIK.Warnings(c.Resident.Birth, c.Resident.Sex, l.settings.Region)
	if c.Credential != nil {
		l.askStanding() // of a typed resident it was asked before
	}
	l.admit()
}

// admit runs the checks before the camera; what refuses waits for staff.
func (l *Lane) admit() {
	err := l.objection()
	if err == nil {
		err = l.cas.Check(l.phases, l.rules, l.now())
	}
	if err != nil {
		l.blocked = err
		l.setPhase(PhaseBlocked)
		l.saveDraft()
		return
	}
	l.blocked = nil
	if !l.move(enrol.EventAdmit) {
		return
	}
	l.checked()
}

func (l *Lane) consented() {
	if l.move(enrol.EventConsent) {
		l.setPhase(PhaseSelfie)
		l.saveDraft()
	}
}

// move applies an event to the case; false where it may not.
func (l *Lane) move(e enrol.Event) bool {
	c, err := l.cas.Apply(e, l.now())
	if err != nil {
		l.setProblem(err)
		return false
	}
	l.cas = &c
	return true
}

// draft is the case as it is kept while it is not decided: with what the resident holds to the
// camera. It is a copy: moves make new ones.
func (l *Lane) draft() enrol.Case {
	c := *l.cas
	switch {
	case l.phase == PhaseCard:
		c.InHand = enrol.DocCard
	case atDesk(l.phase):
		c.InHand = l.page.document
	}
	return c
}

// saveDraft keeps the case as it is.
func (l *Lane) saveDraft() {
	c := l.draft()
	l.do(func(ctx context.Context) func() {
		err := l.deps.Desk.SaveDraft(ctx, c)
		if err != nil {
			l.deps.Log.Error("save draft", "code", enrol.CodeOf(err))
		}
		return func() { l.draftErr = err }
	})
}

func (l *Lane) setProblem(err error) {
	l.problem, l.problemAt = err, l.deps.Now()
}

func (l *Lane) record(kind, caseID string, data map[string]string) {
	l.recordBy(l.staff.ID, kind, caseID, data)
}

func (l *Lane) recordBy(actor, kind, caseID string, data map[string]string) {
	l.do(func(ctx context.Context) func() {
		if err := l.deps.Audit.Record(ctx, kind, actor, caseID, data); err != nil {
			l.deps.Log.Error("record audit", "kind", kind, "code", enrol.CodeOf(err))
		}
		return nil
	})
}
