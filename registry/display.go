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
