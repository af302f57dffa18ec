package registry

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// letter is a mail with an activation code.
type letter struct {
	db.Job
	to      enrol.Email
	name    string
	lang    string
	code    string
	expires time.Time
}

// mailCodes makes the codes valid, sends them and settles the jobs, in this order: no
// mail can ever carry a code that does not work. A crash in between repeats the mails
// with the same codes. What is written for all of them is written in one transaction;
// where that fails each stands for itself, all at once: one that can't be written holds up
// nobody, and counts its attempts as one that can't be sent does.
func (s *Service) mailCodes(ctx context.Context, jobs []db.Job) {
	// In the order in which uploads lock, so that neither waits for the other for ever.
	slices.SortFunc(jobs, func(a, b db.Job) int { return cmp.Compare(a.NIK, b.NIK) })
	letters, err := s.writeLetters(ctx, jobs)
	if err != nil && len(jobs) > 1 {
		var g errgroup.Group
		for _, j := range jobs {
			g.Go(func() error {
				s.mailCodes(ctx, []db.Job{j})
				return nil
			})
		}
		_ = g.Wait() // each has said what went wrong
		return
	}
	if err != nil && ctx.Err() == nil {
		s.noteMail(ctx, jobs[0], s.mailFailed(ctx, jobs[0], err))
	}
	if err != nil {
		return
	}
	sent := s.sendLetters(ctx, letters)
	ctx = context.WithoutCancel(ctx) // they are on their way
	if err := s.settleLetters(ctx, sent); err != nil {
		for _, l := range sent {
			s.noteMail(ctx, l.Job, s.settleLetters(ctx, []letter{l}))
		}
	}
}

// sendLetters answers those that were taken over, in their order.
func (s *Service) sendLetters(ctx context.Context, letters []letter) []letter {
	var mu sync.Mutex
	gone := map[string]bool{}
	var g errgroup.Group
	for _, l := range letters {
		g.Go(func() error {
			room := s.sendingTime(l.Job)
			if room == 0 {
				return nil // somebody else's by now
			}
			sending, cancel := context.WithTimeout(ctx, room)
			defer cancel()
			if err := s.mailer.SendCode(sending, l.to, l.name, l.code, l.lang, l.expires); err != nil {
				s.noteMail(ctx, l.Job, s.mailFailed(ctx, l.Job, err))
				return nil
			}
			mu.Lock()
			gone[l.ID] = true
			mu.Unlock()
			return nil
		})
	}
	_ = g.Wait() // each has said what went wrong
	return slices.DeleteFunc(letters, func(l letter) bool { return !gone[l.ID] })
}

// writeLetters leaves out what is not to be sent any more.
func (s *Service) writeLetters(ctx context.Context, jobs []db.Job) (letters []letter, err error) {
	if len(jobs) == 0 {
		return nil, nil
	}
	err = s.db.Update(ctx, func(t *db.Tx) error {
		letters = letters[:0] // the transaction may run again
		for _, j := range jobs {
			l, ok, err := s.writeLetter(t, j)
			if err != nil {
				return err
			}
			if ok {
				letters = append(letters, l)
			}
		}
		return nil
	})
	return letters, err
}

// writeLetter answers false where there is nothing to send any more.
func (s *Service) writeLetter(t *db.Tx, j db.Job) (l letter, ok bool, err error) {
	if err := t.Lock(string(j.NIK)); err != nil {
		return l, false, err
	}
	a, err := t.Account(j.NIK)
	if err != nil {
		return l, false, err
	}
	if _, err := NextAccount(a.State, AccountSend); err != nil {
		_, err = t.FinishJob(j.ID, db.JobDead, enrol.CodeMove, s.now())
		return l, false, err
	}
	code, err := s.secrets.Unseal(j.Secret, j.ID)
	if err != nil {
		return l, false, enrol.WrapError(enrol.CodeInternal, "write a mail", err)
	}
	rec, err := t.Resident(j.NIK)
	if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
		return l, false, err
	}
	l = letter{Job: j, to: a.Email, name: rec.Name, lang: a.Lang, code: string(code), expires: s.now().Add(s.opts.CodeLife)}
	return l, true, t.PutCode(db.Code{ID: j.ID, NIK: j.NIK, MAC: s.codeMAC(j.NIK, l.code), Expires: l.expires})
}

// settleLetters ends the jobs; from now on their codes are the only ones.
func (s *Service) settleLetters(ctx context.Context, letters []letter) error {
	if len(letters) == 0 {
		return nil
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		for _, l := range letters {
			if err := s.settleLetter(t, l); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) settleLetter(t *db.Tx, l letter) error {
	if err := t.Lock(string(l.NIK)); err != nil {
		return err
	}
	now := s.now()
	first, err := t.FinishJob(l.ID, db.JobDone, "", now)
	if err != nil || !first {
		return err
	}
	a, err := t.Account(l.NIK)
	if err != nil {
		return err
	}
	next, err := NextAccount(a.State, AccountSend)
	if err != nil {
		return nil // active already: the code was quicker than we are
	}
	a.State, a.Updated = next, now
	if err := t.PutAccount(a); err != nil {
		return err
	}
	return t.DropCodes(l.NIK, l.ID)
}
