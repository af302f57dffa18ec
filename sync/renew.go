package sync

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/json"
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

// Lapsed tells whether the certificate has run out, by the clock or by the registry's word:
// no connection can be made with it then, and Renew goes another way.
func (c *Client) Lapsed() bool {
	now := time.Now
	if c.timeouts.Now != nil {
		now = c.timeouts.Now
	}
	c.mu.Lock()
	rejected := c.rejected
	c.mu.Unlock()
	leaf, err := c.Identity().Leaf()
	return rejected || err == nil && now().After(leaf.NotAfter)
}

// doubtRejection forgets that the registry's TLS refused a certificate which by the clock
// still lives, and which could not be renewed either: an alert comes from whatever stands
// in between as well, and the ordinary line is to be tried again. Should the certificate have
// run out after all, the next answer says so anew.
func (c *Client) doubtRejection(asked Identity, err error) {
	leaf, fault := asked.Leaf()
	now := time.Now
	if c.timeouts.Now != nil {
		now = c.timeouts.Now
	}
	if fault != nil || enrol.CodeOf(err) == enrol.CodeNotEnrolled || now().After(leaf.NotAfter) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if bytes.Equal(c.id.Certificate, asked.Certificate) {
		c.rejected = false
	}
}

// Renew gets a certificate for a fresh key. The old one stays in use until the new
// identity is in the vault, so that a crash in between costs nothing. One that has lapsed
// is renewed with the proof that its key is still here: CodeNotEnrolled where it lapsed too
// long ago, and the PC has to be enrolled anew.
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
	ask := c.askRenewal
	lapsed := c.Lapsed()
	if lapsed {
		ask = c.askLapsed
	}
	out, err := ask(ctx, der)
	if err != nil {
		if lapsed {
			c.doubtRejection(id, err)
		}
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

func (c *Client) askRenewal(ctx context.Context, csr []byte) (out api.RenewResponse, err error) {
	r := request{op: "renew certificate", method: http.MethodPost, path: api.PathRenew}
	return out, c.json(ctx, r, api.RenewRequest{CSR: csr}, &out)
}

// askLapsed shows no certificate: the registry's TLS would refuse the connection.
func (c *Client) askLapsed(ctx context.Context, csr []byte) (out api.RenewResponse, err error) {
	id := c.Identity()
	proof, err := ecdsa.SignASN1(rand.Reader, id.TLSKey, api.LapsedDigest(csr))
	if err != nil {
		return out, fmt.Errorf("prove device key: %w", err)
	}
	body, err := json.Marshal(api.LapsedRequest{Certificate: id.Certificate, CSR: csr, Proof: proof})
	if err != nil {
		return out, fmt.Errorf("renew lapsed certificate: %w", err)
	}
	config, err := id.tlsConfig()
	if err != nil {
		return out, enrol.WrapError(enrol.CodeNotEnrolled, "use device identity", err)
	}
	config.GetClientCertificate, config.Time = nil, c.timeouts.Now
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: config, TLSHandshakeTimeout: c.timeouts.Short}
	defer transport.CloseIdleConnections()
	r := request{op: "renew lapsed certificate", method: http.MethodPost, path: api.PathLapsed, kind: api.TypeJSON, body: body,
		timeout: c.timeouts.Short, limit: api.MaxJSONBytes}
	return out, exchange(ctx, newHTTP(transport), id.URL, r, &out)
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
