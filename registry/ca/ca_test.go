package ca

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"testing"
	"time"
)

var now = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func mustCA(tb testing.TB) *CA {
	tb.Helper()
	c, err := New(now)
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func mustCSR(tb testing.TB, key any) []byte {
	tb.Helper()
	csr, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{}, key)
	if err != nil {
		tb.Fatal(err)
	}
	return csr
}

func mustKey(tb testing.TB, c elliptic.Curve) *ecdsa.PrivateKey {
	tb.Helper()
	key, err := ecdsa.GenerateKey(c, rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	return key
}

func TestDevice(t *testing.T) {
	c := mustCA(t)
	chain, err := c.Device(mustCSR(t, mustKey(t, elliptic.P256())), "dev-1", now)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(chain)
	leaf, err := x509.ParseCertificate(block.Bytes)
	if err != nil || leaf.Subject.CommonName != "dev-1" || leaf.IsCA || len(leaf.DNSNames) > 0 {
		t.Fatalf("%v", err)
	}
	for usage, ok := range map[x509.ExtKeyUsage]bool{x509.ExtKeyUsageClientAuth: true, x509.ExtKeyUsageServerAuth: false} {
		_, err := leaf.Verify(x509.VerifyOptions{Roots: c.Pool(), CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{usage}})
		if (err == nil) != ok {
			t.Errorf("usage %d: %v", usage, err)
		}
	}
	if _, err := leaf.Verify(x509.VerifyOptions{Roots: mustCA(t).Pool(), CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}}); err == nil {
		t.Error("another CA vouches for it")
	}
}

func TestRequestsThatAreNotSigned(t *testing.T) {
	c := mustCA(t)
	weak, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	altered := mustCSR(t, mustKey(t, elliptic.P256()))
	altered[len(altered)-1] ^= 1
	for name, csr := range map[string][]byte{"Empty": nil, "Garbage": []byte("x"), "RSA": mustCSR(t, weak),
		"Short": mustCSR(t, mustKey(t, elliptic.P224())), "Altered": altered} {
		t.Run(name, func(t *testing.T) {
			if _, err := c.Device(csr, "dev-1", now); err == nil {
				t.Fatal("signed")
			}
		})
	}
}

func TestPEM(t *testing.T) {
	c := mustCA(t)
	data, err := c.PEM()
	if err != nil {
		t.Fatal(err)
	}
	back, err := Parse(data)
	if err != nil || back.Fingerprint() != c.Fingerprint() {
		t.Fatal(err)
	}
	other, err := mustCA(t).PEM()
	if err != nil {
		t.Fatal(err)
	}
	_, otherKey := pem.Decode(other)
	for name, bad := range map[string][]byte{"Empty": nil, "CertificateAlone": c.CertificatePEM(), "OthersKey": append(c.CertificatePEM(), otherKey...)} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

// TestServerRenewsItself in the last third of its life.
func TestServerRenewsItself(t *testing.T) {
	c := mustCA(t)
	clock := now
	s := c.NewServer([]string{"pusat.example", "127.0.0.1"}, func() time.Time { return clock })
	first, err := s.Certificate(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"pusat.example", "127.0.0.1"} {
		if _, err := first.Leaf.Verify(x509.VerifyOptions{Roots: c.Pool(), CurrentTime: now, DNSName: host}); err != nil {
			t.Error(err)
		}
	}
	if again, _ := s.Certificate(nil); again != first {
		t.Error("made anew at every handshake")
	}
	clock = now.Add(300 * 24 * time.Hour)
	second, err := s.Certificate(nil)
	if err != nil || second == first || second.Leaf.NotAfter.Before(clock.Add(200*24*time.Hour)) {
		t.Errorf("not renewed: %v", err)
	}
}

func FuzzCheckRequest(f *testing.F) {
	f.Add(mustCSR(f, mustKey(f, elliptic.P256())))
	f.Add([]byte("x"))
	f.Fuzz(func(t *testing.T, csr []byte) { _ = CheckRequest(csr) })
}
