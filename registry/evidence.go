package registry

import (
	"context"
	"crypto/ed25519"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// Evidence is what a counter sent of a case, opened.
type Evidence struct {
	Case  enrol.Case // as the device signed it; Selfie and Card are pictures
	Pages [][]byte   // JPEGs of the papers, as Case.Pages
}

// OpenEvidence opens a case's sealed packet for somebody who may, and records who did and
// why, before anything of it is shown. A missing reason is CodeReason; a case that the registry does not
// know, and one whose evidence is past its time, are CodeNotFound.
func (s *Service) OpenEvidence(ctx context.Context, by Admin, id, reason string) (Evidence, error) {
	if err := allow(by, AdminChief); err != nil {
		return Evidence{}, err
	}
	if err := s.mayTouch(by, reason); err != nil {
		return Evidence{}, err
	}
	var sealed []byte
	var device db.Device
	err := s.db.Update(ctx, func(t *db.Tx) error {
		c, err := t.Case(id)
		if err != nil {
			return err
		}
		if sealed, err = t.Evidence(id); err != nil {
			return err
		}
		if device, err = t.Device(c.Device); err != nil {
			return err
		}
		return s.deed(t, by, "evidence", id, reason)
	})
	if err != nil {
		return Evidence{}, err
	}
	return s.openEvidence(sealed, device)
}

// openEvidence checks the device's signature again: what is shown is what was signed.
func (s *Service) openEvidence(sealed []byte, device db.Device) (Evidence, error) {
	c, err := packet.Open(sealed, s.secrets.Identity, func(id string) (ed25519.PublicKey, error) {
		if id != device.ID {
			return nil, enrol.NewError(enrol.CodeRefused, "open evidence").With("why", "device")
		}
		return device.SigningKey, nil
	})
	if err != nil {
		return Evidence{}, err
	}
	out := Evidence{Case: c}
	for _, p := range c.Pages {
		jpeg, err := packet.OpenPage(p, s.secrets.Identity)
		if err != nil {
			return Evidence{}, err
		}
		out.Pages = append(out.Pages, jpeg)
	}
	return out, nil
}
