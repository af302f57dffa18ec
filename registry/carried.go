package registry

import (
	"context"
	"crypto/ed25519"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// TakeInCarried answers a packet that came by another way than its device's own line,
// on a USB stick say, and names the device that signed it. What no device of ours
// signed has no receipt and is CodeRefused: whoever finds a stick could otherwise have a
// good packet of the same id refused. A revoked device's is CodeRevoked.
func (s *Service) TakeInCarried(ctx context.Context, item api.Packet) (db.Device, enrol.Receipt, error) {
	var dev db.Device
	_, err := packet.Open(item.Body, s.secrets.Identity, func(device string) (key ed25519.PublicKey, err error) {
		dev, err = s.Device(ctx, device)
		return dev.SigningKey, err
	})
	if err != nil {
		return db.Device{}, enrol.Receipt{}, err
	}
	r, err := s.takeIn(ctx, dev, item)
	if err == nil {
		s.wakeMail()
	}
	return dev, r, err
}

// SignReceipts hands the key out that receipts on a stick are signed with, and its id:
// the one that residents' QRs are signed with, which every outlet knows.
func (s *Service) SignReceipts() (key ed25519.PrivateKey, kid string) {
	return s.secrets.Signing, s.secrets.KeyID
}
