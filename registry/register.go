package registry

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// Register takes in what a resident entered and answers the QR for the counter. A NIK
// that the register does not know gets one too, without a name: whether a number
// exists is not for everybody to ask. Too many of one NIK are CodeTooOften.
func (s *Service) Register(ctx context.Context, r RegisterRequest) (Registration, error) {
	if err := checkRequest(&r); err != nil {
		return Registration{}, err
	}
	now := s.now()
	handle := secret()
	row := db.Registration{ID: digest(handle), NIK: r.NIK, Email: r.Email, Phone: r.Phone, Kind: r.Kind, Lang: r.Lang, Created: now}
	if r.Consent {
		row.ConsentAt = now
	}
	err := s.db.Update(ctx, func(t *db.Tx) error {
		if _, err := s.spend(t, elsewhere(ctx, paceRegister, topRegister, r.NIK)); err != nil {
			return err
		}
		if err := s.sign(t, &row, now); err != nil {
			return err
		}
		return t.AddRegistration(row)
	})
	if err != nil {
		return Registration{}, err
	}
	return answer(handle, row), nil
}

// checkRequest looks at every field again: the caller may have skipped the parsers.
func checkRequest(r *RegisterRequest) error {
	n, err := enrol.ParseNIK(string(r.NIK))
	if err != nil {
		return err
	}
	if r.Email, err = enrol.ParseEmail(string(r.Email)); err != nil {
		return err
	}
	if r.Phone, err = enrol.ParsePhone(string(r.Phone)); err != nil {
		return err
	}
	r.NIK = n
	if r.Kind == "" {
		r.Kind = enrol.KindNew
	}
	if !knownKind(r.Kind) {
		return enrol.NewError(enrol.CodeField, "register").With("field", "kind")
	}
	if r.Lang != "en" {
		r.Lang = "id"
	}
	return nil
}

func knownKind(k enrol.Kind) bool {
	switch k {
	case enrol.KindNew, enrol.KindReactivate, enrol.KindChange, enrol.KindFirstCard, enrol.KindCard:
		return true
	}
	return false
}

// sign gives a registration a fresh credential, QR and token.
func (s *Service) sign(t *db.Tx, row *db.Registration, now time.Time) error {
	c := enrol.Credential{
		ID: credentialID(), Issuer: s.opts.Issuer, IssuedAt: now, Expires: now.Add(s.opts.CredentialLife),
		Kind: row.Kind, ConsentAt: row.ConsentAt,
	}
	rec, err := t.Resident(row.NIK)
	switch enrol.CodeOf(err) {
	case "":
		c.Resident = resident(rec)
		if len(rec.Template) > 0 {
			c.Template = &enrol.FaceTemplate{Model: rec.TemplateModel, Data: rec.Template}
		}
	case enrol.CodeNotFound:
	default:
		return err
	}
	c.Resident.NIK, c.Resident.Email, c.Resident.Phone = row.NIK, row.Email, row.Phone
	text, err := credential.Issue(s.secrets.Signing, s.secrets.KeyID, c)
	if err != nil {
		return err
	}
	if text, err = s.seal(t, text, now); err != nil {
		return err
	}
	row.CredentialID, row.QR, row.Token, row.Expires = c.ID, text, newToken(), c.Expires
	return nil
}

// resident is the part of a record that counters work with.
func resident(r db.Resident) enrol.Resident {
	return enrol.Resident{NIK: r.NIK, Name: r.Name, Birth: r.Birth, Sex: r.Sex, Married: r.Married, Category: r.Category}
}

func credentialID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return hex.EncodeToString(b)
}

// crockford is the alphabet of Douglas Crockford's base 32: no I, L, O, U.
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// newToken is 40 random bits, as staff type them.
func newToken() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // never fails since Go 1.24
	for i := range b {
		b[i] = crockford[b[i]&31]
	}
	return string(b[:4]) + "-" + string(b[4:])
}

// parseToken forgives what Crockford forgives: case, hyphens, and O, I, L for 0, 1, 1.
func parseToken(s string) (string, bool) {
	s = strings.NewReplacer("-", "", " ", "", "O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(strings.TrimSpace(s)))
	if len(s) != 8 {
		return "", false
	}
	for i := range len(s) {
		if !strings.Contains(crockford, s[i:i+1]) {
			return "", false
		}
	}
	return s[:4] + "-" + s[4:], true
}

func answer(handle string, row db.Registration) Registration {
	return Registration{ID: handle, QR: row.QR, Token: row.Token, Expires: row.Expires}
}

// Registration answers a page's registration and where it stands; CodeNotFound for a
// handle that leads nowhere.
func (s *Service) Registration(ctx context.Context, id string) (Registration, RegistrationState, error) {
	if len(id) != handleLength {
		return Registration{}, "", enrol.NewError(enrol.CodeNotFound, "read registration")
	}
	var row db.Registration
	var state RegistrationState
	var outlet string
	err := s.db.View(ctx, func(t *db.Tx) (err error) {
		if row, err = t.Registration(digest(id)); err != nil {
			return err
		}
		if state, err = s.registrationState(t, row); err != nil {
			return err
		}
		outlet, err = shownAt(t, row)
		return err
	})
	if err != nil {
		return Registration{}, "", err
	}
	out := answer(id, row)
	out.Outlet = outlet
	return out, state, nil
}

// shownAt answers the name of the outlet that a registration was handed to by way of
// the QR on its screen.
func shownAt(t *db.Tx, row db.Registration) (string, error) {
	id, err := t.FilledAt(row.ID)
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return outletName(t, id)
}

func (s *Service) registrationState(t *db.Tx, row db.Registration) (RegistrationState, error) {
	if row.CaseID == "" {
		if s.now().Before(row.Expires) {
			return RegistrationWaiting, nil
		}
		return RegistrationExpired, nil
	}
	c, err := t.Case(row.CaseID)
	if err != nil {
		return "", err
	}
	switch {
	case c.Decision == enrol.StateRejected:
		return RegistrationRefused, nil
	case c.Account == enrol.AccountActive:
		return RegistrationActive, nil
	case c.Account == enrol.AccountApproved:
		return RegistrationApproved, nil
	}
	return RegistrationCodeSent, nil
}

// Renew gives a registration that is still waiting, or has expired, a new QR. The old one
// can't be called back, since counters read it offline: it holds until it expires, and
// leads to the same registration. One that was used at a counter is CodeQRUsed.
func (s *Service) Renew(ctx context.Context, id string) (Registration, error) {
	if len(id) != handleLength {
		return Registration{}, enrol.NewError(enrol.CodeNotFound, "renew registration")
	}
	var row db.Registration
	err := s.db.Update(ctx, func(t *db.Tx) (err error) {
		if row, err = t.Registration(digest(id)); err != nil {
			return err
		}
		if row.CaseID != "" {
			return enrol.NewError(enrol.CodeQRUsed, "renew registration")
		}
		if _, err := s.charge(t, paceRenew, row.ID); err != nil {
			return err
		}
		if err := s.sign(t, &row, s.now()); err != nil {
			return err
		}
		return t.RenewRegistration(row)
	})
	if err != nil {
		return Registration{}, err
	}
	return answer(id, row), nil
}
