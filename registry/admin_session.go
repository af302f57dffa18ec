package registry

import (
	"context"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// AdminLogIn answers a session at the office. code is that of the second factor, or a
// recovery code; who has none needs none. A wrong password, a wrong code, an unknown
// name and a person who left are all CodeLogin; too many tries CodeLocked with RetryAfter, counted by
// network, and apart for a browser that KnownBrowser knows (see From);
// too many people at once CodeTooOften.
func (s *Service) AdminLogIn(ctx context.Context, id, password, code string) (Session, error) {
	var row db.Admin
	err := s.db.View(ctx, func(t *db.Tx) (err error) {
		if row, err = t.Admin(id); enrol.CodeOf(err) == enrol.CodeNotFound {
			return nil
		}
		return err
	})
	if err != nil {
		return Session{}, err
	}
	if !row.Revoked.IsZero() {
		row.Verifier = ""
	}
	tries := s.ofAdmin(ctx, id)
	ok, err := s.verifyPaced(ctx, s.desk, tries, row.Verifier, password)
	if err != nil {
		return Session{}, err
	}
	if !ok {
		s.log.Warn("office log-in refused")
		return Session{}, enrol.NewError(enrol.CodeLogin, "log in")
	}
	out, err := s.admitAdmin(ctx, row, code, tries)
	if enrol.CodeOf(err) == enrol.CodeLogin {
		s.log.Warn("office log-in refused")
	}
	return out, err
}

func (s *Service) admitAdmin(ctx context.Context, row db.Admin, code string, tries budget) (Session, error) {
	now := s.now()
	out := Session{ID: SessionID(secret()), Expires: now.Add(adminLife)}
	return out, s.db.Update(ctx, func(t *db.Tx) error {
		fresh, err := t.Admin(row.ID)
		if err != nil {
			return err
		}
		if fresh.Verifier != row.Verifier || !fresh.Revoked.IsZero() {
			return enrol.NewError(enrol.CodeLogin, "log in")
		}
		if err := s.passFactor(t, fresh, code); err != nil {
			return err
		}
		if err := s.refund(t, tries); err != nil {
			return err
		}
		if err := t.AddAdminSession(db.AdminSession{ID: digest(string(out.ID)), Admin: row.ID, Created: now, Seen: now, Expires: out.Expires}); err != nil {
			return err
		}
		return s.deed(t, admin(row), "log-in", "", "")
	})
}

// Admin answers who is logged in at the office; CodeSession where nobody is.
func (s *Service) Admin(ctx context.Context, id SessionID) (Admin, error) {
	if len(id) != handleLength {
		return Admin{}, enrol.NewError(enrol.CodeSession, "check session")
	}
	now := s.now()
	var row db.Admin
	var session db.AdminSession
	err := s.db.View(ctx, func(t *db.Tx) (err error) {
		if session, err = t.AdminSession(digest(string(id)), now, now.Add(-adminIdle)); err != nil {
			return sessionError(err)
		}
		row, err = t.Admin(session.Admin)
		return sessionError(err)
	})
	if err == nil && !row.Revoked.IsZero() {
		err = enrol.NewError(enrol.CodeSession, "check session")
	}
	if err != nil || now.Sub(session.Seen) < adminSeen {
		return admin(row), err
	}
	return admin(row), s.db.Update(ctx, func(t *db.Tx) error { return t.SeeAdminSession(session.ID, now) })
}

// AdminLogOut ends a session; one that is over already is no error.
func (s *Service) AdminLogOut(ctx context.Context, id SessionID) error {
	return s.db.Update(ctx, func(t *db.Tx) error { return t.DropAdminSession(digest(string(id))) })
}

// SetAdminPassword replaces a person's own password: the old one is asked for again
// (CodeLogin), and every other session of hers ends.
func (s *Service) SetAdminPassword(ctx context.Context, id SessionID, old, password string) error {
	who, err := s.Admin(ctx, id)
	if err != nil {
		return err
	}
	row, err := s.ownPassword(ctx, who.ID, old)
	if err != nil {
		return err
	}
	if err := checkAdminPassword(who.ID, password); err != nil {
		return err
	}
	if old == password {
		return weak("password")
	}
	verifier, err := s.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		fresh, err := t.Admin(who.ID)
		if err != nil {
			return err
		}
		if fresh.Verifier != row.Verifier || !fresh.Revoked.IsZero() {
			return enrol.NewError(enrol.CodeSession, "change password")
		}
		fresh.Verifier, fresh.MustSet = verifier, false
		if err := t.PutAdmin(fresh); err != nil {
			return err
		}
		if err := s.refund(t, ofDesk(who.ID)); err != nil {
			return err
		}
		if err := t.DropAdminSessions(who.ID, digest(string(id))); err != nil {
			return err
		}
		return s.deed(t, who, "password", "", "")
	})
}
