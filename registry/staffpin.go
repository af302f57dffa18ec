package registry

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry/db"
)

// SetStaffPIN takes over a PIN that a person of the device's outlet chose at the
// counter: its verifier. It counts only where the verifier that it replaces is still
// ours, or the registry's first PIN after a loss would be undone by an old counter;
// otherwise CodeRefused. The same one again changes nothing.
func (s *Service) SetStaffPIN(ctx context.Context, d db.Device, p enrol.PINChange) error {
	if !phc.Valid(p.Verifier) {
		return badField("verifier")
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		list, err := t.Staff(d.Outlet)
		if err != nil {
			return err
		}
		for _, m := range list {
			if m.ID != p.Staff {
				continue
			}
			sum := sha256.Sum256([]byte(m.Verifier))
			switch {
			case m.Revoked:
				return enrol.NewError(enrol.CodeRefused, "take PIN").With("why", "revoked")
			case m.Verifier == p.Verifier:
				return nil
			case hex.EncodeToString(sum[:]) != p.Base:
				return enrol.NewError(enrol.CodeRefused, "take PIN").With("why", "replaced")
			}
			m.Verifier, m.MustSet = p.Verifier, false
			return t.PutStaff(d.Outlet, m)
		}
		return enrol.NewError(enrol.CodeNotFound, "take PIN")
	})
}
