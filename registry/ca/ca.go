// Package ca is the registry's own certificate authority (X.509, RFC 5280, ECDSA on
// P-256): it makes the server's certificate and signs those of the counters' PCs.
// Revocation is not here: the registry looks every device up on every request.
package ca

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"time"
)

// How long certificates hold. A device renews its own in the last third.
const (
	lifeCA     = 20 * 365 * 24 * time.Hour
	lifeServer = 365 * 24 * time.Hour
	lifeDevice = 2 * 365 * 24 * time.Hour
	backdate   = time.Hour // counters' clocks may be behind
)

// CA signs certificates.
type CA struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// New makes an authority with a fresh key.
func New(now time.Time) (*CA, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make CA key: %w", err)
	}
	tmpl := template("Pusat IKD root", now, lifeCA)
	tmpl.IsCA, tmpl.BasicConstraintsValid, tmpl.MaxPathLenZero = true, true, true
	tmpl.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make CA certificate: %w", err)
	}
	return parse(der, key)
}

// Parse reads what PEM wrote.
func Parse(data []byte) (*CA, error) {
	certBlock, rest := pem.Decode(data)
	keyBlock, _ := pem.Decode(rest)
	if certBlock == nil || keyBlock == nil {
		return nil, errors.New("read CA: not a certificate and a key in PEM")
	}
	key, err := x509.ParsePKCS8PrivateKey(keyBlock.Bytes)
	if err != nil {
		return nil, errors.New("read CA: the key can't be read")
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("read CA: the key can't sign")
	}
	return parse(certBlock.Bytes, signer)
}

func parse(der []byte, key crypto.Signer) (*CA, error) {
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read CA certificate: %w", err)
	}
	pub, ok := cert.PublicKey.(*ecdsa.PublicKey)
	if !ok || !pub.Equal(key.Public()) {
		return nil, errors.New("read CA: the key is not the certificate's")
	}
	return &CA{cert: cert, key: key}, nil
}

// PEM is certificate and private key, for a file that only the registry can read.
func (c *CA) PEM() ([]byte, error) {
	key, err := x509.MarshalPKCS8PrivateKey(c.key)
	if err != nil {
		return nil, fmt.Errorf("write CA: %w", err)
	}
	return append(c.CertificatePEM(), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...), nil
}

// CertificatePEM is the public certificate.
func (c *CA) CertificatePEM() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.cert.Raw})
}

// DER is the public certificate.
func (c *CA) DER() []byte { return c.cert.Raw }

// Fingerprint is the SHA-256 of the certificate, which enrolment codes pin.
func (c *CA) Fingerprint() [sha256.Size]byte { return sha256.Sum256(c.cert.Raw) }

// Signer is the authority's key, for what devices believe the registry whatever other keys
// it has: they have trusted this one since their enrolment.
func (c *CA) Signer() crypto.Signer { return c.key }

// Pool is what certificates are checked with.
func (c *CA) Pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(c.cert)
	return p
}

func template(name string, now time.Time, life time.Duration) *x509.Certificate {
	serial, _ := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 127)) // never fails since Go 1.24
	return &x509.Certificate{
		SerialNumber: serial.Add(serial, big.NewInt(1)),
		Subject:      pkix.Name{CommonName: name},
		NotBefore:    now.Add(-backdate),
		NotAfter:     now.Add(life),
	}
}

// sign issues tmpl for pub and answers DER.
func (c *CA) sign(tmpl *x509.Certificate, pub crypto.PublicKey) ([]byte, error) {
	if tmpl.NotAfter.After(c.cert.NotAfter) {
		tmpl.NotAfter = c.cert.NotAfter
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, c.cert, pub, c.key)
	if err != nil {
		return nil, fmt.Errorf("sign certificate: %w", err)
	}
	return der, nil
}

// Lapsed reads the certificate (PEM, leaf first) that this authority once gave a device,
// whether or not it has run out. It answers the device's id, the key, and when it ran or
// runs out.
func (c *CA) Lapsed(chain []byte) (id string, key *ecdsa.PublicKey, until time.Time, err error) {
	block, _ := pem.Decode(chain)
	if block == nil || block.Type != "CERTIFICATE" {
		return "", nil, until, errors.New("read lapsed certificate: not in PEM")
	}
	leaf, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return "", nil, until, fmt.Errorf("read lapsed certificate: %w", err)
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: c.Pool(), CurrentTime: leaf.NotAfter,
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}); err != nil {
		return "", nil, until, fmt.Errorf("check lapsed certificate: %w", err)
	}
	key, ok := leaf.PublicKey.(*ecdsa.PublicKey)
	if !ok || leaf.IsCA {
		return "", nil, until, errors.New("check lapsed certificate: not a device's")
	}
	return leaf.Subject.CommonName, key, leaf.NotAfter, nil
}

// CheckRequest tells whether Device would sign a request (PKCS #10, DER).
func CheckRequest(csr []byte) error {
	_, err := readRequest(csr)
	return err
}

func readRequest(csr []byte) (*x509.CertificateRequest, error) {
	req, err := x509.ParseCertificateRequest(csr)
	if err != nil {
		return nil, fmt.Errorf("read certificate request: %w", err)
	}
	if err := req.CheckSignature(); err != nil {
		return nil, fmt.Errorf("check certificate request: %w", err)
	}
	switch pub := req.PublicKey.(type) {
	case ed25519.PublicKey:
	case *ecdsa.PublicKey:
		if pub.Curve.Params().BitSize < 256 {
			return nil, errors.New("check certificate request: the key is too short")
		}
	default:
		return nil, errors.New("check certificate request: only ECDSA and Ed25519 keys are signed")
	}
	return req, nil
}

// Device signs a PC's request for the device id, whatever name the request bears.
func (c *CA) Device(csr []byte, id string, now time.Time) ([]byte, error) {
	req, err := readRequest(csr)
	if err != nil {
		return nil, err
	}
	tmpl := template(id, now, lifeDevice)
	tmpl.KeyUsage = x509.KeyUsageDigitalSignature
	tmpl.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	der, err := c.sign(tmpl, req.PublicKey)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), nil
}

// names puts hosts (names or addresses) into a certificate.
func names(tmpl *x509.Certificate, hosts []string) {
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			tmpl.IPAddresses = append(tmpl.IPAddresses, ip)
		} else {
			tmpl.DNSNames = append(tmpl.DNSNames, h)
		}
	}
}
