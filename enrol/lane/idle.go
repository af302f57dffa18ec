package lane

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// lockWarning is how long before it locks the window says so; half of a short time.
const lockWarning = time.Minute

// LockView is the idle lock. While it is on nothing of the case moves: it is as it was
// when staff come back.
type LockView struct {
	On   bool          // nobody but staff with a PIN goes on
	Left time.Duration // until it locks, while that is worth a warning; 0: long
}

// idle is how long nobody has touched anything.
type idle struct {
	since  time.Time
	locked bool
}

// lockAfter is the registry's time or this PC's own, whichever is shorter.
func (l *Lane) lockAfter() time.Duration {
	after := l.settings.LockAfter()
	if own := l.deps.IdleLock; own > 0 {
		after = min(after, own)
	}
	return after
}

// touched notes a sign of life from staff. A lock does not open by one.
func (l *Lane) touched() { l.idle.since = l.deps.Now() }

// watchIdle locks when the time is over.
func (l *Lane) watchIdle() {
	if l.idle.locked || l.phase == PhaseClosed || l.closing {
		return
	}
	if l.deps.Now().Sub(l.idle.since) < l.lockAfter() {
		return
	}
	l.idle.locked = true
	l.gateEyes()
	l.record("lock", l.caseID(), map[string]string{"after": l.lockAfter().String()})
}

// lockView is what the screen shows of it.
func (l *Lane) lockView() LockView {
	if l.idle.locked || l.phase == PhaseClosed {
		return LockView{On: l.idle.locked}
	}
	left := l.lockAfter() - l.deps.Now().Sub(l.idle.since)
	if left > min(lockWarning, l.lockAfter()/2) {
		return LockView{}
	}
	return LockView{Left: max(left, time.Millisecond)}
}

// gateEyes opens the eyes that the phase needs, and none while the window is locked: a
// picture that nobody of the staff saw being taken is none.
func (l *Lane) gateEyes() {
	want := !l.idle.locked && l.serves() && (l.phase == PhaseReady || l.phase == PhaseSaved || l.takesNext())
	if want && !l.wantQR.Load() {
		l.resetQR.Store(true)
	}
	l.wantQR.Store(want)
	if l.idle.locked {
		l.askFace.Store(0)
	}
	l.gateOffers()
}

// unlock lets staff back in who proved who they are. The one whose case it is goes on
// at once; anybody else begins with an empty lane, and the case waits for its owner. A
// supervisor is no exception: she is offered it in the list.
func (l *Lane) unlock(s enrol.Staff) {
	s.Verifier = ""
	switch {
	case s.ID == "":
		l.setProblem(enrol.NewError(enrol.CodeLogin, "unlock"))
	case s.ID == l.staff.ID:
		l.goOn(s)
	case l.cas == nil || l.phase == PhaseSaving: // what is being saved is the store's already
		l.handOver(s)
	default:
		c := l.draft()
		l.do(func(ctx context.Context) func() {
			err := l.deps.Desk.SaveDraft(ctx, c)
			return func() {
				if l.draftErr = err; err == nil {
					l.handOver(s)
				}
			}
		})
	}
}

// goOn takes the lock off and leaves everything else as it was.
func (l *Lane) goOn(s enrol.Staff) {
	l.enterAs(s)
	l.sendFaceEye(l.phase)
	l.gateEyes()
	l.record("unlock", l.caseID(), map[string]string{"as": "owner"})
}

// handOver gives the lane to somebody else, whose own half-done case comes up.
func (l *Lane) handOver(s enrol.Staff) {
	id := l.caseID()
	l.enterAs(s)
	l.record("unlock", id, map[string]string{"as": "other"})
	l.logIn(s)
}

func (l *Lane) enterAs(s enrol.Staff) {
	l.idle.locked, l.staff = false, s
	l.touched()
}

func (l *Lane) caseID() string {
	if l.cas == nil {
		return ""
	}
	return l.cas.ID
}
