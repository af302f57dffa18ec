package registry

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/hex"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// groupItems is how many packets of an upload share a transaction: what a packet costs
// is mostly the disk's answer to a commit.
const groupItems = 64

// openPacket looks at everything that needs no database, but for who signed what another
// device brings; the error is a refusal, or a fault of ours.
func (s *Service) openPacket(from *lineage, item api.Packet) (parcel, error) {
	p := parcel{id: item.ID, sealed: item.Body, from: from, device: from.device}
	if _, err := uuid.Parse(item.ID); err != nil || len(item.ID) != 36 || len(item.Body) > api.MaxPacketBytes {
		return p, enrol.NewError(enrol.CodeField, "take in packet")
	}
	sum := sha256.Sum256(item.Body)
	p.digest = hex.EncodeToString(sum[:])
	signer := db.Device{}
	c, err := packet.Open(item.Body, s.secrets.Identity, func(device string) (key ed25519.PublicKey, err error) {
		signer, err = from.signer(device)
		return signer.SigningKey, err
	})
	if err != nil {
		return p, err
	}
	p.Case, p.device = c, signer
	if err := intime(signer, c.DecidedAt); err != nil {
		return p, err
	}
	p.Case = s.notAhead(c)
	if err := s.checkForm(p); err != nil {
		return p, err
	}
	return p, s.checkPages(p)
}

// checkPages opens every page once, so that evidence that can't be read later is refused now. They stay
// sealed all the same: what is kept is the packet.
func (s *Service) checkPages(p parcel) error {
	for _, page := range p.Case.Pages {
		if _, err := packet.OpenPage(page, s.secrets.Identity); err != nil {
			return err
		}
	}
	return nil
}

// takeInGroup answers all items or none: an error means that the group has to be taken
// in one by one. It never keeps half of an item, since what fails while it writes ends
// the transaction.
func (s *Service) takeInGroup(ctx context.Context, from *lineage, items []api.Packet) (receipts []enrol.Receipt, err error) {
	if len(items) < 2 {
		return nil, enrol.NewError(enrol.CodeInternal, "take in group")
	}
	group := s.openGroup(ctx, from, items)
	defer group.wait()
	if err := group.ready(s.db.Locks()); err != nil {
		return nil, err
	}
	err = s.db.Update(ctx, func(t *db.Tx) error {
		receipts = make([]enrol.Receipt, 0, len(items)) // the transaction may run again
		if err := s.lockAndAsk(t, group); err != nil {
			return err
		}
		for i := range items {
			p, err := group.item(i)
			if err != nil {
				return err
			}
			r, err := s.takeInOne(t, p)
			if err != nil {
				return err
			}
			receipts = append(receipts, r)
		}
		return nil
	})
	return receipts, err
}

// takeInOne is one item within the group's transaction. Until keep nothing is written,
// so that a refusal leaves no trace but its own record.
func (s *Service) takeInOne(t *db.Tx, p opened) (enrol.Receipt, error) {
	c, err := t.Case(p.id)
	switch {
	case err == nil && p.digest != "":
		return s.again(p.parcel, c), nil
	case err != nil && enrol.CodeOf(err) != enrol.CodeNotFound:
		return enrol.Receipt{}, err
	}
	refused, credentialID := p.refused, ""
	if refused == nil {
		if credentialID, refused = s.checkPolicy(t, p.parcel); fault(refused) {
			return enrol.Receipt{}, refused
		}
	}
	if refused == nil {
		return s.keep(t, p.parcel, credentialID)
	}
	r := s.refusal(p.id, refused)
	if p.digest == "" {
		return r, nil // an id that can't be one is not recorded
	}
	return r, t.AddRefusal(db.Refusal{ID: p.id, Outlet: p.device.Outlet, Device: p.device.ID, Code: r.Code, At: r.At})
}
