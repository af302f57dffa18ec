package registry

import (
	"bytes"
	"context"
	"crypto/ed25519"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
	"github.com/gerai-ikd/gerai/sync/bundle"
)

// askPages bounds the statuses of one answer to an ask; what is more comes with the next.
const askPages = 20

// Answer answers what a device without a line asks for on its stick: all of the books, since
// they may have changed and changed back between two sticks that cross, and the news of its
// cases since its cursor; signed by the authority and sealed to the device, so that whoever
// carries it can neither read nor change it. What no device of ours signed is CodeRefused,
// and CodeRevoked where it may report no more.
func (s *Service) Answer(ctx context.Context, signed []byte) (api.AskResponse, error) {
	var dev db.Device
	ask, err := bundle.OpenAsk(signed, func(device string) (key ed25519.PublicKey, err error) {
		dev, err = s.inForce(ctx, device)
		return dev.SigningKey, err
	})
	if err != nil {
		return api.AskResponse{}, err
	}
	at := readCursor(ask.Cursor)
	at.Books = ""
	p, err := s.pull(ctx, dev, at, askPages)
	if err != nil {
		return api.AskResponse{}, err
	}
	var file bytes.Buffer
	err = bundle.WriteSettings(&file, s.secrets.CA.Signer(), ask.Recipient, bundle.Settings{Device: dev.ID, Base: ask.Cursor, Pull: p})
	if err != nil {
		return api.AskResponse{}, err
	}
	s.log.Info("ask answered", "device", dev.ID, "outlet", dev.Outlet)
	return api.AskResponse{Outlet: dev.Outlet, File: file.Bytes()}, nil
}

// inForce answers a device that may report. It is not noted as seen: an ask may have lain on
// a stick for weeks, and come a second time.
func (s *Service) inForce(ctx context.Context, id string) (d db.Device, err error) {
	err = s.db.View(ctx, func(t *db.Tx) error {
		d, err = t.Device(id)
		return err
	})
	if enrol.CodeOf(err) == enrol.CodeNotFound || err == nil && !d.Ended().IsZero() {
		return d, enrol.NewError(enrol.CodeRevoked, "check device")
	}
	return d, err
}
