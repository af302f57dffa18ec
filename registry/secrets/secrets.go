// Package secrets holds the registry's private keys: the one that signs residents'
// QRs, the one that opens packets, the certificate authority's, and one for message
// authentication and sealing of small things in the database. They live in a folder
// of files that only the registry can read; every instance on one database needs the
// same folder.
package secrets

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/registry/ca"
	"github.com/gerai-ikd/gerai/sync/packet"
)

// Secrets are all private keys of a registry.
type Secrets struct {
	Signing  ed25519.PrivateKey // of residents' QRs
	KeyID    string             // names Signing: 16 hex digits
	Identity *packet.Identity   // opens packets
	CA       *ca.CA

	mac  []byte
	qr   []byte // residents' QRs are sealed with keys made of it
	aead cipher.AEAD
}

// Open reads the folder; what is not there yet is made. The folder gets mode 0700 and
// files 0600, also where they were restored with others: what can't be made private is
// not used.
func Open(dir string, now time.Time) (*Secrets, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open secrets: %w", err)
	}
	if err := private(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open secrets: %w", err)
	}
	s := &Secrets{}
	for _, f := range []struct {
		name string
		make func() ([]byte, error)
		take func([]byte) error
	}{
		{"signing.key", randomHex, s.takeSigning},
		{"packet.key", newIdentity, s.takeIdentity},
		{"ca.pem", func() ([]byte, error) { return newCA(now) }, s.takeCA},
		{"pepper.key", randomHex, s.takePepper},
	} {
		path := filepath.Join(dir, f.name)
		data, err := readOrMake(path, f.make)
		if err == nil {
			err = private(path, 0o600)
		}
		if err != nil {
			return nil, fmt.Errorf("open secrets: %s: %w", f.name, err)
		}
		if err := f.take(data); err != nil {
			return nil, fmt.Errorf("open secrets: %s: %w", f.name, err)
		}
	}
	return s, nil
}

// private takes group's and others' rights away where there are some.
func private(path string, mode fs.FileMode) error {
	st, err := os.Stat(path)
	if err != nil || st.Mode().Perm()&0o077 == 0 {
		return err
	}
	return os.Chmod(path, mode)
}

// readOrMake never overwrites: a second instance that starts at the same moment gets
// the first one's file.
func readOrMake(path string, make func() ([]byte, error)) ([]byte, error) {
	data, err := os.ReadFile(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return data, err
	}
	fresh, err := make()
	if err != nil {
		return nil, err
	}
	if err := writeNew(path, fresh); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	return os.ReadFile(path)
}

// writeNew makes a file that is either whole or not there.
func writeNew(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

func randomHex() ([]byte, error) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return []byte(hex.EncodeToString(b) + "\n"), nil
}

func newIdentity() ([]byte, error) {
	id, err := packet.NewIdentity()
	if err != nil {
		return nil, err
	}
	return []byte(id.String() + "\n"), nil
}

func newCA(now time.Time) ([]byte, error) {
	c, err := ca.New(now)
	if err != nil {
		return nil, err
	}
	return c.PEM()
}

var errForm = errors.New("not a key of ours")

func octets(data []byte) ([]byte, error) {
	b, err := hex.DecodeString(strings.TrimSpace(string(data)))
	if err != nil || len(b) != 32 {
		return nil, errForm
	}
	return b, nil
}

func (s *Secrets) takeSigning(data []byte) error {
	seed, err := octets(data)
	if err != nil {
		return err
	}
	s.Signing = ed25519.NewKeyFromSeed(seed)
	sum := sha256.Sum256(s.Public())
	s.KeyID = hex.EncodeToString(sum[:8])
	return nil
}

func (s *Secrets) takeIdentity(data []byte) (err error) {
	s.Identity, err = packet.ParseIdentity(strings.TrimSpace(string(data)))
	return err
}

func (s *Secrets) takeCA(data []byte) (err error) {
	s.CA, err = ca.Parse(data)
	return err
}

func (s *Secrets) takePepper(data []byte) error {
	pepper, err := octets(data)
	if err != nil {
		return err
	}
	if s.mac, err = hkdf.Key(sha256.New, pepper, nil, "gerai mac", 32); err != nil {
		return err
	}
	if s.qr, err = hkdf.Key(sha256.New, pepper, nil, "gerai qr", 32); err != nil {
		return err
	}
	key, err := hkdf.Key(sha256.New, pepper, nil, "gerai seal", 32)
	if err != nil {
		return err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return err
	}
	s.aead, err = cipher.NewGCMWithRandomNonce(block)
	return err
}

// Public is the key that residents' QRs are verified with.
func (s *Secrets) Public() ed25519.PublicKey {
	return s.Signing.Public().(ed25519.PublicKey) //nolint:forcetypeassert // by its documentation
}

// Recipient is what outlets seal packets to.
func (s *Secrets) Recipient() string { return packet.Recipient(s.Identity) }

// MAC is a keyed hash (HMAC-SHA-256, hex) of parts for one purpose: what it stands for
// can't be guessed from the database alone, however short it is.
func (s *Secrets) MAC(purpose string, parts ...string) string {
	h := hmac.New(sha256.New, s.mac)
	for _, p := range append([]string{purpose}, parts...) {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Seal encrypts a small secret for the database; about binds it to its row.
func (s *Secrets) Seal(secret []byte, about string) []byte {
	return s.aead.Seal(nil, nil, secret, []byte(about))
}

// Unseal undoes Seal.
func (s *Secrets) Unseal(sealed []byte, about string) ([]byte, error) {
	out, err := s.aead.Open(nil, nil, sealed, []byte(about))
	if err != nil {
		return nil, errors.New("unseal: sealed with another key, or altered")
	}
	return out, nil
}

// QRKey is the key that residents' QRs of one period are sealed with, and its name: 8
// hex digits. Every instance with the same folder makes the same one.
func (s *Secrets) QRKey(period string) (id string, key []byte) {
	part := func(what string, n int) []byte {
		b, _ := hkdf.Expand(sha256.New, s.qr, what+" "+period, n) //nolint:errcheck // fails for lengths that are not asked for
		return b
	}
	return hex.EncodeToString(part("id", 4)), part("key", 32)
}
