package sync

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// vaultIdentity is where the vault keeps an Identity: one value, so that a crash
// leaves the old one or the new one.
const vaultIdentity = "device-identity"

// Identity is what makes a PC an outlet's device.
type Identity struct {
	URL         string             // the registry's, "https://host:port"
	Device      string             // id, given by the registry
	Outlet      string             // id
	SigningKey  ed25519.PrivateKey // packets are signed with it
	TLSKey      *ecdsa.PrivateKey  // P-256, of the certificate
	Certificate []byte             // PEM, leaf first
	CA          []byte             // PEM; nobody else's word counts about the registry
	Recipient   string             // age recipient as of the enrolment; a pull may bring a newer one
}

// stored is Identity in the vault.
type stored struct {
	URL         string `json:"url"`
	Device      string `json:"device"`
	Outlet      string `json:"outlet"`
	Seed        []byte `json:"seed"`    // of the signing key, RFC 8032
	TLSKey      []byte `json:"tls_key"` // PKCS #8
	Certificate []byte `json:"certificate"`
	CA          []byte `json:"ca"`
	Recipient   string `json:"recipient"`
}

// String names the device, never a key.
func (id Identity) String() string { return "device " + id.Device }

// GoString names the device, never a key.
func (id Identity) GoString() string { return id.String() }

// LoadIdentity answers CodeNotEnrolled where this PC has none yet.
func LoadIdentity(ctx context.Context, vault enrol.Vault) (Identity, error) {
	raw, err := vault.Get(ctx, vaultIdentity)
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return Identity{}, enrol.NewError(enrol.CodeNotEnrolled, "load device identity")
	}
	if err != nil {
		return Identity{}, fmt.Errorf("load device identity: %w", err)
	}
	var s stored
	if err := json.Unmarshal(raw, &s); err != nil || len(s.Seed) != ed25519.SeedSize {
		return Identity{}, enrol.NewError(enrol.CodeNotEnrolled, "load device identity").With("why", "form")
	}
	key, err := parseTLSKey(s.TLSKey)
	if err != nil {
		return Identity{}, enrol.NewError(enrol.CodeNotEnrolled, "load device identity").With("why", "form")
	}
	return Identity{URL: s.URL, Device: s.Device, Outlet: s.Outlet, SigningKey: ed25519.NewKeyFromSeed(s.Seed),
		TLSKey: key, Certificate: s.Certificate, CA: s.CA, Recipient: s.Recipient}, nil
}

func saveIdentity(ctx context.Context, vault enrol.Vault, id Identity) error {
	key, err := x509.MarshalPKCS8PrivateKey(id.TLSKey)
	if err != nil {
		return fmt.Errorf("keep device identity: %w", err)
	}
	raw, err := json.Marshal(stored{URL: id.URL, Device: id.Device, Outlet: id.Outlet, Seed: id.SigningKey.Seed(),
		TLSKey: key, Certificate: id.Certificate, CA: id.CA, Recipient: id.Recipient})
	if err != nil {
		return fmt.Errorf("keep device identity: %w", err)
	}
	if err := vault.Put(ctx, vaultIdentity, raw); err != nil {
		return fmt.Errorf("keep device identity: %w", err)
	}
	return nil
}

func parseTLSKey(der []byte) (*ecdsa.PrivateKey, error) {
	k, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, errors.New("not a PKCS #8 key") // the cause may quote the key
	}
	key, ok := k.(*ecdsa.PrivateKey)
	if !ok {
		return nil, errors.New("not an ECDSA key")
	}
	return key, nil
}

func newTLSKey() (*ecdsa.PrivateKey, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make device key: %w", err)
	}
	return key, nil
}

// csr asks for a certificate; the registry decides on the name in it.
func csr(key crypto.Signer, name string) ([]byte, error) {
	der, err := x509.CreateCertificateRequest(rand.Reader,
		&x509.CertificateRequest{Subject: pkix.Name{CommonName: name}}, key)
	if err != nil {
		return nil, fmt.Errorf("make certificate request: %w", err)
	}
	return der, nil
}

// Leaf is the device's certificate.
func (id Identity) Leaf() (*x509.Certificate, error) {
	certs, err := parsePEM(id.Certificate)
	if err != nil {
		return nil, err
	}
	return certs[0], nil
}

// RenewDue tells whether a third of the certificate's life or less remains.
func (id Identity) RenewDue(now time.Time) bool {
	leaf, err := id.Leaf()
	if err != nil {
		return false
	}
	life := leaf.NotAfter.Sub(leaf.NotBefore)
	return now.After(leaf.NotAfter.Add(-life / 3))
}

// tlsConfig is mutual TLS 1.3 with nobody's CA but the registry's.
func (id Identity) tlsConfig() (*tls.Config, error) {
	ca, err := parsePEM(id.CA)
	if err != nil {
		return nil, err
	}
	chain, err := parsePEM(id.Certificate)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	for _, c := range ca {
		pool.AddCert(c)
	}
	own := tls.Certificate{PrivateKey: id.TLSKey, Leaf: chain[0]}
	for _, c := range chain {
		own.Certificate = append(own.Certificate, c.Raw)
	}
	return &tls.Config{
		MinVersion: tls.VersionTLS13,
		RootCAs:    pool,
		// Certificates would be left out where the server's list of CAs doesn't name
		// ours; the registry is to see it and to say what is wrong with it.
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &own, nil },
	}, nil
}

// parsePEM reads one certificate or more.
func parsePEM(b []byte) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	for block, rest := pem.Decode(b); block != nil; block, rest = pem.Decode(rest) {
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("read certificate: %w", err)
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, errors.New("read certificate: none in the PEM")
	}
	return out, nil
}
