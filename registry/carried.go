package registry

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"maps"
	"slices"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
	"github.com/gerai-ikd/gerai/sync/bundle"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// TakeInCarried answers a packet that came by another way than its device's own line,
// on a USB stick say, and names the device that signed it. What no device of ours
// signed has no receipt and is CodeRefused: whoever finds a stick could otherwise have a
// good packet of the same id refused. A revoked device's is CodeRevoked; that of one whose
// place another took is taken in as long as it was decided before.
func (s *Service) TakeInCarried(ctx context.Context, item api.Packet) (db.Device, enrol.Receipt, error) {
	var dev db.Device
	_, err := packet.Open(item.Body, s.secrets.Identity, func(device string) (key ed25519.PublicKey, err error) {
		dev, err = s.signer(ctx, device)
		return dev.SigningKey, err
	})
	if err != nil {
		return db.Device{}, enrol.Receipt{}, err
	}
	r, err := s.takeIn(ctx, alone(dev), item)
	if err == nil {
		s.wakeMail()
	}
	return dev, r, err
}

// Carry answers packets that a device with a line brings for outlets without one, and
// signs their receipts, for each outlet apart. One that we stumble over holds up none of
// the others: it is named, to be brought again. The error is for when all of them were such.
func (s *Service) Carry(ctx context.Context, items []api.Packet) (api.CarriedResponse, error) {
	out := api.CarriedResponse{Time: s.now()}
	count := map[enrol.Answer]*int{enrol.AnswerAccepted: &out.Accepted, enrol.AnswerDuplicate: &out.Known, enrol.AnswerRefused: &out.Refused}
	outlets, stumbled := map[string][]enrol.Receipt{}, error(nil)
	for _, item := range items {
		dev, r, err := s.TakeInCarried(ctx, item)
		switch {
		case err == nil:
			*count[r.Answer]++
			outlets[dev.Outlet] = append(outlets[dev.Outlet], r)
		case ctx.Err() != nil:
			return api.CarriedResponse{}, err
		case fault(err):
			out.Failed, stumbled = append(out.Failed, item.ID), err
		default:
			out.Foreign++
		}
	}
	if len(items) > 0 && len(out.Failed) == len(items) {
		return api.CarriedResponse{}, stumbled
	}
	key, kid := s.SignReceipts()
	for _, o := range slices.Sorted(maps.Keys(outlets)) {
		var file bytes.Buffer
		err := bundle.WriteReceipts(&file, key, kid, bundle.Receipts{Outlet: o, At: out.Time.UTC().Truncate(time.Second), Receipts: outlets[o]})
		if err != nil {
			return api.CarriedResponse{}, err
		}
		out.Receipts = append(out.Receipts, api.CarriedReceipts{Outlet: o, File: file.Bytes()})
	}
	return out, nil
}

// SignReceipts hands the key out that receipts on a stick are signed with, and its id:
// the one that residents' QRs are signed with, which every outlet knows.
func (s *Service) SignReceipts() (key ed25519.PrivateKey, kid string) {
	return s.secrets.Signing, s.secrets.KeyID
}
