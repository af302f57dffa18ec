package registry

import (
	"context"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// Found is what the office sees of a resident.
type Found struct {
	NIK       enrol.NIK
	Name      string
	Known     bool // the register has a record
	Account   enrol.Account
	Email     enrol.Email // prints masked
	Phone     enrol.Phone // prints masked
	Approved  time.Time
	Activated time.Time
	Updated   time.Time
	Cases     []db.Case
	Lookups   []db.Lookup // by counters, without a QR
}

// minReason is the shortest reason that says anything, in bytes.
const minReason = 5

// FindResident answers what the registry knows of a NIK, and records who asked and
// why. A missing reason is CodeReason; a NIK that the registry knows nothing of is
// CodeNotFound, recorded all the same.
func (s *Service) FindResident(ctx context.Context, by Admin, n enrol.NIK, reason string) (Found, error) {
	if err := s.mayTouch(by, reason); err != nil {
		return Found{}, err
	}
	out := Found{NIK: n}
	err := s.db.Update(ctx, func(t *db.Tx) error {
		if err := s.deed(t, by, "search", string(n), reason); err != nil {
			return err
		}
		return s.find(t, &out)
	})
	if err == nil && !out.Known && out.Account == "" && len(out.Cases) == 0 {
		return out, enrol.NewError(enrol.CodeNotFound, "find resident")
	}
	return out, err
}

func (s *Service) mayTouch(by Admin, reason string) error {
	if err := allow(by, AdminClerk); err != nil {
		return err
	}
	if len(plain(reason, 300)) < minReason {
		return enrol.NewError(enrol.CodeReason, "touch a resident's record")
	}
	return nil
}

func (s *Service) find(t *db.Tx, out *Found) error {
	rec, err := t.Resident(out.NIK)
	switch {
	case err == nil:
		out.Known, out.Name = true, rec.Name
	case enrol.CodeOf(err) != enrol.CodeNotFound:
		return err
	}
	a, err := t.Account(out.NIK)
	switch {
	case err == nil:
		out.Account, out.Email, out.Phone = a.State, a.Email, a.Phone
		out.Approved, out.Activated, out.Updated = a.Approved, a.Activated, a.Updated
	case enrol.CodeOf(err) != enrol.CodeNotFound:
		return err
	}
	if out.Cases, err = t.CasesOf(out.NIK); err != nil {
		return err
	}
	out.Lookups, err = t.Lookups(out.NIK, 50)
	return err
}

// The deeds that the office may do to an account.
const (
	DeedBlock   = "block"   // a loss was reported
	DeedContact = "contact" // by the resident alone
	DeedUnblock = "unblock" // the report is withdrawn; the counter must approve again
	DeedRelease = "release" // the phone is gone; a reactivation follows
	DeedResend  = "resend"  // another code to the address that the counter approved
)

// ActOn does a deed to a resident's account and records it with its reason. What the
// account's state does not allow is CodeMove.
func (s *Service) ActOn(ctx context.Context, by Admin, n enrol.NIK, deed, reason string) error {
	if err := s.mayTouch(by, reason); err != nil {
		return err
	}
	err := s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.Lock(string(n)); err != nil {
			return err
		}
		a, err := t.Account(n)
		if err != nil {
			return err
		}
		if err := s.act(t, a, deed); err != nil {
			return err
		}
		return s.deed(t, by, deed, string(n), reason)
	})
	s.wakeMail()
	return err
}

func (s *Service) act(t *db.Tx, a db.Account, deed string) error {
	switch deed {
	case DeedBlock:
		return s.block(t, a)
	case DeedUnblock:
		return s.rest(t, a, AccountUnblock)
	case DeedRelease:
		return s.rest(t, a, AccountRelease)
	case DeedResend:
		if _, err := NextAccount(a.State, AccountResend); err != nil {
			return err
		}
		return s.resend(t, a)
	}
	return badField("deed")
}

// block takes an account out of use, with the codes that are on their way.
func (s *Service) block(t *db.Tx, a db.Account) error {
	if err := s.rest(t, a, AccountBlock); err != nil {
		return err
	}
	if err := t.DropCodes(a.NIK, ""); err != nil {
		return err
	}
	return t.CancelJobs(jobCode, a.NIK, s.now())
}

// Chains are the outlets' audit chains, as deposited last; those that were left for an
// older or another one come first.
func (s *Service) Chains(ctx context.Context, by Admin) (list []db.Chain, err error) {
	if err := allow(by, AdminViewer); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(t *db.Tx) error {
		list, err = t.Chains()
		return err
	})
	return list, err
}

// Deeds is the office's own record, the newest first. NIKs in it are masked.
func (s *Service) Deeds(ctx context.Context, by Admin, limit int) (list []db.Deed, err error) {
	if err := allow(by, AdminChief); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(t *db.Tx) error {
		list, err = t.Deeds(limit)
		return err
	})
	for i, d := range list {
		if n, err := enrol.ParseNIK(d.About); err == nil && !strings.Contains(d.About, "/") {
			list[i].About = n.Masked()
		}
	}
	return list, err
}
