package lane

import (
	"cmp"
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// lookup asks the registry where it is there and quick; a counter never waits for it.
func (l *Lane) lookup(ctx context.Context, n enrol.NIK) (Record, error) {
	if l.deps.Registry == nil {
		return Record{}, enrol.NewError(enrol.CodeOffline, "look up resident")
	}
	ctx, cancel := context.WithTimeout(ctx, registryWait)
	defer cancel()
	rec, err := l.deps.Registry.Lookup(ctx, n)
	switch {
	case err != nil && ctx.Err() != nil:
		return Record{}, enrol.WrapError(enrol.CodeSlow, "look up resident", err)
	case err != nil:
		return Record{}, err
	case !rec.Known:
		return rec, enrol.NewError(enrol.CodeNotFound, "look up resident")
	}
	return rec, nil
}

// openTyped begins a typed case by what the registry knows; err says why it knows
// nothing, and staff read that beside the case.
func (l *Lane) openTyped(c enrol.Case, rec Record, err error) {
	c = *recorded(c, rec, err, l.now())
	c.Unchecked = enrol.CodeOf(err)
	if why := c.Objection.Code; why != "" {
		l.refuse("", enrol.NewError(why, "look up resident"))
		return
	}
	l.open(c)
}

// askRecord asks once more, beside the case, about a typed resident whom the registry could not look up, or did not
// know, when the case was begun: until it answers the warning stays.
func (l *Lane) askRecord() {
	if c := l.cas; !c.Typed || c.Unchecked == "" || l.deps.Registry == nil {
		return
	}
	nik, gen := l.cas.Resident.NIK, l.generation
	l.questions.put(func(ctx context.Context) func() {
		rec, err := l.lookup(ctx, nik)
		return func() {
			if gen == l.generation && l.cas != nil && l.phase != PhaseSaving {
				l.learn(rec, err)
			}
		}
	})
}

// learn notes a late answer of the registry in the case, and does by it.
func (l *Lane) learn(rec Record, err error) {
	c := recorded(*l.cas, rec, err, l.now())
	if c.Unchecked == l.cas.Unchecked {
		return // nothing new
	}
	why := c.Objection.Code
	c.Objection = l.cas.Objection
	l.cas = c
	l.warnings = c.Resident.NIK.Warnings(c.Resident.Birth, c.Resident.Sex, l.settings.Region)
	l.saveDraft()
	l.hear(why)
}

// recorded is a typed case with what the registry's record says of its resident. Without an answer, err being why,
// it keeps what an earlier one said.
func recorded(c enrol.Case, rec Record, err error, now time.Time) *enrol.Case {
	known := Standing{Account: rec.Account, ApprovedToday: rec.ApprovedToday}
	if !rec.Known {
		if enrol.CodeOf(err) == enrol.CodeNotFound {
			c.Unchecked = enrol.CodeNotFound
			return objected(c, known.forbids(c), now)
		}
		return &c
	}
	typed := c.Resident
	c.Resident = rec.Resident
	c.Resident.NIK, c.Resident.Email, c.Resident.Phone = typed.NIK, typed.Email, typed.Phone
	c.Resident.Name = cmp.Or(c.Resident.Name, typed.Name)
	c.First, c.Unchecked = rec.startsAnew(c.Kind), ""
	if rec.Template != nil {
		c.Reference = rec.Template
	}
	return objected(c, known.forbids(c), now)
}
