package registry

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// DisplayQR is the QR with which a resident shows who she or he is. It holds for 90
// seconds, and names neither e-mail nor number.
func (s *Service) DisplayQR(ctx context.Context, id SessionID) (text string, expires time.Time, err error) {
	var rec db.Resident
	err = s.db.View(ctx, func(t *db.Tx) error {
		_, a, err := s.holder(t, id)
		if err != nil {
			return err
		}
		if a.State != enrol.AccountActive {
			return sessionError(enrol.NewError(enrol.CodeMove, "show identity"))
		}
		rec, err = t.Resident(a.NIK)
		return err
	})
	if err != nil {
		return "", time.Time{}, err
	}
	now := s.now()
	expires = now.Add(credential.DisplayLife)
	text, err = credential.IssueDisplay(s.secrets.Signing, s.secrets.KeyID, enrol.Credential{
		ID: credentialID(), Issuer: s.opts.Issuer, IssuedAt: now, Expires: expires, Resident: resident(rec),
	})
	return text, expires, err
}

// Shown is what a display QR proves about who shows it.
type Shown struct {
	Name      string
	NIKMasked string
	Birth     time.Time
	Expires   time.Time
}

// VerifyDisplay answers whom a display QR shows. Its signature and its time are
// checked as anybody could offline (the codes of credential.Verifier), and besides
// that the account is still in use: CodeRevoked where it was blocked or released since.
func (s *Service) VerifyDisplay(ctx context.Context, text string) (Shown, error) {
	var keys []enrol.VerifyKey
	if err := s.db.View(ctx, func(t *db.Tx) (err error) { keys, err = t.Keys(); return err }); err != nil {
		return Shown{}, err
	}
	c, err := credential.NewVerifier(keys, credential.Options{}).VerifyDisplay(text, s.now())
	if err != nil {
		return Shown{}, err
	}
	if !s.now().Before(c.Expires) { // no tolerance: it was our own clock that set the time
		return Shown{}, enrol.NewError(enrol.CodeQRExpired, "verify identity")
	}
	var a db.Account
	err = s.db.View(ctx, func(t *db.Tx) (err error) { a, err = t.Account(c.Resident.NIK); return err })
	if enrol.CodeOf(err) == enrol.CodeNotFound || err == nil && a.State != enrol.AccountActive {
		err = enrol.NewError(enrol.CodeRevoked, "verify identity")
	}
	return Shown{c.Resident.Name, c.Resident.NIK.Masked(), c.Resident.Birth, c.Expires}, err
}
