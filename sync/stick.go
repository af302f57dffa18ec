package sync

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"

	"filippo.io/age"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/bundle"
)

// vaultStick is where the vault keeps the key that the registry's settings on a stick are
// sealed to.
const vaultStick = "device-stick"

// stickKey answers the device's key, made where there is none yet: a device that was
// enrolled before there was such a thing has one from its next bundle on.
func stickKey(ctx context.Context, vault enrol.Vault) (*age.HybridIdentity, error) {
	raw, err := vault.Get(ctx, vaultStick)
	if err == nil {
		if key, err := age.ParseHybridIdentity(string(raw)); err == nil {
			return key, nil
		}
		return nil, enrol.NewError(enrol.CodeDBBroken, "read stick key") // the cause may quote it
	}
	if enrol.CodeOf(err) != enrol.CodeNotFound {
		return nil, fmt.Errorf("read stick key: %w", err)
	}
	key, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, fmt.Errorf("make stick key: %w", err)
	}
	if err := vault.Put(ctx, vaultStick, []byte(key.String())); err != nil {
		return nil, fmt.Errorf("keep stick key: %w", err)
	}
	return key, nil
}

// SignAsk is what rides behind the packets of a stick: the device asks for what a pull since
// cursor would bring, and names the key that the answer is to be sealed to. Not for many
// goroutines at once: the key is made by the first.
func (c *Client) SignAsk(ctx context.Context, cursor string) ([]byte, error) {
	key, err := stickKey(ctx, c.vault)
	if err != nil {
		return nil, err
	}
	id := c.Identity()
	return bundle.Ask{Device: id.Device, Recipient: key.Recipient().String(), Cursor: cursor}.Sign(id.SigningKey)
}

// StickReader reads what the registry sent back to this device.
func (c *Client) StickReader(ctx context.Context) (bundle.Reader, error) {
	id := c.Identity()
	key, err := stickKey(ctx, c.vault)
	if err != nil {
		return bundle.Reader{}, err
	}
	certs, err := parsePEM(id.CA)
	if err != nil {
		return bundle.Reader{}, enrol.WrapError(enrol.CodeNotEnrolled, "use device identity", err)
	}
	r := bundle.Reader{Device: id.Device, Key: key}
	for _, c := range certs {
		if pub, ok := c.PublicKey.(*ecdsa.PublicKey); ok && c.IsCA {
			r.Authorities = append(r.Authorities, pub)
		}
	}
	if len(r.Authorities) == 0 {
		return bundle.Reader{}, enrol.WrapError(enrol.CodeNotEnrolled, "use device identity", errors.New("no authority"))
	}
	return r, nil
}
