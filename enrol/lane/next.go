package lane

import (
	"context"

	"github.com/gerai-ikd/gerai/enrol"
)

// NextView is the resident behind the present one, whose QR was read already. Staff
// alone see it: nothing of it may be shown to the one who stands at the counter.
type NextView struct {
	Ready  bool
	NIK    string     // masked
	Slip   bool       // a parked case's slip was held up: it is looked up when this case is over
	Reason enrol.Code // why the QR that was held up last will not do; "": none
}

// next is the one resident who may wait. It lives in memory alone: what is lost with
// the power is shown again on the phone.
type next struct {
	text   string // of the QR that waits; "": nobody
	nik    enrol.NIK
	busy   bool   // a QR is being checked
	seen   string // dealt with: it is not looked at again while this case lasts
	slip   bool   // seen is that of a parked case
	reason error
}

// takesNext tells whether the lane waits for a person, with its camera idle: then the
// next one may hold up a phone.
func (l *Lane) takesNext() bool {
	if l.closing || l.idle.locked || !l.serves() {
		return false
	}
	switch l.phase {
	case PhaseDecide, PhaseBlocked, PhaseSaving:
		return true
	case PhaseChecking:
		return l.looking
	}
	return false
}

// sightNext takes what the code reader saw behind the present resident, whose own phone
// may still be in view.
func (l *Lane) sightNext(text string) {
	n := &l.next
	if text == "" || n.text != "" || n.busy || text == n.seen || l.isPresent(text) {
		return
	}
	n.busy, n.seen, n.slip = true, text, false
	if _, slip := enrol.ParseSlip(text); slip {
		n.busy, n.slip, n.reason = false, true, nil // its case is looked up when its turn has come
		return
	}
	now, present := l.now(), l.caseID()
	l.ask(func(ctx context.Context) func() {
		cred, half, err := l.checkText(ctx, text, now, present)
		return func() {
			if err == nil && half != nil && !l.comesUp(half.Operator) {
				err = l.secondOf(*half)
			}
			l.gotNext(text, cred.Resident.NIK, err)
		}
	})
}

// isPresent tells whether a QR is that of the case on the screen.
func (l *Lane) isPresent(text string) bool {
	return l.cas != nil && l.cas.Credential != nil && l.cas.Credential.Text == text
}

func (l *Lane) gotNext(text string, n enrol.NIK, err error) {
	l.next.busy = false
	if err == nil && l.cas != nil && l.cas.Resident.NIK == n {
		err = enrol.NewError(enrol.CodeDuplicate, "check the next qr") // the same person once more
	}
	l.next.reason = err
	if err == nil {
		l.next.text, l.next.nik = text, n
	}
}

// takeNext begins the case of the one who waits: every check is made again, for a QR
// may have expired, or been used, meanwhile. False where nobody waits, and while the
// window is locked or who is logged in serves nobody.
func (l *Lane) takeNext() bool {
	if l.idle.locked {
		return false
	}
	text := l.next.text
	l.next = next{}
	if text == "" || !l.serves() {
		return false
	}
	l.openText(text)
	return true
}

// dropNext sends the one who waits away. The QR stays good and can be shown again.
func (l *Lane) dropNext() {
	if l.cas == nil {
		l.seen = seenQR{text: l.next.text, at: l.deps.Now()}
	}
	l.next = next{seen: l.next.text}
}

// proceed goes on after a case: with the one who waits, with another case that is half done, or
// with whoever comes.
func (l *Lane) proceed() {
	switch {
	case l.takeNext():
	case l.ownWaits():
		l.fresh()
		l.setPhase(PhaseChecking)
		l.takeUp()
	default:
		l.ready()
	}
}

func (l *Lane) nextView() NextView {
	n := l.next
	if n.text == "" {
		return NextView{Slip: n.slip, Reason: enrol.CodeOf(n.reason)}
	}
	return NextView{Ready: true, NIK: n.nik.Masked()}
}
