package registry

import (
	"context"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
)

// TakeIn answers a device's packets item by item, in order. What can't be answered
// now (a fault of ours) has no receipt, and is to be sent again with all that follow.
// The same packet is accepted once and a duplicate ever after.
func (s *Service) TakeIn(ctx context.Context, dev db.Device, items []api.Packet) ([]enrol.Receipt, error) {
	receipts := make([]enrol.Receipt, 0, len(items))
	defer s.wakeMail()
	defer s.intake.enter()()
	from := s.lineageOf(ctx, dev)
	for group := range slices.Chunk(items, groupItems) {
		if got, err := s.takeInGroup(ctx, from, group); err == nil {
			receipts = append(receipts, got...)
			continue
		}
		for _, item := range group { // so that one which we stumble over does not hold up those before it
			r, err := s.takeIn(ctx, from, item)
			if err != nil && len(receipts) > 0 {
				return receipts, nil
			}
			if err != nil {
				return nil, err
			}
			receipts = append(receipts, r)
		}
	}
	return receipts, nil
}

// takeIn answers one packet; the error is a fault of ours.
func (s *Service) takeIn(ctx context.Context, from *lineage, item api.Packet) (enrol.Receipt, error) {
	p, err := s.openPacket(from, item)
	if p.digest == "" {
		return s.refusal(item.ID, err), nil
	}
	if fault(err) {
		return enrol.Receipt{}, err
	}
	var r enrol.Receipt
	if err == nil {
		r, err = s.decide(ctx, p)
	} else if r, known, err := s.known(ctx, p); err != nil || known {
		return r, err
	}
	if err == nil {
		return r, nil
	}
	if fault(err) {
		return r, err
	}
	r = s.refusal(item.ID, err)
	return r, s.db.Update(ctx, func(t *db.Tx) error {
		return t.AddRefusal(db.Refusal{ID: item.ID, Outlet: p.device.Outlet, Device: p.device.ID, Code: r.Code, At: r.At})
	})
}

// fault tells our own failures from refusals of what was sent.
func fault(err error) bool {
	switch enrol.CodeOf(err) {
	case enrol.CodeInternal, enrol.CodeServer, enrol.CodeDiskFull, enrol.CodeCancelled:
		return true
	}
	return false
}

// parcel is a packet on its way through the checks.
type parcel struct {
	enrol.Case
	id     string
	digest string
	sealed []byte
	from   *lineage  // who brings it
	device db.Device // that signed it; who brings it, as long as that is not known
}

func (s *Service) refusal(id string, err error) enrol.Receipt {
	return enrol.Receipt{ID: id, Answer: enrol.AnswerRefused, Code: enrol.CodeOf(err), At: s.now()}
}

// known answers a packet that can't be opened now but was accepted before, with a key
// that is gone say. The same id with another content, or from another device, is
// refused and tells nothing.
func (s *Service) known(ctx context.Context, p parcel) (r enrol.Receipt, known bool, err error) {
	var c db.Case
	err = s.db.View(ctx, func(t *db.Tx) (err error) {
		c, err = t.Case(p.id)
		return err
	})
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return r, false, nil
	}
	if err != nil {
		return r, false, err
	}
	return s.again(p, c), true, nil
}

// again answers a packet whose id is taken.
func (s *Service) again(p parcel, c db.Case) enrol.Receipt {
	if c.Digest != p.digest || !p.from.has(c.Device) {
		return s.refusal(p.id, enrol.NewError(enrol.CodeDuplicate, "take in packet"))
	}
	return enrol.Receipt{ID: p.id, Answer: enrol.AnswerDuplicate, Account: c.Account, At: s.now()}
}

// decide runs the policy and keeps the case, all in one transaction.
func (s *Service) decide(ctx context.Context, p parcel) (enrol.Receipt, error) {
	var r enrol.Receipt
	err := s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.Lock(string(p.Resident.NIK)); err != nil {
			return err
		}
		if err := t.Ahead(s.judged(p)); err != nil {
			return err
		}
		if c, err := t.Case(p.id); err == nil {
			r = s.again(p, c) // another connection was quicker
			return nil
		} else if enrol.CodeOf(err) != enrol.CodeNotFound {
			return err
		}
		credentialID, err := s.checkPolicy(t, p)
		if err != nil {
			return err
		}
		r, err = s.keep(t, p, credentialID)
		return err
	})
	return r, err
}

// judged is what decide reads of the database.
func (s *Service) judged(p parcel) db.Judged {
	from := s.midnight(p.DecidedAt)
	return db.Judged{Case: p.id, Outlet: p.Outlet, NIK: p.Resident.NIK, From: from, Until: from.AddDate(0, 0, 1), Config: []string{configRules, configTurn}}
}

// keep writes everything that an accepted packet changes.
func (s *Service) keep(t *db.Tx, p parcel, credentialID string) (enrol.Receipt, error) {
	now := s.now()
	row := db.Case{
		ID: p.id, Digest: p.digest, NIK: p.Resident.NIK, Outlet: p.Outlet, Device: p.device.ID, Operator: p.Operator,
		Kind: p.Kind, Decision: p.State, Reason: p.Reason, Typed: p.Typed, Category: p.Resident.Category,
		CredentialID: credentialID, Face: p.Face, Overrides: overrides(p.Case),
		Opened: p.OpenedAt, Decided: p.DecidedAt, Received: now,
	}
	lang := defaultLang
	if credentialID != "" {
		fresh, err := t.Spend(credentialID, p.Resident.NIK, p.id)
		if err != nil {
			return enrol.Receipt{}, err
		}
		if !fresh {
			return enrol.Receipt{}, enrol.NewError(enrol.CodeQRUsed, "take in packet")
		}
		if of, err := t.DecideRegistration(credentialID, p.id, p.State == enrol.StateApproved); err == nil {
			lang = of
		} else if enrol.CodeOf(err) != enrol.CodeNotFound {
			return enrol.Receipt{}, err
		}
	}
	activates, err := s.activates(t, p.Case)
	if err != nil {
		return enrol.Receipt{}, err
	}
	if activates {
		row.Account, row.AccountAt = enrol.AccountApproved, now
		if row.Begins, err = begins(t, p.Case); err != nil {
			return enrol.Receipt{}, err
		}
	}
	if err := t.AddCase(row, p.sealed, now.Add(s.opts.KeepEvidence)); err != nil {
		return enrol.Receipt{}, err
	}
	if activates {
		if err := s.approve(t, p, lang, now); err != nil {
			return enrol.Receipt{}, err
		}
	}
	return enrol.Receipt{ID: p.id, Answer: enrol.AnswerAccepted, Account: row.Account, At: now}, t.DropRefusal(p.id)
}

// activates tells whether a case leads to an activation code here: a change of data
// does not where the identity is active already, and stays so.
func (s *Service) activates(t *db.Tx, c enrol.Case) (bool, error) {
	if !c.Activates() || c.Kind != enrol.KindChange {
		return c.Activates(), nil
	}
	a, err := t.Account(c.Resident.NIK)
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return true, nil
	}
	return a.State != enrol.AccountActive, err
}

// begins tells whether a case that leads to a code is the one with which the resident's
// identity began: the registry has no account yet, and none is said to have been elsewhere.
func begins(t *db.Tx, c enrol.Case) (bool, error) {
	if c.Kind == enrol.KindReactivate {
		return false, nil
	}
	_, err := t.Account(c.Resident.NIK)
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return true, nil
	}
	return false, err
}

// approve moves the account and promises the mail. Whatever was there before (a phone,
// a PIN, codes, log-ins) ends.
func (s *Service) approve(t *db.Tx, p parcel, lang string, now time.Time) error {
	n := p.Resident.NIK
	a, err := t.Account(n)
	if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
		return err
	}
	next, err := NextAccount(a.State, AccountApprove)
	if err != nil {
		return enrol.NewError(enrol.CodeRefused, "approve account").With("account", string(a.State))
	}
	for _, step := range []func() error{
		func() error { return t.CancelJobs(jobCode, n, now) },
		func() error { return t.DropCodes(n, "") },
		func() error { return t.DropSessions(n, "") },
		func() error {
			return t.PutAccount(db.Account{NIK: n, State: next, Email: p.Resident.Email, Phone: p.Resident.Phone, Lang: lang,
				CaseID: p.id, Approved: p.DecidedAt, Updated: now})
		},
		func() error { return s.queueCode(t, n) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// defaultLang is that of who never chose one.
const defaultLang = "id"
