package packet

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"

	"github.com/gerai-ikd/gerai/enrol"
)

// MaxPlain bounds what a packet may hold when opened, in bytes. What can be sent is
// smaller (see sync/api).
const MaxPlain = 2 << 20

var errForm = errors.New("not in the form of a packet")

// Open reads a sealed packet with the registry's identity (or a Keyring of several).
// deviceKey answers the public key of an enrolled device; its error is passed on, so
// that a revoked device keeps its code.
//
// A packet that can't be opened, is not signed by the device that it names, or has
// another form is CodeRefused, with the detail "why": seal, form, signature, device,
// version, size. Whoever sends it again gets the same answer.
//
// The case's Credential holds only ID, KeyID and Text: verify Text again, at OpenedAt.
func Open(sealed []byte, id age.Identity, deviceKey func(device string) (ed25519.PublicKey, error)) (enrol.Case, error) {
	r, err := age.Decrypt(bytes.NewReader(sealed), id)
	if err != nil {
		return enrol.Case{}, refuse("seal", err)
	}
	var plain bytes.Buffer
	plain.Grow(len(sealed) + bytes.MinRead) // it is never longer; ReadFrom asks for some room more
	if _, err := plain.ReadFrom(io.LimitReader(r, MaxPlain+1)); err != nil {
		return enrol.Case{}, refuse("seal", err)
	}
	if plain.Len() > MaxPlain {
		return enrol.Case{}, refuse("size", nil)
	}
	return open(plain.Bytes(), deviceKey)
}

// open checks and reads the signed part, and what lies behind it.
func open(plain []byte, deviceKey func(string) (ed25519.PublicKey, error)) (enrol.Case, error) {
	var signed cbor.RawMessage
	behind, err := cbor.UnmarshalFirst(plain, &signed)
	if err != nil {
		return enrol.Case{}, refuse("form", err)
	}
	var msg cose.Sign1Message
	if err := msg.UnmarshalCBOR(signed); err != nil {
		return enrol.Case{}, refuse("form", err)
	}
	kid, ok := msg.Headers.Protected[cose.HeaderLabelKeyID].([]byte)
	if !ok || len(kid) == 0 || len(msg.Headers.Unprotected) > 0 || len(msg.Headers.Protected) != 2 {
		return enrol.Case{}, refuse("form", errForm)
	}
	device := string(kid)
	key, err := deviceKey(device)
	if err != nil {
		return enrol.Case{}, fmt.Errorf("open packet: %w", err)
	}
	if len(key) != ed25519.PublicKeySize {
		return enrol.Case{}, refuse("device", nil)
	}
	verifier, err := cose.NewVerifier(cose.AlgorithmEdDSA, key)
	if err != nil {
		return enrol.Case{}, refuse("device", err)
	}
	if err := msg.Verify(context, verifier); err != nil {
		return enrol.Case{}, refuse("signature", err)
	}
	return read(msg.Payload, behind, device)
}

func read(payload, behind []byte, device string) (enrol.Case, error) {
	var v struct {
		Version uint `cbor:"0,keyasint"`
	}
	if err := strict.Unmarshal(payload, &v); err != nil {
		return enrol.Case{}, refuse("form", err)
	}
	if v.Version < inline || v.Version > paged {
		return enrol.Case{}, refuse("version", nil)
	}
	var w wire
	if err := strict.Unmarshal(payload, &w); err != nil {
		return enrol.Case{}, refuse("form", err)
	}
	if err := w.attach(behind); err != nil {
		return enrol.Case{}, err
	}
	if w.Device != device {
		return enrol.Case{}, refuse("device", nil)
	}
	c, err := w.toCase()
	if err != nil {
		return enrol.Case{}, refuse("form", err)
	}
	if c.ID == "" || c.State != enrol.StateApproved && c.State != enrol.StateRejected {
		return enrol.Case{}, refuse("form", errForm)
	}
	return c, nil
}

// attach takes what lies behind the signed part for the selfie and, behind that, the
// pages, where their digests were signed.
func (w *wire) attach(behind []byte) error {
	switch {
	case w.Version == inline && (len(behind) > 0 || len(w.Digest) > 0), w.Version != inline && len(w.Selfie) > 0,
		(w.Version == paged) != (len(w.Pages) > 0):
		return refuse("form", errForm)
	case w.Version == inline:
		return nil
	}
	selfie, err := w.detach(behind)
	if err != nil {
		return err
	}
	if !bytes.Equal(w.Digest, digest(selfie)) {
		return refuse("signature", nil)
	}
	if len(selfie) > 0 {
		w.Selfie = selfie
	}
	return nil
}

// detach takes the pages off the end and answers what is left in front of them.
func (w *wire) detach(behind []byte) ([]byte, error) {
	for i := len(w.Pages) - 1; i >= 0; i-- {
		p := &w.Pages[i]
		if p.Size <= 0 || p.Size > len(behind) {
			return nil, refuse("form", errForm)
		}
		p.sealed, behind = behind[len(behind)-p.Size:], behind[:len(behind)-p.Size]
		if !bytes.Equal(p.Digest, digest(p.sealed)) {
			return nil, refuse("signature", nil)
		}
	}
	return behind, nil
}

func refuse(why string, cause error) error {
	e := &enrol.Error{Code: enrol.CodeRefused, Op: "open packet", Err: cause}
	return e.With("why", why)
}
