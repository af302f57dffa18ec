package lane

import "github.com/gerai-ikd/gerai/enrol"

// canReactivate tells whether the case can go on as a reactivation: the registry has an active identity, and says no to
// a first one for that alone.
func (l *Lane) canReactivate() bool {
	return enrol.CodeOf(l.blocked) == enrol.CodeActive && (l.cas.Kind == enrol.KindNew || l.cas.Kind == enrol.KindFirstCard)
}

// reactivate makes a reactivation of the case, with the data of its QR, and makes the checks of that kind. What was
// agreed to at the counter was the other errand: it is asked for again, and the selfie with it.
func (l *Lane) reactivate(p enrol.Purpose) {
	if !chosen(enrol.KindReactivate, p) {
		l.setProblem(enrol.NewError(enrol.CodeReason, "reactivate"))
		return
	}
	before := l.cas
	c := *before
	c.Kind, c.Purpose, c.First, c.Objection = enrol.KindReactivate, p, false, enrol.Objection{}
	l.cas = &c
	other := !c.ConsentAt.IsZero() && c.ConsentBy != "resident" || c.Check(l.phases, l.rules, l.now()) != nil
	if other && c.State != enrol.StateOpened {
		if !l.move(enrol.EventReopen) {
			l.cas = before
			return
		}
		l.dropSelfie()
	}
	l.record("reactivate", c.ID, map[string]string{"from": string(before.Kind), "purpose": string(p)})
	l.saveDraft()
	l.goAhead()
}

// chosen tells whether staff chose one of a kind's purposes.
func chosen(k enrol.Kind, p enrol.Purpose) bool {
	return p != enrol.PurposeNone && enrol.CheckPurpose(k, p) == nil
}
