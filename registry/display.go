package registry

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// displayOf binds the sealed NIK of a display QR to that QR.
func displayOf(qr string) string { return "display QR " + qr }

// DisplayQR is the QR with which a resident shows who she or he is. It holds for 90
// seconds, and says no more than the page that checks it: name, birth and a masked NIK.
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
	qr := credentialID()
	text, err = credential.IssueDisplay(s.secrets.Signing, s.secrets.KeyID, enrol.Credential{
		ID: qr, Subject: s.secrets.Seal([]byte(rec.NIK), displayOf(qr)), Issuer: s.opts.Issuer, IssuedAt: now, Expires: expires, Resident: resident(rec),
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
	nik, err := s.secrets.Unseal(c.Subject, displayOf(c.ID))
	if err != nil {
		return Shown{}, enrol.WrapError(enrol.CodeQRForeign, "verify identity", err)
	}
	var a db.Account
	err = s.db.View(ctx, func(t *db.Tx) (err error) { a, err = t.Account(enrol.NIK(nik)); return err })
	if enrol.CodeOf(err) == enrol.CodeNotFound || err == nil && a.State != enrol.AccountActive {
		err = enrol.NewError(enrol.CodeRevoked, "verify identity")
	}
	return Shown{c.Resident.Name, c.Resident.NIK.Masked(), c.Resident.Birth, c.Expires}, err
}
