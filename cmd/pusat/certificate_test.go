package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"log/slog"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// mustIssue writes a certificate for a host, as certbot does: the certificate first.
func mustIssue(tb testing.TB, dir, host string, serial int64, from, until time.Time) (certFile, keyFile string) {
	tb.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		tb.Fatal(err)
	}
	tmpl := &x509.Certificate{SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: host}, DNSNames: []string{host}, NotBefore: from, NotAfter: until,
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, tmpl, key.Public(), key)
	if err != nil {
		tb.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		tb.Fatal(err)
	}
	certFile, keyFile = filepath.Join(dir, "fullchain.pem"), filepath.Join(dir, "privkey.pem")
	for name, block := range map[string]*pem.Block{certFile: {Type: "CERTIFICATE", Bytes: der}, keyFile: {Type: "PRIVATE KEY", Bytes: private}} {
		if err := os.WriteFile(name+".new", pem.EncodeToMemory(block), 0o600); err != nil {
			tb.Fatal(err)
		}
		if err := os.Rename(name+".new", name); err != nil {
			tb.Fatal(err)
		}
	}
	return certFile, keyFile
}

// TestCertificateFiles: what can't be used is refused with a sentence that names the way out.
func TestCertificateFiles(t *testing.T) {
	now := time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	certFile, keyFile := mustIssue(t, dir, "pusat.example.id", 1, now.Add(-time.Hour), now.AddDate(0, 3, 0))
	other, otherKey := mustIssue(t, t.TempDir(), "pusat.example.id", 2, now.Add(-time.Hour), now.AddDate(0, 3, 0))
	garbage := filepath.Join(dir, "garbage.pem")
	if err := os.WriteFile(garbage, []byte("no PEM"), 0o600); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	for _, tt := range []struct {
		name, cert, key, host string
		at                    time.Time
		want                  string
	}{
		{"OK", certFile, keyFile, "pusat.example.id", now, ""},
		{"the other", other, otherKey, "pusat.example.id", now, ""},
		{"absent", filepath.Join(dir, "none.pem"), keyFile, "pusat.example.id", now, "certificate of --tls-cert can't be read"},
		{"no key", certFile, filepath.Join(dir, "none.pem"), "pusat.example.id", now, "key of --tls-key can't be read"},
		{"garbage", garbage, keyFile, "pusat.example.id", now, "no certificate and its key"},
		{"another's key", certFile, otherKey, "pusat.example.id", now, "no certificate and its key"},
		{"expired", certFile, keyFile, "pusat.example.id", now.AddDate(0, 4, 0), "expired on 2026-06-02"},
		{"not yet", certFile, keyFile, "pusat.example.id", now.AddDate(0, -1, 0), "valid from"},
		{"another host", certFile, keyFile, "ikd.example.id", now, "and not for ikd.example.id"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := newCertificate(tt.cert, tt.key, tt.host, func() time.Time { return tt.at }, log)
			switch {
			case tt.want == "" && err != nil:
				t.Fatal(err)
			case tt.want != "" && (enrol.CodeOf(err) != enrol.CodeUsage || !strings.Contains(err.Error(), tt.want)):
				t.Fatalf("%v, want %q", err, tt.want)
			}
		})
	}
}

// TestCertificateIsRenewed: the files are read again when they change, and what can't be used,
// also a certificate whose key has not been written yet, leaves the former one in its place.
func TestCertificateIsRenewed(t *testing.T) {
	now := time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	certFile, keyFile := mustIssue(t, dir, "pusat.example.id", 1, now.Add(-time.Hour), now.AddDate(0, 3, 0))
	var logs lockedLog
	c, err := newCertificate(certFile, keyFile, "pusat.example.id", func() time.Time { return now }, slog.New(slog.NewJSONHandler(&logs, nil)))
	if err != nil {
		t.Fatal(err)
	}
	want := func(serial int64) {
		t.Helper()
		got, err := c.get(nil)
		if err != nil || got.Leaf.SerialNumber.Int64() != serial {
			t.Fatalf("%v, %v, want %d", got.Leaf.SerialNumber, err, serial)
		}
	}
	want(1)
	mustIssue(t, dir, "pusat.example.id", 2, now.Add(-time.Hour), now.AddDate(0, 6, 0))
	want(2)
	mustIssue(t, dir, "another.example.id", 3, now.Add(-time.Hour), now.AddDate(0, 9, 0))
	want(2)
	want(2)
	if n := strings.Count(logs.String(), "can't be used"); n != 1 {
		t.Errorf("said %d times: %s", n, logs.String())
	}
	if err := os.Remove(keyFile); err != nil {
		t.Fatal(err)
	}
	want(2)
	mustIssue(t, dir, "pusat.example.id", 4, now.Add(-time.Hour), now.AddDate(0, 9, 0))
	want(4)
	now = now.AddDate(0, 9, -3)
	want(4)
	want(4)
	if n := strings.Count(logs.String(), "expires soon"); n != 1 {
		t.Errorf("reminded %d times: %s", n, logs.String())
	}
}

// TestPagesWithACertificate: a browser that knows the authority of the files opens pages and
// office, also after a renewal; the outlets' interface keeps the registry's own, which they pinned.
func TestPagesWithACertificate(t *testing.T) {
	now := time.Now()
	files := t.TempDir()
	certFile, keyFile := mustIssue(t, files, "pusat.example.id", 1, now.Add(-time.Hour), now.AddDate(0, 3, 0))
	t.Setenv("PUSAT_TLS_KEY", keyFile) // flags, environment and file alike
	config := filepath.Join(files, "pusat.toml")
	if err := os.WriteFile(config, []byte("tls-cert = \""+certFile+"\"\nhost = [\"127.0.0.1\", \"pusat.example.id\"]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	p := mustServe(t, dir, "--config", config, "--listen", "127.0.0.1:0", "--listen-devices", "127.0.0.1:0", "--listen-office", "127.0.0.1:0")
	pages, err := url.Parse(p.at.Listening)
	if err != nil || pages.Hostname() != "pusat.example.id" {
		t.Fatalf("the links begin with %s", p.at.Listening)
	}
	office, _ := url.Parse(p.at.Office)
	serial := func(addr string) int64 {
		t.Helper()
		pem, err := os.ReadFile(certFile)
		if err != nil {
			t.Fatal(err)
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(pem)
		conn, err := tls.Dial("tcp", addr, &tls.Config{RootCAs: pool, ServerName: "pusat.example.id"})
		if err != nil {
			t.Fatal(err, p.logs.String())
		}
		defer conn.Close()
		return conn.ConnectionState().PeerCertificates[0].SerialNumber.Int64()
	}
	for want := int64(1); want < 3; want++ {
		for _, addr := range []string{"127.0.0.1:" + pages.Port(), office.Host} {
			if got := serial(addr); got != want {
				t.Errorf("%s shows %d, want %d", addr, got, want)
			}
		}
		mustIssue(t, files, "pusat.example.id", want+1, now.Add(-time.Hour), now.AddDate(0, 6, 0))
	}
	mustEnrol(t, p, dir) // by the authority that its code pins
}

// TestCertificateRefusals: the program does not begin to serve what no browser opens.
func TestCertificateRefusals(t *testing.T) {
	now := time.Now()
	certFile, keyFile := mustIssue(t, t.TempDir(), "pusat.example.id", 1, now.Add(-time.Hour), now.AddDate(0, 3, 0))
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"half":         {[]string{"--tls-cert", certFile}, "belong together"},
		"another host": {[]string{"--tls-cert", certFile, "--tls-key", keyFile, "--host", "ikd.example.id"}, "and not for ikd.example.id"},
		"everywhere":   {[]string{"--listen", ":0"}, "--host pusat.example.id"},
		"everywhere 4": {[]string{"--listen", "0.0.0.0:0"}, "--host pusat.example.id"},
		"no address":   {[]string{"--public-url", "https://0.0.0.0"}, "none that a phone could open"},
		"not HTTPS":    {[]string{"--public-url", "http://pusat.example.id"}, "--public-url must be https"},
		"a path":       {[]string{"--public-url", "https://example.id/ikd"}, "without a path"},
	} {
		t.Run(name, func(t *testing.T) {
			m := NewMain()
			m.Stdout, m.Stderr = io.Discard, io.Discard
			args := append([]string{"serve", "--data", t.TempDir(), "--smtp", "127.0.0.1:1", "--listen-devices", "127.0.0.1:0", "--listen", "127.0.0.1:0"}, tt.args...)
			if err := m.ParseFlags(args); err != nil {
				t.Fatal(err)
			}
			err := m.Run(t.Context())
			if enrol.CodeOf(err) != enrol.CodeUsage || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
			if m.db != nil {
				t.Error("it opened the database first")
			}
		})
	}
}

// TestPublicURL: what stands before the links in mails and QRs.
func TestPublicURL(t *testing.T) {
	const own = "localhost,127.0.0.1,::1"
	for _, tt := range []struct {
		given, hosts, at string
		demo             bool
		want             string // "": refused
	}{
		{"", "pusat.example.id", "[::]:443", false, "https://pusat.example.id"},
		{"", own + ", pusat.example.id,other.example.id", "0.0.0.0:8443", false, "https://pusat.example.id:8443"},
		{"", "192.0.2.7", "[::]:443", false, "https://192.0.2.7"},
		{"", "2001:db8::7", "[::]:443", false, "https://[2001:db8::7]"},
		{"", "*.example.id", "[::]:443", false, ""},
		{"", "0.0.0.0", "[::]:443", false, ""},
		{"", own, "[::]:443", false, ""},
		{"", own, "[::]:443", true, "https://localhost"},
		{"", own, "127.0.0.1:8443", false, "https://127.0.0.1:8443"},
		{"", own, "192.0.2.7:443", false, "https://192.0.2.7"},
		{"https://ikd.example.id/", own, "[::]:8443", false, "https://ikd.example.id"},
		{"https://ikd.example.id:444", "pusat.example.id", "127.0.0.1:8443", false, "https://ikd.example.id:444"},
		{"https://[::]:443", "pusat.example.id", "[::]:443", true, ""},
	} {
		m := NewMain()
		m.Config.PublicURL, m.Config.Hosts, m.Config.Demo = tt.given, tt.hosts, tt.demo
		got, err := m.publicURL(addr(tt.at))
		if got != tt.want || (err == nil) != (tt.want != "") || err != nil && enrol.CodeOf(err) != enrol.CodeUsage {
			t.Errorf("%+v: %q, %v", tt, got, err)
		}
	}
}

// addr is an address that somebody listens at.
type addr string

func (addr) Network() string  { return "tcp" }
func (a addr) String() string { return string(a) }

// TestPhonePages: what residents are shown is an address that a phone could open.
func TestPhonePages(t *testing.T) {
	for in, want := range map[string]string{"": "", "https://127.0.0.1:18443": "", "https://localhost": "", "https://[::1]:8443": "",
		"https://pusat.example.id": "https://pusat.example.id", "https://10.1.2.3:8443": "https://10.1.2.3:8443"} {
		if got := phonePages(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
