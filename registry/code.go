package registry

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"math/big"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
)

// jobCode is the kind of the jobs that mail an activation code.
const jobCode = "code"

// newCode is a code of n digits, a text: it may begin with zeros.
func newCode(n int) string {
	var b strings.Builder
	for range n {
		d, _ := rand.Int(rand.Reader, big.NewInt(10)) // never fails since Go 1.24
		b.WriteByte('0' + byte(d.Int64()))
	}
	return b.String()
}

func (s *Service) codeMAC(n enrol.NIK, code string) string {
	return s.secrets.MAC("activation code", string(n), code)
}

// queueCode promises a mail with a fresh code. The code lies sealed in the job, so
// that however often the job runs, every mail of it has the same code.
func (s *Service) queueCode(t *db.Tx, n enrol.NIK) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	now := s.now()
	return t.AddJob(db.Job{
		ID: id.String(), Kind: jobCode, NIK: n, State: db.JobPending, Run: now, Created: now,
		Secret: s.secrets.Seal([]byte(newCode(s.opts.CodeDigits)), id.String()),
	})
}

// ResendCode asks for another code. The answer is the same whether the registry knows
// the NIK or not, and whether there was anything to send; too soon is CodeTooOften
// with RetryAfter.
func (s *Service) ResendCode(ctx context.Context, n enrol.NIK) error {
	err := s.db.Update(ctx, func(t *db.Tx) error {
		if err := s.lockAndSpend(t, n, elsewhere(ctx, paceResend, topResend, n)); err != nil {
			return err
		}
		a, err := t.Account(n)
		if enrol.CodeOf(err) == enrol.CodeNotFound {
			return nil
		}
		if err != nil {
			return err
		}
		return s.resend(t, a)
	})
	s.wakeMail()
	return err
}

func (s *Service) resend(t *db.Tx, a db.Account) error {
	next, err := NextAccount(a.State, AccountResend)
	if err != nil {
		return nil // active, blocked …: nothing to send, and nothing to tell
	}
	waiting, err := t.PendingJob(jobCode, a.NIK)
	if err != nil || waiting {
		return err
	}
	if a.State != next {
		a.State, a.Updated = next, s.now()
		if err := t.PutAccount(a); err != nil {
			return err
		}
	}
	return s.queueCode(t, a.NIK)
}

// ResendFor is an outlet's request for another code, with the resident at its counter
// or on its list of codes that were not used. It is told more than a phone is: a case
// of another outlet is CodeNotFound, one that is not the resident's latest, or whose
// account needs no code, CodeMove. While a mail waits to be sent, asking again changes
// nothing and is no fault.
func (s *Service) ResendFor(ctx context.Context, d db.Device, r api.ResendRequest) (api.ResendResponse, error) {
	var out api.ResendResponse
	err := s.db.Update(ctx, func(t *db.Tx) error {
		c, err := t.Case(r.Case)
		if err != nil {
			return err
		}
		if c.Outlet != d.Outlet {
			return enrol.NewError(enrol.CodeNotFound, "resend code")
		}
		if err := t.Lock(string(c.NIK)); err != nil {
			return err
		}
		a, err := t.Account(c.NIK)
		if err != nil {
			return err
		}
		if out.Account, err = NextAccount(a.State, AccountResend); err != nil {
			return err
		}
		if a.CaseID != c.ID {
			return enrol.NewError(enrol.CodeMove, "resend code").With("why", "later case")
		}
		waiting, err := t.PendingJob(jobCode, c.NIK)
		if err != nil || waiting {
			return err
		}
		if _, err := s.charge(t, paceOutlet, string(c.NIK)); err != nil {
			return err
		}
		return s.resend(t, a)
	})
	if err != nil {
		return api.ResendResponse{}, err
	}
	s.wakeMail()
	s.log.Info("another code for an outlet", "device", d.ID, "case", r.Case)
	return out, nil
}

// Activate checks an activation code and gives leave to choose PIN and password. A
// wrong, used or replaced code is CodeCode, as is an unknown NIK; an expired one
// CodeCodeOld; after too many CodeLocked with RetryAfter. A right code is bound to the
// phone that entered it and ends when the secrets are set.
func (s *Service) Activate(ctx context.Context, n enrol.NIK, code string, device string) (Ticket, error) {
	var ticket Ticket
	var verdict error
	tries := elsewhere(ctx, paceCode, topCode, n)
	err := s.db.Update(ctx, func(t *db.Tx) error {
		if err := s.lockAndSpend(t, n, tries); err != nil {
			return err
		}
		var err error
		if verdict, err = s.useCode(t, n, code, device); err != nil || verdict != nil {
			return err // the charge stays
		}
		if err := s.refund(t, tries); err != nil {
			return err
		}
		ticket, err = s.openTicket(t, n, device)
		return err
	})
	if err == nil {
		err = verdict
	}
	return ticket, err
}

// useCode answers the verdict on a code, or a fault.
func (s *Service) useCode(t *db.Tx, n enrol.NIK, code, device string) (verdict, fault error) {
	wrong := enrol.NewError(enrol.CodeCode, "check activation code")
	codes, err := t.Codes(n)
	if err != nil {
		return nil, err
	}
	a, err := t.Account(n)
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return wrong, nil
	}
	if err != nil {
		return nil, err
	}
	if _, err := NextAccount(a.State, AccountActivate); err != nil && a.State != enrol.AccountExpired {
		return wrong, nil
	}
	mac := s.codeMAC(n, strings.TrimSpace(code))
	for _, c := range codes {
		if !hmac.Equal([]byte(c.MAC), []byte(mac)) || (c.Device != "" && c.Device != digest(device)) {
			continue
		}
		if !s.now().Before(c.Expires) || a.State == enrol.AccountExpired {
			return enrol.NewError(enrol.CodeCodeOld, "check activation code"), nil
		}
		return nil, t.BindCode(c.ID, digest(device))
	}
	return wrong, nil
}

func (s *Service) openTicket(t *db.Tx, n enrol.NIK, device string) (Ticket, error) {
	now := s.now()
	ticket := Ticket{ID: secret(), Expires: now.Add(s.opts.TicketLife)}
	return ticket, t.AddSession(db.Session{ID: digest(ticket.ID), Kind: db.SessionTicket, NIK: n, Device: digest(device), Created: now, Expires: ticket.Expires})
}

// expireBatch is how many accounts one transaction of expireCodes looks at: uploads of the same
// residents wait for it.
const expireBatch = 100

// expireCodes marks accounts whose code was not used in time: all of them, however many. It
// runs from time to time on every instance; each leaves to the others whom they have.
func (s *Service) expireCodes(ctx context.Context) error {
	now := s.now()
	var behind db.Standing
	for ctx.Err() == nil {
		var list []db.Standing
		err := s.db.Update(ctx, func(t *db.Tx) (err error) {
			list, err = t.AccountsIn(enrol.AccountCodeSent, now.Add(-s.opts.CodeLife), behind, expireBatch)
			if err != nil {
				return err
			}
			for _, p := range list {
				if err := s.expireCode(t, p.NIK, now); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || len(list) < expireBatch {
			return err
		}
		behind = list[len(list)-1]
	}
	return ctx.Err()
}

// expireCode waits for nobody: a resident whom another transaction has is looked at next time.
func (s *Service) expireCode(t *db.Tx, n enrol.NIK, now time.Time) error {
	if mine, err := t.TryLock(string(n)); err != nil || !mine {
		return err
	}
	a, err := t.Account(n)
	if err != nil {
		return err
	}
	codes, err := t.Codes(n)
	if err != nil {
		return err
	}
	for _, c := range codes {
		if now.Before(c.Expires) {
			return nil
		}
	}
	next, err := NextAccount(a.State, AccountExpire)
	if err != nil {
		return nil // it moved on meanwhile
	}
	a.State, a.Updated = next, now
	return t.PutAccount(a)
}
