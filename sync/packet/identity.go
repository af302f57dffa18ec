package packet

import (
	"errors"
	"fmt"
	"strings"

	"filippo.io/age"
)

// Identity is the registry's private key, which opens packets. Its String is secret.
type Identity = age.HybridIdentity

// NewIdentity makes a registry's key: ML-KEM-768 and X25519 together, so that a
// packet recorded today stays closed to a quantum computer of tomorrow.
func NewIdentity() (*Identity, error) {
	id, err := age.GenerateHybridIdentity()
	if err != nil {
		return nil, fmt.Errorf("make packet identity: %w", err)
	}
	return id, nil
}

// ParseIdentity reads what Identity.String wrote ("AGE-SECRET-KEY-PQ-1…"). The error
// quotes nothing of it.
func ParseIdentity(s string) (*Identity, error) {
	id, err := age.ParseHybridIdentity(strings.TrimSpace(s))
	if err != nil {
		return nil, errors.New("parse packet identity: not a hybrid age identity")
	}
	return id, nil
}

// Recipient answers the public half as text ("age1pq1…", about 2,000 characters):
// what the registry hands out and NewSealer takes.
func Recipient(id *Identity) string { return id.Recipient().String() }

// Keyring opens packets with the first of several identities that fits: the present
// one and those that packets still under way were sealed to.
type Keyring []age.Identity

// Unwrap implements age.Identity.
func (k Keyring) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, id := range k {
		key, err := id.Unwrap(stanzas)
		if !errors.Is(err, age.ErrIncorrectIdentity) {
			return key, err
		}
	}
	return nil, age.ErrIncorrectIdentity
}
