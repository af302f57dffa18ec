package lane

import (
	"cmp"
	"slices"

	"github.com/gerai-ikd/gerai/enrol"
)

// technicianActions are what a technician can do at a lane: cameras, connection and settings are hers,
// residents are not.
var technicianActions = []Action{ActionLogIn, ActionLogOut, ActionUnlock, ActionNext}

// forRole leaves out what a role may not do.
func (l *Lane) forRole(all []Action, enter Action) ([]Action, Action) {
	if l.staff.Role != enrol.RoleTechnician {
		return all, enter
	}
	all = slices.DeleteFunc(all, func(a Action) bool { return !slices.Contains(technicianActions, a) })
	if !slices.Contains(all, enter) {
		enter = ""
	}
	return all, enter
}

// serves tells whether residents are served by who is logged in.
func (l *Lane) serves() bool { return l.staff.Role != enrol.RoleTechnician }

// watchStaff goes by the registry's last word on who is logged in: who may no longer work here is
// logged out, the half-done case kept; another role holds at once. An empty list is one that
// never came.
func (l *Lane) watchStaff(all []enrol.Staff) {
	l.people = make(map[string]enrol.Staff, len(all))
	for _, s := range all {
		s.Verifier = ""
		l.people[s.ID] = s
	}
	if l.staff.ID == "" || len(all) == 0 {
		return
	}
	if !l.worksHere(l.staff.ID) {
		l.expel()
		return
	}
	now := l.people[l.staff.ID]
	if now.Role != l.staff.Role {
		l.staff.Role = now.Role
		l.gateEyes()
	}
}

// worksHere tells whether somebody may log in at this outlet, as far as is known.
func (l *Lane) worksHere(id string) bool {
	if id == "" {
		return false
	}
	s, ok := l.people[id]
	return len(l.people) == 0 || ok && !s.Revoked
}

func (l *Lane) nameOf(id string) string { return cmp.Or(l.people[id].Name, id) }

// expel closes the lane on who may no longer work here. What is being saved is saved first; a case
// that can't be kept stays behind the lock, where nobody but somebody else gets in.
func (l *Lane) expel() {
	if l.closing || l.phase == PhaseSaving {
		return // with the next reading of the books
	}
	who, id := l.staff.ID, l.caseID()
	out := func() {
		l.recordBy("system", "staff-revoked", id, map[string]string{"staff": who})
		l.close()
		l.setProblem(enrol.NewError(enrol.CodeRevoked, "look at staff").With("why", "person"))
	}
	l.saveAnd(out, func() {
		l.idle.locked = true
		l.gateEyes()
	})
}

// supervisor answers who gives leave for what only a supervisor may: who is logged in, or the one
// who stands beside and has proved it. CodeForbidden: nobody does.
func (l *Lane) supervisor(beside enrol.Staff) (enrol.Staff, error) {
	switch {
	case l.staff.Role == enrol.RoleSupervisor:
		return l.staff, nil
	case beside.ID != "" && beside.Role == enrol.RoleSupervisor && l.worksHere(beside.ID):
		return beside, nil
	}
	return enrol.Staff{}, enrol.NewError(enrol.CodeForbidden, "ask for a supervisor")
}

// presence lists the actions that, of who is logged in, need a supervisor beside.
func (l *Lane) presence() []Action {
	if l.staff.Role == enrol.RoleSupervisor || l.staff.ID == "" {
		return nil
	}
	out := []Action{ActionOverride}
	if l.settings.ExceptionBySupervisor {
		out = append(out, ActionException)
		if l.cas != nil && l.cas.Face.Band == enrol.BandNoMatch {
			out = append(out, ActionApprove)
		}
	}
	return out
}

// answers is who answers for an exception: staff themselves, or where the outlet reserves them a
// supervisor; beside is the one who is there without being logged in. Either gives a reason.
func (l *Lane) answers(op, reason string, beside enrol.Staff) (by enrol.Staff, err error) {
	by = l.staff
	if l.settings.ExceptionBySupervisor {
		by, err = l.supervisor(beside)
	}
	if err == nil && reason == "" {
		err = enrol.NewError(enrol.CodeReason, op)
	}
	return by, err
}

// leave is what the chain keeps beside a supervisor's leave: who had asked for it, where it was
// somebody else.
func (l *Lane) leave(by enrol.Staff, data map[string]string) map[string]string {
	if by.ID != l.staff.ID {
		data["asked"] = l.staff.ID
	}
	return data
}
