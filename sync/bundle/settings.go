package bundle

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"
	"github.com/veraison/go-cose"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

const magicSettings = "gerai settings 1\n"

// settingsContext is signed along, so that a signature of the authority's key over a
// certificate, say, never passes for one over settings.
var settingsContext = []byte("gerai settings 1")

// maxSettings bounds the signed part of settings when opened, in bytes.
const maxSettings = api.MaxPullBytes + 64<<10

// Settings is what the registry says to one device by the way back of its stick: what a
// pull would have brought.
type Settings struct {
	Device string
	Base   string     // the cursor that the device had stated: the news begin there
	Pull   enrol.Pull // At is when it was written, by the registry's clock
}

// envelope is what anybody can read of it: whose it is, so that another PC can say so.
type envelope struct {
	Device string `cbor:"1,keyasint"`
	Sealed []byte `cbor:"2,keyasint"`
}

// letter is what is signed. The pull is in the form in which the line brings it.
type letter struct {
	Device string `cbor:"1,keyasint"`
	Base   string `cbor:"2,keyasint"`
	Pull   []byte `cbor:"3,keyasint"` // enrol.Pull, JSON
}

// WriteSettings signs settings with the key of the registry's certificate authority (ECDSA
// on P-256), which every device has trusted since its enrolment, and seals them to the
// recipient that the device stated: nobody else can read the verifiers and keys in them.
func WriteSettings(w io.Writer, authority crypto.Signer, recipient string, s Settings) error {
	to, err := age.ParseHybridRecipient(recipient)
	if err != nil {
		return enrol.NewError(enrol.CodeField, "write settings").With("field", "recipient")
	}
	signed, err := signSettings(authority, s)
	if err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	var sealed bytes.Buffer
	in, err := age.Encrypt(&sealed, to)
	if err != nil {
		return fmt.Errorf("seal settings: %w", err)
	}
	_, err = in.Write(signed)
	if err = errors.Join(err, in.Close()); err != nil {
		return fmt.Errorf("seal settings: %w", err)
	}
	part, err := encoding.Marshal(envelope{Device: s.Device, Sealed: sealed.Bytes()})
	if err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	if _, err := io.WriteString(w, magicSettings+string(part)); err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	return nil
}

func signSettings(authority crypto.Signer, s Settings) ([]byte, error) {
	pull, err := json.Marshal(s.Pull)
	if err != nil {
		return nil, err
	}
	payload, err := encoding.Marshal(letter{Device: s.Device, Base: s.Base, Pull: pull})
	if err != nil {
		return nil, err
	}
	signer, err := cose.NewSigner(cose.AlgorithmES256, authority)
	if err != nil {
		return nil, err
	}
	return cose.Sign1(rand.Reader, signer, cose.Headers{Protected: cose.ProtectedHeader{
		cose.HeaderLabelAlgorithm: cose.AlgorithmES256,
	}}, payload, settingsContext)
}

// Reader is a device that reads settings.
type Reader struct {
	Device      string
	Key         age.Identity       // of the recipient that it stated
	Authorities []*ecdsa.PublicKey // of the registry, as the device trusts them
}

// Read answers the newest settings for the device in a file that came back, whatever else
// is in it; found is false where there are none for anybody. Errors: CodeField with "why" =
// "foreign" or "cut" as of ReadReceipts, "device" (there are some, for other PCs alone),
// "sealed" (to a key that this PC does not have any more) and "forged". What was good is
// answered with the error of what was not.
func (d Reader) Read(r io.Reader) (out Settings, found bool, err error) {
	text, err := readBack(r)
	if err != nil {
		return out, false, err
	}
	others := false
	for p, err := range parts(text) {
		if err != nil {
			return out, found, err
		}
		if p.magic != magicSettings {
			continue
		}
		s, mine, err := d.open(p.body)
		if err != nil {
			return out, found, err
		}
		others = others || !mine
		if mine && (!found || s.Pull.At.After(out.Pull.At)) {
			out, found = s, true
		}
	}
	if others && !found {
		return out, false, spoiled("device", nil)
	}
	return out, found, nil
}

// open reads one part; mine is false for another device's.
func (d Reader) open(body []byte) (s Settings, mine bool, err error) {
	var e envelope
	if strict.Unmarshal(body, &e) != nil {
		return s, false, spoiled("cut", nil)
	}
	if e.Device != d.Device {
		return s, false, nil
	}
	signed, err := d.unseal(e.Sealed)
	if err != nil {
		return s, true, err
	}
	payload, err := d.verify(signed)
	if err != nil {
		return s, true, err
	}
	var l letter
	if strict.Unmarshal(payload, &l) != nil || l.Device != d.Device {
		return s, true, spoiled("forged", nil)
	}
	s = Settings{Device: l.Device, Base: l.Base}
	if json.Unmarshal(l.Pull, &s.Pull) != nil || s.Pull.At.IsZero() || s.Pull.Cursor == "" {
		return s, true, spoiled("forged", nil)
	}
	return s, true, nil
}

func (d Reader) unseal(sealed []byte) ([]byte, error) {
	plain, err := age.Decrypt(bytes.NewReader(sealed), d.Key)
	if err != nil {
		var none *age.NoIdentityMatchError
		if errors.As(err, &none) {
			return nil, spoiled("sealed", nil)
		}
		return nil, spoiled("cut", err)
	}
	signed, err := io.ReadAll(io.LimitReader(plain, maxSettings+1))
	if err != nil || len(signed) > maxSettings {
		return nil, spoiled("cut", err)
	}
	return signed, nil
}

// verify answers what one of the registry's authorities signed.
func (d Reader) verify(signed []byte) ([]byte, error) {
	var msg cose.Sign1Message
	if err := msg.UnmarshalCBOR(signed); err != nil {
		return nil, spoiled("forged", err)
	}
	for _, key := range d.Authorities {
		verifier, err := cose.NewVerifier(cose.AlgorithmES256, key)
		if err == nil && msg.Verify(settingsContext, verifier) == nil {
			return msg.Payload, nil
		}
	}
	return nil, spoiled("forged", nil)
}
