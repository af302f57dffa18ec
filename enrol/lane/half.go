package lane

import (
	"context"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// HalfView is a case that was begun and has not ended, and is not the one on the screen: its owner
// logged out, the window locked on her, the power went, or a shift handed it over.
type HalfView struct {
	ID        string
	NIK, Name string // the NIK masked
	Kind      enrol.Kind
	Purpose   enrol.Purpose
	Owner     string    // staff id; "": nobody's, a shift has handed it over
	OwnerName string    // "" where Owner is
	Since     time.Time // of its last step
	Free      bool      // who is logged in may go on with it without anybody's leave
}

// readWaiting reads anew what the outlet has waiting: parked cases and half-done ones.
func (l *Lane) readWaiting() {
	l.readParked()
	l.readHalf()
}

func (l *Lane) readHalf() {
	l.jobs.put(func(ctx context.Context) func() {
		drafts, err := l.deps.Desk.Drafts(ctx)
		if err != nil {
			l.deps.Log.Error("list half-done cases", "code", enrol.CodeOf(err))
			return nil
		}
		var list []HalfView
		for _, c := range drafts {
			if halfDone(c) {
				list = append(list, HalfView{ID: c.ID, NIK: c.Resident.NIK.Masked(), Name: c.Resident.Name, Kind: c.Kind, Purpose: c.Purpose,
					Owner: c.Operator, Since: lastStep(c)})
			}
		}
		return func() { l.half = list }
	})
}

func halfDone(c enrol.Case) bool { return c.State != enrol.StateParked && !c.State.Final() }

func lastStep(c enrol.Case) time.Time {
	if n := len(c.Steps); n > 0 {
		return c.Steps[n-1].At
	}
	return c.OpenedAt
}

// halfView is the list for who is logged in, without the case on the screen.
func (l *Lane) halfView() []HalfView {
	if l.staff.ID == "" || l.staff.Role == enrol.RoleTechnician {
		return nil
	}
	var out []HalfView
	for _, h := range l.half {
		if h.ID == l.caseID() {
			continue
		}
		h.OwnerName, h.Free = l.nameOf(h.Owner), l.mayTakeUp(h.Owner)
		out = append(out, h)
	}
	return out
}

// comesUp tells whether a half-done case comes up by itself: one's own, and what nobody has any
// more for whoever serves. A supervisor comes to a counter for other things too, and is offered it
// in the list instead.
func (l *Lane) comesUp(owner string) bool {
	switch {
	case !l.serves(): // her own too: she may have become a technician since
		return false
	case owner == l.staff.ID:
		return true
	case l.staff.Role == enrol.RoleSupervisor:
		return false
	}
	return !l.worksHere(owner)
}

// mayTakeUp tells whether who is logged in may go on with a half-done case without asking: its owner, anybody
// where it has none that works here, and a supervisor.
func (l *Lane) mayTakeUp(owner string) bool {
	if l.staff.Role == enrol.RoleTechnician {
		return false
	}
	return owner == l.staff.ID || l.staff.Role == enrol.RoleSupervisor || !l.worksHere(owner)
}

// takeUp goes on with what a crash, a power cut or a log-out interrupted, whatever the
// limits: they hold for new cases. Without any it waits for the next resident.
func (l *Lane) takeUp() {
	l.ask(func(ctx context.Context) func() {
		drafts, err := l.deps.Desk.Drafts(ctx)
		return func() {
			if err == nil && l.read && l.resumeNewest(drafts) {
				return
			}
			l.ready()
			l.setProblem(err)
		}
	})
}

func (l *Lane) resumeNewest(drafts []enrol.Case) bool {
	for _, d := range drafts {
		if halfDone(d) && l.comesUp(d.Operator) {
			l.resume(d)
			return true
		}
	}
	return false
}

// ownWaits tells whether a half-done case would come up by itself now.
func (l *Lane) ownWaits() bool {
	return slices.ContainsFunc(l.half, func(h HalfView) bool { return l.comesUp(h.Owner) })
}

// forget takes a case that has ended off the list, before it is read anew.
func (l *Lane) forget(id string) {
	l.half = slices.DeleteFunc(slices.Clone(l.half), func(h HalfView) bool { return h.ID == id })
}

// halfDoneOf is the half-done case that a new one of the same resident would be the second of; nil: none. The
// case on the screen is none, its id being not.
func (l *Lane) halfDoneOf(ctx context.Context, c enrol.Case, not string) (*enrol.Case, error) {
	drafts, err := l.deps.Desk.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range drafts {
		if d.ID != not && halfDone(d) && d.Resident.NIK == c.Resident.NIK && sameErrand(d, c) {
			return &d, nil
		}
	}
	return nil, nil
}

// sameErrand tells whether two cases of one resident are for the same: of the same kind, or both end in an
// activation of which there is one.
func sameErrand(a, b enrol.Case) bool {
	return a.Kind == b.Kind || a.OnceADay() && b.OnceADay()
}

// secondOf is why a new case may not begin beside a half-done one: whose it is, and since when.
func (l *Lane) secondOf(c enrol.Case) error {
	err := enrol.NewError(enrol.CodeDuplicate, "look for half-done cases").With("why", "half-done")
	if c.Operator == "" {
		err = enrol.NewError(enrol.CodeDuplicate, "look for half-done cases").With("why", "handed-over")
	}
	return err.With("owner", l.nameOf(c.Operator)).With("since", lastStep(c).In(l.now().Location()).Format(time.RFC3339))
}
