package ca

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"sync"
	"time"
)

// Server gives out the server's certificate for TLS, made anew before it expires.
type Server struct {
	ca    *CA
	hosts []string
	now   func() time.Time

	mu   sync.Mutex
	cert *tls.Certificate
}

// NewServer prepares a certificate for hosts, names or IP addresses. The key lives in
// memory only.
func (c *CA) NewServer(hosts []string, now func() time.Time) *Server {
	return &Server{ca: c, hosts: hosts, now: now}
}

// Certificate is tls.Config's GetCertificate.
func (s *Server) Certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if s.cert == nil || now.After(s.cert.Leaf.NotAfter.Add(-lifeServer/3)) || now.Before(s.cert.Leaf.NotBefore) {
		cert, err := s.make(now)
		if err != nil {
			return nil, err
		}
		s.cert = cert
	}
	return s.cert, nil
}

func (s *Server) make(now time.Time) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make server key: %w", err)
	}
	tmpl := template("Pusat IKD", now, lifeServer)
	tmpl.KeyUsage = x509.KeyUsageDigitalSignature
	tmpl.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	names(tmpl, s.hosts)
	der, err := s.ca.sign(tmpl, key.Public())
	if err != nil {
		return nil, err
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, fmt.Errorf("read server certificate: %w", err)
	}
	return &tls.Certificate{Certificate: [][]byte{der, s.ca.cert.Raw}, PrivateKey: key, Leaf: leaf}, nil
}

// Pages is the TLS configuration of the resident pages: no client certificate.
func (s *Server) Pages() *tls.Config {
	return &tls.Config{GetCertificate: s.Certificate, MinVersion: tls.VersionTLS12}
}

// Devices is the TLS configuration of the devices' interface: whoever shows a
// certificate must show one of ours; who shows none can only enrol.
func (s *Server) Devices() *tls.Config {
	return &tls.Config{
		GetCertificate: s.Certificate, MinVersion: tls.VersionTLS13,
		ClientCAs: s.ca.Pool(), ClientAuth: tls.VerifyClientCertIfGiven,
		Time: s.now,
	}
}
