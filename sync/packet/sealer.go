package packet

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"sync/atomic"

	"filippo.io/age"
	"github.com/veraison/go-cose"

	"github.com/gerai-ikd/gerai/enrol"
)

// context is signed along (COSE's external_aad), so that a signature of the device's
// key over anything else never passes for a packet.
var context = []byte("gerai packet 1")

// Sealer seals cases for one device. It is safe for many goroutines and implements
// enrol.Sealer.
type Sealer struct {
	device    string
	signer    cose.Signer
	recipient atomic.Pointer[age.HybridRecipient]
	ready     atomic.Pointer[envelope] // made by Prepare; used once
}

var (
	_ enrol.Sealer   = (*Sealer)(nil)
	_ enrol.Preparer = (*Sealer)(nil)
)

// NewSealer takes the device's id and signing key, and the registry's recipient as
// Recipient wrote it.
func NewSealer(device string, key ed25519.PrivateKey, recipient string) (*Sealer, error) {
	if device == "" || len(key) != ed25519.PrivateKeySize {
		return nil, enrol.NewError(enrol.CodeNotEnrolled, "make sealer")
	}
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, key)
	if err != nil {
		return nil, fmt.Errorf("make sealer: %w", err)
	}
	s := &Sealer{device: device, signer: signer}
	return s, s.SetRecipient(recipient)
}

// SetRecipient changes the registry's key for the packets to come.
func (s *Sealer) SetRecipient(recipient string) error {
	r, err := age.ParseHybridRecipient(recipient)
	if err != nil {
		return enrol.WrapError(enrol.CodeField, "set packet recipient", err)
	}
	s.recipient.Store(r)
	return nil
}

// Seal makes the packet of an approved or rejected case. A case in training is
// CodeTraining, an undecided or parked one CodeMove. The case's Device must be the
// sealer's, or empty.
func (s *Sealer) Seal(c enrol.Case) ([]byte, error) {
	switch {
	case c.Training:
		return nil, enrol.NewError(enrol.CodeTraining, "seal case")
	case c.State != enrol.StateApproved && c.State != enrol.StateRejected:
		return nil, enrol.NewError(enrol.CodeMove, "seal case").With("state", string(c.State))
	case c.ID == "" || (c.Device != "" && c.Device != s.device):
		return nil, enrol.NewError(enrol.CodeField, "seal case").With("field", "id, device")
	}
	parts := [][]byte{nil, c.Selfie}
	size := len(c.Selfie)
	for _, p := range c.Pages {
		if !p.Genuine() {
			return nil, enrol.NewError(enrol.CodeField, "seal case").With("field", "pages")
		}
		parts, size = append(parts, p.Sealed), size+p.Size
	}
	c.Device = s.device
	signed, err := s.sign(toWire(c))
	if err != nil {
		return nil, fmt.Errorf("seal case: %w", err)
	}
	parts[0] = signed
	e, err := s.envelope(len(signed) + size)
	if err != nil {
		return nil, fmt.Errorf("seal case: %w", err)
	}
	out, err := e.seal(parts...)
	if err != nil {
		return nil, fmt.Errorf("seal case: %w", err)
	}
	return out, nil
}

// Prepare makes the next packet's envelope, which is most of the work of sealing: see
// enrol.Preparer.
func (s *Sealer) Prepare() error {
	to := s.recipient.Load()
	if e := s.ready.Load(); e != nil && e.to == to {
		return nil
	}
	e, err := newEnvelope(to, usualSize)
	if err != nil {
		return fmt.Errorf("prepare packet: %w", err)
	}
	s.ready.Store(e)
	return nil
}

// envelope answers the one that was prepared, which nobody gets a second time, or a fresh
// one where none is to the present recipient.
func (s *Sealer) envelope(size int) (*envelope, error) {
	to := s.recipient.Load()
	if e := s.ready.Swap(nil); e != nil && e.to == to {
		return e, nil
	}
	return newEnvelope(to, size)
}

func (s *Sealer) sign(w wire) ([]byte, error) {
	payload, err := deterministic.Marshal(w)
	if err != nil {
		return nil, err
	}
	return cose.Sign1(rand.Reader, s.signer, cose.Headers{Protected: cose.ProtectedHeader{
		cose.HeaderLabelAlgorithm: cose.AlgorithmEdDSA,
		cose.HeaderLabelKeyID:     []byte(s.device),
	}}, payload, context)
}
