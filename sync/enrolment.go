package sync

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"net/http"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// vaultEnrolment keeps the keys of an enrolment that was begun: when the answer is
// lost, the same code with the same keys is asked again, and the registry answers as
// the first time.
const vaultEnrolment = "device-enrolment"

// pending is an enrolment under way.
type pending struct {
	Digest string `json:"digest"` // of the code
	Seed   []byte `json:"seed"`
	TLSKey []byte `json:"tls_key"`
}

// Enrol makes this PC a device of an outlet with the one-time code that the registry
// printed, and keeps the identity in the vault. name is the PC's, for the registry's
// list of devices. The code pins the registry: to a server whose chain lacks the CA
// that it names the code is never shown (CodeCertificate). A code that is wrong, used
// or expired is CodeEnrolCode, with the detail "why" = "form" when it can't be one.
func Enrol(ctx context.Context, address, code string, vault enrol.Vault, name string) (Identity, error) {
	base, err := parseURL(address)
	if err != nil {
		return Identity{}, err
	}
	parsed, err := api.ParseEnrolCode(code)
	if err != nil {
		return Identity{}, err
	}
	id := Identity{URL: base.String()}
	if id.SigningKey, id.TLSKey, err = enrolmentKeys(ctx, vault, parsed); err != nil {
		return Identity{}, err
	}
	out, ca, err := requestEnrolment(ctx, id, base.Hostname(), parsed, name)
	if err != nil {
		return Identity{}, err
	}
	id.Device, id.Outlet, id.Recipient = out.Device, out.Outlet, out.Recipient
	id.Certificate, id.CA = out.Certificate, ca
	if err := checkCertificate(id); err != nil {
		return Identity{}, enrol.WrapError(enrol.CodeNonsense, "enrol device", err)
	}
	if id.Device == "" || id.Outlet == "" || id.Recipient == "" {
		return Identity{}, enrol.NewError(enrol.CodeNonsense, "enrol device")
	}
	ctx = context.WithoutCancel(ctx) // the code is spent: whoever stops now has a device all the same
	if err := saveIdentity(ctx, vault, id); err != nil {
		return Identity{}, err
	}
	return id, vault.Put(ctx, vaultEnrolment, []byte("{}"))
}

// requestEnrolment answers the registry's word and the CA that the code pins, in PEM.
func requestEnrolment(ctx context.Context, id Identity, host string, code api.EnrolCode, name string) (api.EnrolResponse, []byte, error) {
	der, err := csr(id.TLSKey, name)
	if err != nil {
		return api.EnrolResponse{}, nil, err
	}
	body, err := json.Marshal(api.EnrolRequest{Code: code.Text(), Name: name,
		SigningKey: id.SigningKey.Public().(ed25519.PublicKey), CSR: der})
	if err != nil {
		return api.EnrolResponse{}, nil, fmt.Errorf("enrol device: %w", err)
	}
	var ca []byte
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: 15 * time.Second,
		TLSClientConfig: pinned(code, host, func(c *x509.Certificate) {
			ca = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
		})}
	defer transport.CloseIdleConnections()
	var out api.EnrolResponse
	err = exchange(ctx, newHTTP(transport), id.URL, request{op: "enrol device", method: http.MethodPost,
		path: api.PathEnrol, kind: api.TypeJSON, body: body, timeout: 30 * time.Second, limit: api.MaxJSONBytes}, &out)
	return out, ca, err
}

// pinned accepts exactly a chain to the CA whose fingerprint the code names. The
// registry sends its CA along, since this PC has never seen it.
func pinned(code api.EnrolCode, host string, found func(ca *x509.Certificate)) *tls.Config {
	return &tls.Config{
		MinVersion:         tls.VersionTLS13,
		ServerName:         host,
		InsecureSkipVerify: true, // VerifyConnection below does it, against the pinned CA
		VerifyConnection: func(state tls.ConnectionState) error {
			roots, between := x509.NewCertPool(), x509.NewCertPool()
			var ca *x509.Certificate
			for _, c := range state.PeerCertificates {
				if c.IsCA && code.MatchesCA(c.Raw) {
					ca = c
					roots.AddCert(c)
				} else {
					between.AddCert(c)
				}
			}
			if ca == nil {
				return x509.UnknownAuthorityError{Cert: state.PeerCertificates[0]}
			}
			_, err := state.PeerCertificates[0].Verify(x509.VerifyOptions{
				DNSName: host, Roots: roots, Intermediates: between,
				KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
			})
			if err == nil {
				found(ca)
			}
			return err
		},
	}
}

// enrolmentKeys makes the device's keys, or finds those of an earlier try with the
// same code.
func enrolmentKeys(ctx context.Context, vault enrol.Vault, code api.EnrolCode) (k ed25519.PrivateKey, t *ecdsa.PrivateKey, err error) {
	raw, err := vault.Get(ctx, vaultEnrolment)
	if err != nil && enrol.CodeOf(err) != enrol.CodeNotFound {
		return nil, nil, fmt.Errorf("enrol device: %w", err)
	}
	var p pending
	if json.Unmarshal(raw, &p) == nil && p.Digest == code.Digest() && len(p.Seed) == ed25519.SeedSize {
		if t, err = parseTLSKey(p.TLSKey); err == nil {
			return ed25519.NewKeyFromSeed(p.Seed), t, nil
		}
	}
	if _, k, err = ed25519.GenerateKey(rand.Reader); err != nil {
		return nil, nil, fmt.Errorf("make device key: %w", err)
	}
	if t, err = newTLSKey(); err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(t)
	if err != nil {
		return nil, nil, fmt.Errorf("enrol device: %w", err)
	}
	raw, err = json.Marshal(pending{Digest: code.Digest(), Seed: k.Seed(), TLSKey: der})
	if err != nil {
		return nil, nil, fmt.Errorf("enrol device: %w", err)
	}
	if err := vault.Put(ctx, vaultEnrolment, raw); err != nil {
		return nil, nil, fmt.Errorf("enrol device: %w", err)
	}
	return k, t, nil
}
