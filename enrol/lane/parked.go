package lane

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// ParkedView is one case of the outlet that waits for its resident.
type ParkedView struct {
	ID        string
	NIK, Name string // the NIK masked
	Kind      enrol.Kind
	Purpose   enrol.Purpose
	Reason    enrol.Reason
	Missing   []enrol.Document
	At, Until time.Time
}

// parkedEvery is how often the list is read without cause, for what has run out.
const parkedEvery = 10 * time.Minute

// readParked reads who is waited for, and ends what has waited for too long. Whoever is
// logged in sees all of the outlet's.
func (l *Lane) readParked() {
	l.parkedAt = l.deps.Now()
	now, settings, rules, trust := l.now(), l.settings, l.rules, l.trust()
	l.jobs.put(func(ctx context.Context) func() {
		cases, err := l.deps.Desk.ParkedCases(ctx)
		if err != nil {
			l.deps.Log.Error("list parked cases", "code", enrol.CodeOf(err))
			return nil
		}
		var list []ParkedView
		for _, c := range cases {
			until := settings.ParkedUntil(c.DecidedAt)
			if now.After(until) && trust == enrol.ClockSure { // a wrong clock must end nothing for good
				l.expire(context.WithoutCancel(ctx), c, now)
				continue
			}
			list = append(list, ParkedView{ID: c.ID, NIK: c.Resident.NIK.Masked(), Name: c.Resident.Name, Kind: c.Kind, Purpose: c.Purpose,
				Reason: c.Reason, Missing: rules.Missing(c.Kind, c.Documents), At: c.DecidedAt, Until: until})
		}
		return func() { l.parked = list }
	})
}

// expire ends a parked case by the rule, and nobody's decision.
func (l *Lane) expire(ctx context.Context, c enrol.Case, now time.Time) {
	c.Operator = "system"
	c, err := c.Apply(enrol.EventCancel, now)
	if err == nil {
		err = l.deps.Desk.Decide(ctx, c)
	}
	if err != nil {
		l.deps.Log.Error("end a parked case", "code", enrol.CodeOf(err))
	}
}

// resumeWaiting takes up a parked or half-done case: by what its slip's QR says, the NIK, or its
// id. beside is the supervisor who gives leave where it is somebody else's.
func (l *Lane) resumeWaiting(text string, beside enrol.Staff) {
	if !l.begin() {
		return
	}
	now, trust, settings := l.now(), l.trust(), l.settings
	l.ask(func(ctx context.Context) func() {
		c, err := l.findWaiting(ctx, strings.TrimSpace(text))
		if err == nil && !halfDone(c) {
			if now.After(settings.ParkedUntil(c.DecidedAt)) && trust == enrol.ClockSure {
				err = notParked()
			} else {
				err = l.checkToday(ctx, c, now)
			}
		}
		return func() { l.found(text, c, beside, err) }
	})
}

// found goes on with what was found, where who is logged in may.
func (l *Lane) found(text string, c enrol.Case, beside enrol.Staff, err error) {
	if err == nil && halfDone(c) && !l.mayTakeUp(c.Operator) {
		if _, none := l.supervisor(beside); none != nil {
			err = enrol.NewError(enrol.CodeForbidden, "take up half-done case").With("why", "half-done").With("owner", l.nameOf(c.Operator))
		}
	}
	if err != nil {
		l.refuse(text, err)
		return
	}
	l.resumeBy(c, beside)
	l.readWaiting()
}

func notParked() error {
	return enrol.NewError(enrol.CodeNotFound, "find parked case").With("why", "parked")
}

// findWaiting answers CodeNotFound where none is meant, CodeElsewhere where the slip names another counter,
// the error of the NIK where it can't be one. Of one resident's the half-done case comes before the parked one.
func (l *Lane) findWaiting(ctx context.Context, text string) (enrol.Case, error) {
	token, slip := enrol.ParseSlip(text)
	parked, err := l.deps.Desk.ParkedCases(ctx)
	if err != nil {
		return enrol.Case{}, err
	}
	drafts, err := l.deps.Desk.Drafts(ctx)
	if err != nil {
		return enrol.Case{}, err
	}
	is := func(c enrol.Case) bool { return c.ID == text || slip && c.Slip == token }
	if i := slices.IndexFunc(parked, is); i >= 0 {
		return parked[i], nil
	}
	if i := slices.IndexFunc(drafts, is); i >= 0 {
		return drafts[i], nil
	}
	if at := enrol.SlipCounter(text); slip && at != "" && at != enrol.CounterLetters(l.deps.Counter) {
		return enrol.Case{}, enrol.NewError(enrol.CodeElsewhere, "find parked case").With("counter", at)
	}
	if slip || len(text) == 36 {
		return enrol.Case{}, notParked()
	}
	n, err := enrol.ParseNIK(text)
	if err != nil {
		return enrol.Case{}, err
	}
	if i := slices.IndexFunc(drafts, func(c enrol.Case) bool { return halfDone(c) && c.Resident.NIK == n }); i >= 0 {
		return drafts[i], nil
	}
	c, err := l.deps.Desk.Parked(ctx, n)
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		err = notParked()
	}
	return c, err
}
