package registry

import (
	"context"
	"crypto/hmac"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// contactLife is how long a resident has to read the code out of the new mailbox.
const contactLife = time.Hour

// ContactChange is another e-mail address or number that waits for its code.
type ContactChange struct {
	Email   enrol.Email // prints masked; where the code went
	Phone   enrol.Phone // prints masked
	Expires time.Time
}

// ChangeContact asks for another address or number; what is "" stays as it is. The PIN
// is asked for again (CodeLogin, CodeLocked), and a code goes to the new address, or,
// where only the number changes, to the one in use. Nothing changes before ConfirmContact.
// A change that changes nothing is CodeField (detail "why": same), too many CodeTooOften.
func (s *Service) ChangeContact(ctx context.Context, id SessionID, pin string, email enrol.Email, phone enrol.Phone) (ContactChange, error) {
	if _, err := s.checkPIN(ctx, id, pin); err != nil {
		return ContactChange{}, err
	}
	code := newCode(s.opts.CodeDigits)
	job, err := uuid.NewV7()
	if err != nil {
		return ContactChange{}, err
	}
	var c db.ContactChange
	err = s.db.Update(ctx, func(t *db.Tx) error {
		row, a, err := s.inUse(t, id)
		if err != nil {
			return err
		}
		if c, err = newContact(a, email, phone); err != nil {
			return err
		}
		if _, err := s.charge(t, paceContact, string(a.NIK)); err != nil {
			return err
		}
		now := s.now()
		c.ID, c.Session, c.Expires = job.String(), row.ID, now.Add(contactLife)
		c.MAC = s.contactMAC(c, code)
		if err := t.PutContactChange(c); err != nil {
			return err
		}
		return s.queueMail(t, db.Job{ID: c.ID, Kind: jobContact, NIK: a.NIK}, code)
	})
	if err != nil {
		return ContactChange{}, err
	}
	s.wakeMail()
	return ContactChange{c.Email, c.Phone, c.Expires}, nil
}

// newContact is what an account's contact would be.
func newContact(a db.Account, email enrol.Email, phone enrol.Phone) (db.ContactChange, error) {
	c := db.ContactChange{NIK: a.NIK, Email: a.Email, Phone: a.Phone}
	var err error
	if email != "" {
		if c.Email, err = enrol.ParseEmail(string(email)); err != nil {
			return c, err
		}
	}
	if phone != "" {
		if c.Phone, err = enrol.ParsePhone(string(phone)); err != nil {
			return c, err
		}
	}
	if c.Email == a.Email && c.Phone == a.Phone {
		return c, enrol.NewError(enrol.CodeField, "change contact").With("field", "email").With("why", "same")
	}
	return c, nil
}

// inUse answers the account of a session that nobody else can change meanwhile;
// CodeSession where it is not in use any more.
func (s *Service) inUse(t *db.Tx, id SessionID) (db.Session, db.Account, error) {
	_, a, err := s.holder(t, id)
	if err != nil {
		return db.Session{}, a, err
	}
	if err := t.Lock(string(a.NIK)); err != nil {
		return db.Session{}, a, err
	}
	row, a, err := s.holder(t, id)
	if err == nil && a.State != enrol.AccountActive {
		err = enrol.NewError(enrol.CodeSession, "check session")
	}
	return row, a, err
}

// contactMAC binds a code to what it stands for: to no other address, number or log-in.
func (s *Service) contactMAC(c db.ContactChange, code string) string {
	return s.secrets.MAC("contact code", string(c.NIK), c.ID, c.Session, string(c.Email), string(c.Phone), code)
}

// queueMail promises a mail; its secret lies sealed in the job.
func (s *Service) queueMail(t *db.Tx, j db.Job, secret string) error {
	j.State, j.Run, j.Created = db.JobPending, s.now(), s.now()
	j.Secret = s.secrets.Seal([]byte(secret), j.ID)
	return t.AddJob(j)
}

// PendingContact answers the change that this log-in waits with; CodeNotFound where
// there is none.
func (s *Service) PendingContact(ctx context.Context, id SessionID) (ContactChange, error) {
	var c db.ContactChange
	err := s.db.View(ctx, func(t *db.Tx) error {
		row, a, err := s.holder(t, id)
		if err != nil {
			return err
		}
		if c, err = t.ContactChange(a.NIK); err == nil && (c.Session != row.ID || !s.now().Before(c.Expires)) {
			err = enrol.NewError(enrol.CodeNotFound, "read contact change")
		}
		return err
	})
	if err != nil {
		return ContactChange{}, err
	}
	return ContactChange{c.Email, c.Phone, c.Expires}, nil
}

// ConfirmContact ends a change with the code from its mail: from then on the new
// address and number are the resident's, and the old address is told. A wrong code is
// CodeCode, one too late CodeCodeOld, too many CodeLocked with RetryAfter.
func (s *Service) ConfirmContact(ctx context.Context, id SessionID, code string) error {
	var verdict error
	err := s.db.Update(ctx, func(t *db.Tx) error {
		row, a, err := s.inUse(t, id)
		if err != nil {
			return err
		}
		if _, err := s.charge(t, paceProof, string(a.NIK)); err != nil {
			return err
		}
		c, err := t.ContactChange(a.NIK)
		if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
			return err
		}
		if verdict = s.judgeContact(c, row.ID, strings.TrimSpace(code)); verdict != nil {
			return nil // the charge stays
		}
		return s.moveContact(t, a, c)
	})
	if err == nil {
		err = verdict
	}
	s.wakeMail()
	return err
}

func (s *Service) judgeContact(c db.ContactChange, session, code string) error {
	switch {
	case c.Session != session, !hmac.Equal([]byte(c.MAC), []byte(s.contactMAC(c, code))):
		return enrol.NewError(enrol.CodeCode, "check contact code")
	case !s.now().Before(c.Expires):
		return enrol.NewError(enrol.CodeCodeOld, "check contact code")
	}
	return nil
}

// moveContact writes the new contact, and promises a word to the old address.
func (s *Service) moveContact(t *db.Tx, a db.Account, c db.ContactChange) error {
	old := a.Email
	a.Email, a.Phone, a.Updated = c.Email, c.Phone, s.now()
	if err := t.PutAccount(a); err != nil {
		return err
	}
	if err := t.DropContactChange(a.NIK); err != nil {
		return err
	}
	if err := s.clear(t, paceProof, string(a.NIK)); err != nil {
		return err
	}
	if old != c.Email {
		id, err := uuid.NewV7()
		if err != nil {
			return err
		}
		if err := s.queueMail(t, db.Job{ID: id.String(), Kind: jobMoved, NIK: a.NIK}, string(old)); err != nil {
			return err
		}
	}
	return s.deed(t, Admin{ID: "resident"}, DeedContact, string(a.NIK), "")
}
