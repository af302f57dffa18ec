package sync

import (
	"context"
	"crypto/ecdsa"
	"fmt"
	"net/http"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// RenewDue tells whether the certificate is in the last third of its life, by the time
// that certificates are checked at and not by a PC's clock that may be days off.
func (c *Client) RenewDue() bool {
	now := time.Now
	if c.timeouts.Now != nil {
		now = c.timeouts.Now
	}
	return c.Identity().RenewDue(now())
}

// Renew gets a certificate for a fresh key. The old one stays in use until the new
// identity is in the vault, so that a crash in between costs nothing.
func (c *Client) Renew(ctx context.Context) error {
	id := c.Identity()
	key, err := newTLSKey()
	if err != nil {
		return err
	}
	der, err := csr(key, id.Device)
	if err != nil {
		return err
	}
	var out api.RenewResponse
	r := request{op: "renew certificate", method: http.MethodPost, path: api.PathRenew}
	if err := c.json(ctx, r, api.RenewRequest{CSR: der}, &out); err != nil {
		return err
	}
	id.TLSKey, id.Certificate = key, out.Certificate
	if len(out.CA) > 0 { // said over a line that the old CA vouches for
		id.CA = out.CA
	}
	if err := checkCertificate(id); err != nil {
		return enrol.WrapError(enrol.CodeNonsense, "renew certificate", err)
	}
	if err := saveIdentity(ctx, c.vault, id); err != nil {
		return err
	}
	return c.use(id)
}

// checkCertificate tells whether what the registry sent fits our key and is a chain
// that we can show.
func checkCertificate(id Identity) error {
	leaf, err := id.Leaf()
	if err != nil {
		return err
	}
	if pub, ok := leaf.PublicKey.(*ecdsa.PublicKey); !ok || !pub.Equal(id.TLSKey.Public()) {
		return fmt.Errorf("certificate for another key")
	}
	if !leaf.NotAfter.After(leaf.NotBefore.Add(time.Minute)) {
		return fmt.Errorf("certificate without a life")
	}
	_, err = id.tlsConfig()
	return err
}
