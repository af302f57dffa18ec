package sync

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	gosync "sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// authority is a registry's CA, for tests.
type authority struct {
	tb   testing.TB
	key  *ecdsa.PrivateKey
	cert *x509.Certificate
}

func newAuthority(tb testing.TB) *authority {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	a := &authority{tb: tb, key: key}
	a.cert = a.issue(&x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test CA"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true,
		BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}, key.Public())
	return a
}

func (a *authority) issue(template *x509.Certificate, pub crypto.PublicKey) *x509.Certificate {
	a.tb.Helper()
	parent := a.cert
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, pub, a.key)
	if err != nil {
		a.tb.Fatal(err)
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		a.tb.Fatal(err)
	}
	return c
}

// server is a certificate for 127.0.0.1 with the CA along.
func (a *authority) server(life time.Duration) tls.Certificate {
	key, err := newTLSKey()
	if err != nil {
		a.tb.Fatal(err)
	}
	c := a.issue(&x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "registry"},
		NotBefore: time.Now().Add(-2 * time.Hour), NotAfter: time.Now().Add(life), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}, key.Public())
	return tls.Certificate{Certificate: [][]byte{c.Raw, a.cert.Raw}, PrivateKey: key}
}

// device signs what a request for a certificate asks.
func (a *authority) device(csr []byte, life time.Duration) []byte {
	req, err := x509.ParseCertificateRequest(csr)
	if err != nil || req.CheckSignature() != nil {
		a.tb.Errorf("certificate request: %v", err)
		return nil
	}
	c := a.issue(&x509.Certificate{SerialNumber: big.NewInt(3), Subject: pkix.Name{CommonName: "d1"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(life), KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}}, req.PublicKey)
	return pemOf(c.Raw)
}

func pemOf(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// identity is an enrolled device.
func (a *authority) identity(url string, life time.Duration) Identity {
	key, err := newTLSKey()
	if err != nil {
		a.tb.Fatal(err)
	}
	der, err := csr(key, "pc")
	if err != nil {
		a.tb.Fatal(err)
	}
	return Identity{URL: url, Device: "d1", Outlet: "o1", SigningKey: make([]byte, 64), TLSKey: key,
		Certificate: a.device(der, life), CA: pemOf(a.cert.Raw), Recipient: "age1pq1test"}
}

// serve starts a registry with mutual TLS.
func (a *authority) serve(h http.Handler) *httptest.Server {
	a.tb.Helper()
	pool := x509.NewCertPool()
	pool.AddCert(a.cert)
	s := httptest.NewUnstartedServer(h)
	s.TLS = &tls.Config{Certificates: []tls.Certificate{a.server(time.Hour)}, ClientCAs: pool,
		ClientAuth: tls.VerifyClientCertIfGiven, MinVersion: tls.VersionTLS13}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	a.tb.Cleanup(s.Close)
	return s
}

func (a *authority) client(url string) *Client {
	a.tb.Helper()
	return a.clientOf(url, Timeouts{Short: 2 * time.Second, Pull: 2 * time.Second, Upload: 2 * time.Second})
}

func (a *authority) clientOf(url string, times Timeouts) *Client {
	a.tb.Helper()
	c, err := NewClient(a.identity(url, time.Hour), newVault(), times)
	if err != nil {
		a.tb.Fatal(err)
	}
	a.tb.Cleanup(c.Close)
	return c
}

// vault is an enrol.Vault in memory.
type vault struct {
	mu   gosync.Mutex
	m    map[string][]byte
	fail error
}

func newVault() *vault { return &vault{m: map[string][]byte{}} }

func (v *vault) Get(_ context.Context, name string) ([]byte, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if b, ok := v.m[name]; ok {
		return b, nil
	}
	return nil, enrol.NewError(enrol.CodeNotFound, "get secret")
}

func (v *vault) Put(_ context.Context, name string, b []byte) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.fail != nil {
		return v.fail
	}
	v.m[name] = b
	return nil
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", api.TypeJSON)
	_ = json.NewEncoder(w).Encode(v)
}

func problemAnswer(w http.ResponseWriter, status int, code enrol.Code) {
	w.Header().Set("Content-Type", api.TypeProblem)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(api.Problem{Title: "no", Status: status, Code: code})
}
