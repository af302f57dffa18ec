package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// expiresSoon is when the log begins to say that nobody renews the certificate: those of public
// authorities are renewed a month before their end.
const expiresSoon = 14 * 24 * time.Hour

// certificate is that of the resident pages and of the office, from two files that somebody
// else renews, as certbot does: they are read again when they change, and what can't be used
// leaves the one that worked in its place. The outlets' interface keeps the registry's own
// authority, which their devices know.
type certificate struct {
	certFile, keyFile string
	host              string // that residents' browsers ask for
	now               func() time.Time
	log               *slog.Logger

	mu   sync.Mutex
	cert *tls.Certificate
	seen [2]os.FileInfo // of the files, when they were read last
	told time.Time      // that it expires soon
}

// newCertificate reads the files for the first time. What is wrong with them is CodeUsage.
func newCertificate(certFile, keyFile, host string, now func() time.Time, log *slog.Logger) (*certificate, error) {
	c := &certificate{certFile: certFile, keyFile: keyFile, host: host, now: now, log: log}
	c.seen = c.stat()
	var err error
	if c.cert, err = c.read(); err != nil {
		return nil, err
	}
	return c, nil
}

// stat answers nil for a file that is not there: for certbot's links, what they lead to.
func (c *certificate) stat() (out [2]os.FileInfo) {
	for i, name := range []string{c.certFile, c.keyFile} {
		if st, err := os.Stat(name); err == nil {
			out[i] = st
		}
	}
	return out
}

func changed(a, b [2]os.FileInfo) bool {
	for i := range a {
		if a[i] == nil || b[i] == nil {
			if a[i] != b[i] {
				return true
			}
			continue
		}
		if !os.SameFile(a[i], b[i]) || a[i].Size() != b[i].Size() || !a[i].ModTime().Equal(b[i].ModTime()) {
			return true
		}
	}
	return false
}

// read says in a sentence what is wrong.
func (c *certificate) read() (*tls.Certificate, error) {
	certPEM, err := os.ReadFile(c.certFile)
	if err != nil {
		return nil, usageError("the certificate of --tls-cert can't be read: %v", plainly(err))
	}
	keyPEM, err := os.ReadFile(c.keyFile)
	if err != nil {
		return nil, usageError("the key of --tls-key can't be read: %v", plainly(err))
	}
	cert, err := tls.X509KeyPair(certPEM, keyPEM)
	if err != nil {
		return nil, usageError("%s and %s are no certificate and its key in PEM: %v", filepath.Base(c.certFile), filepath.Base(c.keyFile), err)
	}
	return &cert, c.check(cert.Leaf)
}

func plainly(err error) error {
	var path *os.PathError
	if errors.As(err, &path) {
		return fmt.Errorf("%s: %w", path.Path, path.Err)
	}
	return err
}

func (c *certificate) check(leaf *x509.Certificate) error {
	now := c.now()
	switch {
	case now.After(leaf.NotAfter):
		return usageError("the certificate %s expired on %s: renew it", c.certFile, leaf.NotAfter.Format(time.DateOnly))
	case now.Before(leaf.NotBefore):
		return usageError("the certificate %s is valid from %s on: it is not yet, or this machine's clock is wrong", c.certFile, leaf.NotBefore.Format(time.DateTime))
	case leaf.VerifyHostname(c.host) != nil:
		return usageError("the certificate %s is for %v, and not for %s, where residents reach the pages (--public-url, --host)", c.certFile, names(leaf), c.host)
	}
	return nil
}

func names(leaf *x509.Certificate) []string {
	out := append([]string{}, leaf.DNSNames...)
	for _, ip := range leaf.IPAddresses {
		out = append(out, ip.String())
	}
	return out
}

// get is tls.Config's GetCertificate. Two looks at the file system cost nothing beside a
// handshake, and whoever renews need not know of us.
func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if seen := c.stat(); changed(seen, c.seen) {
		c.seen = seen // also where it can't be used: not again before it changes again
		cert, err := c.read()
		if err != nil {
			c.log.Error("the renewed certificate can't be used: the former one stays", "code", enrol.CodeOf(err), "why", err.Error())
		} else {
			c.cert = cert
			c.log.Info("certificate renewed", "until", cert.Leaf.NotAfter)
		}
	}
	c.remind()
	return c.cert, nil
}

// remind says once a day that nobody renews it.
func (c *certificate) remind() {
	now := c.now()
	if left := c.cert.Leaf.NotAfter.Sub(now); left < expiresSoon && now.Sub(c.told) > 24*time.Hour {
		c.told = now
		c.log.Warn("the certificate of --tls-cert expires soon: was it renewed?", "until", c.cert.Leaf.NotAfter)
	}
}

// config is the TLS of the pages and of the office.
func (c *certificate) config() *tls.Config {
	return &tls.Config{GetCertificate: c.get, MinVersion: tls.VersionTLS12}
}

// certificate is that of the files that were named; nil: none were, and browsers are shown what
// the registry's own authority issues, which they don't know.
func (m *Main) certificate(publicURL string) (*certificate, error) {
	certFile, keyFile := m.Config.TLSCert, m.Config.TLSKey
	switch {
	case certFile == "" && keyFile == "":
		return nil, nil
	case certFile == "" || keyFile == "":
		return nil, usageError("--tls-cert and --tls-key belong together: one of them is missing")
	}
	return newCertificate(certFile, keyFile, hostOf(publicURL), m.Clock, m.log)
}
