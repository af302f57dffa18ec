package registry

import (
	"context"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// ReportLoss blocks an account whose phone is gone: from any browser, with the
// password, since the phone that is bound is the one that is lost. A wrong password, an
// unknown NIK and an account that is not in use are all CodeLogin; too many tries,
// counted apart from log-ins, CodeLocked with RetryAfter. Only the office unblocks.
func (s *Service) ReportLoss(ctx context.Context, n enrol.NIK, password string) error {
	tries := elsewhere(ctx, paceLoss, topLoss, n)
	if err := s.attempt(ctx, tries); err != nil {
		return err
	}
	var seen db.Account
	err := s.db.View(ctx, func(t *db.Tx) (err error) {
		if seen, err = t.Account(n); enrol.CodeOf(err) == enrol.CodeNotFound {
			return nil
		}
		return err
	})
	if err != nil {
		return err
	}
	if seen.State != enrol.AccountActive && seen.State != enrol.AccountLocked {
		seen.Password = ""
	}
	ok, err := s.verify(ctx, seen.Password, password)
	if err != nil {
		return err
	}
	if !ok {
		return enrol.NewError(enrol.CodeLogin, "report a loss")
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.Lock(string(n)); err != nil {
			return err
		}
		a, err := t.Account(n)
		if err != nil {
			return err
		}
		if a.Password != seen.Password || a.State != seen.State {
			return enrol.NewError(enrol.CodeLogin, "report a loss")
		}
		if err := s.refund(t, tries); err != nil {
			return err
		}
		if err := s.block(t, a); err != nil {
			return err
		}
		return s.deed(t, Admin{ID: "resident"}, DeedBlock, string(n), "")
	})
}
