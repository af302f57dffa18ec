package registry

import (
	"context"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// SetSecrets ends an activation: PIN and password are the resident's own, the account
// is active and bound to the phone of the ticket, which is logged in. A PIN or
// password that is too easy is CodeWeakPIN with the detail "what" (pin, password); the
// ticket then stays good. A ticket that expired or was used is CodeSession.
func (s *Service) SetSecrets(ctx context.Context, ticket Ticket, pin, password string) (Session, error) {
	row, rec, err := s.ticketHolder(ctx, ticket)
	if err != nil {
		return Session{}, err
	}
	if err := checkSecrets(rec, row.NIK, pin, password); err != nil {
		return Session{}, err
	}
	pinHash, err := s.hash(ctx, pin)
	if err != nil {
		return Session{}, err
	}
	passwordHash, err := s.hash(ctx, password)
	if err != nil {
		return Session{}, err
	}
	var session Session
	err = s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.Lock(string(row.NIK)); err != nil {
			return err
		}
		if _, err := t.Session(db.SessionTicket, row.ID, s.now()); err != nil {
			return sessionError(err)
		}
		if err := s.activate(t, row, pinHash, passwordHash); err != nil {
			return err
		}
		session, err = s.openSession(t, row.NIK, row.Device)
		return err
	})
	return session, err
}

// ticketHolder answers a ticket's row and whom it is about.
func (s *Service) ticketHolder(ctx context.Context, ticket Ticket) (row db.Session, rec db.Resident, err error) {
	err = s.db.View(ctx, func(t *db.Tx) error {
		if row, err = t.Session(db.SessionTicket, digest(ticket.ID), s.now()); err != nil {
			return sessionError(err)
		}
		rec, err = t.Resident(row.NIK)
		if enrol.CodeOf(err) == enrol.CodeNotFound {
			return nil
		}
		return err
	})
	return row, rec, err
}

// activate is the last step: everything that led here is used up.
func (s *Service) activate(t *db.Tx, row db.Session, pin, password string) error {
	a, err := t.Account(row.NIK)
	if err != nil {
		return err
	}
	next, err := NextAccount(a.State, AccountActivate)
	if err != nil {
		return sessionError(err)
	}
	now := s.now()
	a.State, a.PIN, a.Password, a.Device, a.Activated, a.Updated = next, pin, password, row.Device, now, now
	for _, step := range []func() error{
		func() error { return t.PutAccount(a) },
		func() error { return t.DropSessions(row.NIK, "") },
		func() error { return t.DropCodes(row.NIK, "") },
		func() error { return t.CancelJobs(jobCode, row.NIK, now) },
		func() error { return s.refund(t, ofPhone(paceLogin, row.NIK, row.Device)) },
		func() error { return s.clear(t, pacePIN, string(row.NIK)) },
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// sessionError turns "not found" and "no such move" into CodeSession.
func sessionError(err error) error {
	switch enrol.CodeOf(err) {
	case enrol.CodeNotFound, enrol.CodeMove:
		return enrol.NewError(enrol.CodeSession, "check session")
	}
	return err
}

func (s *Service) openSession(t *db.Tx, n enrol.NIK, device string) (Session, error) {
	now := s.now()
	out := Session{ID: SessionID(secret()), Expires: now.Add(s.opts.SessionLife)}
	return out, t.AddSession(db.Session{ID: digest(string(out.ID)), Kind: db.SessionLogin, NIK: n, Device: device, Created: now, Expires: out.Expires})
}

// LogIn answers a session. A wrong password, an unknown NIK and an account that is not
// active are all CodeLogin; too many tries CodeLocked with RetryAfter, counted apart for the phone
// that the account is bound to. With the right
// password, another phone than the account's is CodeForbidden (detail "why": device).
func (s *Service) LogIn(ctx context.Context, n enrol.NIK, password string, device string) (Session, error) {
	var a db.Account
	var tries budget
	err := s.db.Update(ctx, func(t *db.Tx) (err error) {
		if a, err = t.Account(n); enrol.CodeOf(err) == enrol.CodeNotFound {
			a, err = db.Account{}, nil
		}
		if err != nil {
			return err
		}
		tries = elsewhere(ctx, paceLogin, topLogin, n)
		if a.Device != "" && a.Device == digest(device) {
			tries = ofPhone(paceLogin, n, a.Device)
		}
		_, err = s.spend(t, tries)
		return err
	})
	if err != nil {
		return Session{}, err
	}
	if a.State != enrol.AccountActive {
		a.Password = ""
	}
	ok, err := s.verify(ctx, a.Password, password)
	if err != nil {
		return Session{}, err
	}
	if !ok {
		return Session{}, enrol.NewError(enrol.CodeLogin, "log in")
	}
	return s.admit(ctx, a, device, tries)
}

// admit opens the session of who showed the right password.
func (s *Service) admit(ctx context.Context, seen db.Account, device string, tries budget) (session Session, err error) {
	err = s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.Lock(string(seen.NIK)); err != nil {
			return err
		}
		if err := s.refund(t, tries); err != nil {
			return err
		}
		a, err := t.Account(seen.NIK)
		if err != nil {
			return err
		}
		if a.State != enrol.AccountActive || a.Password != seen.Password {
			return enrol.NewError(enrol.CodeLogin, "log in")
		}
		if a.Device != digest(device) {
			return enrol.NewError(enrol.CodeForbidden, "log in").With("why", "device")
		}
		session, err = s.openSession(t, a.NIK, a.Device)
		return err
	})
	return session, err
}

// holder answers whose session id is: CodeSession where nobody's.
func (s *Service) holder(t *db.Tx, id SessionID) (db.Session, db.Account, error) {
	if len(id) != handleLength {
		return db.Session{}, db.Account{}, enrol.NewError(enrol.CodeSession, "check session")
	}
	row, err := t.Session(db.SessionLogin, digest(string(id)), s.now())
	if err != nil {
		return row, db.Account{}, sessionError(err)
	}
	a, err := t.Account(row.NIK)
	return row, a, sessionError(err)
}

// Identity answers who is logged in; CodeSession where nobody is.
func (s *Service) Identity(ctx context.Context, id SessionID) (Identity, error) {
	var out Identity
	err := s.db.View(ctx, func(t *db.Tx) error {
		row, a, err := s.holder(t, id)
		if err != nil {
			return err
		}
		rec, err := t.Resident(a.NIK)
		if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
			return err
		}
		out = Identity{Name: rec.Name, NIKMasked: a.NIK.Masked(), Account: a.State, Email: a.Email, Phone: a.Phone,
			Lang: a.Lang, Since: a.Activated, Expires: row.Expires}
		return nil
	})
	return out, err
}

// LogOut ends a session; one that is over already is no error.
func (s *Service) LogOut(ctx context.Context, id SessionID) error {
	return s.db.Update(ctx, func(t *db.Tx) error { return t.DropSession(digest(string(id))) })
}

// ReleaseDevice gives the phone up: the account rests, every session ends, and a new
// phone needs a reactivation at a counter.
func (s *Service) ReleaseDevice(ctx context.Context, id SessionID) error {
	return s.db.Update(ctx, func(t *db.Tx) error {
		_, a, err := s.holder(t, id)
		if err != nil {
			return err
		}
		if err := t.Lock(string(a.NIK)); err != nil {
			return err
		}
		return s.rest(t, a, AccountRelease)
	})
}

// rest takes an account out of use: nobody is logged in and no phone is bound.
func (s *Service) rest(t *db.Tx, a db.Account, e AccountEvent) error {
	next, err := NextAccount(a.State, e)
	if err != nil {
		return err
	}
	a.State, a.Device, a.Updated = next, "", s.now()
	if err := t.PutAccount(a); err != nil {
		return err
	}
	return t.DropSessions(a.NIK, "")
}
