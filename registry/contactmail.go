package registry

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// The kinds of the mails about another address: the code to the new one, and the word
// to the old one.
const (
	jobContact = "contact"
	jobMoved   = "moved"
)

// contactJob sends the code of a change that still waits for it.
func (s *Service) contactJob(ctx context.Context, j db.Job) error {
	var c db.ContactChange
	var a db.Account
	err := s.db.View(ctx, func(t *db.Tx) (err error) {
		if c, err = t.ContactChange(j.NIK); err != nil {
			return err
		}
		a, err = t.Account(j.NIK)
		return err
	})
	if enrol.CodeOf(err) == enrol.CodeNotFound || err == nil && (c.ID != j.ID || !s.now().Before(c.Expires)) {
		return s.settleMail(ctx, j, db.JobDead, enrol.CodeMove) // replaced, done or too late
	}
	if err != nil {
		return s.giveBack(ctx, j, c.Expires, err)
	}
	return s.mailTo(ctx, j, a, c.Expires, func(ctx context.Context, name, code string) error {
		return s.mailer.SendContactCode(ctx, c.Email, name, code, a.Lang, c.Expires)
	})
}

// movedJob tells an address that it is no longer the resident's.
func (s *Service) movedJob(ctx context.Context, j db.Job) error {
	var a db.Account
	err := s.db.View(ctx, func(t *db.Tx) (err error) { a, err = t.Account(j.NIK); return err })
	if err != nil {
		return s.giveBack(ctx, j, time.Time{}, err)
	}
	return s.mailTo(ctx, j, a, time.Time{}, func(ctx context.Context, name, old string) error {
		return s.mailer.SendContactMoved(ctx, enrol.Email(old), name, a.Lang, j.Created)
	})
}

// mailTo unseals a job's secret, sends, and settles the job. It gives up where the
// address refuses for good, after many attempts, and when until is over.
func (s *Service) mailTo(ctx context.Context, j db.Job, a db.Account, until time.Time, send func(ctx context.Context, name, secret string) error) error {
	plain, err := s.secrets.Unseal(j.Secret, j.ID)
	if err != nil {
		return s.giveBack(ctx, j, until, enrol.WrapError(enrol.CodeInternal, "write a mail", err))
	}
	rec, err := s.record(ctx, a.NIK)
	if err != nil {
		return s.giveBack(ctx, j, until, err)
	}
	room := s.sendingTime(j)
	if room == 0 {
		return nil // somebody else's by now
	}
	sending, cancel := context.WithTimeout(ctx, room)
	defer cancel()
	if err := send(sending, rec.Name, string(plain)); err != nil {
		return s.giveBack(ctx, j, until, err)
	}
	return s.settleMail(context.WithoutCancel(ctx), j, db.JobDone, "")
}

// giveBack lets a mail that failed be tried again, or gives it up: see gaveUp, and when until
// would be over. It answers the cause.
func (s *Service) giveBack(ctx context.Context, j db.Job, until time.Time, cause error) error {
	ctx = context.WithoutCancel(ctx)
	code := enrol.CodeOf(cause)
	next := s.now().Add(mailPause(j.Attempts))
	var err error
	if gaveUp(j, code) || !until.IsZero() && next.After(until) {
		err = s.settleMail(ctx, j, db.JobDead, code)
	} else {
		err = s.db.Update(ctx, func(t *db.Tx) error { return t.PostponeJob(j.ID, code, next) })
	}
	if err != nil {
		return err
	}
	return cause
}

func (s *Service) settleMail(ctx context.Context, j db.Job, state string, why enrol.Code) error {
	return s.db.Update(ctx, func(t *db.Tx) error {
		_, err := t.FinishJob(j.ID, state, why, s.now())
		return err
	})
}
