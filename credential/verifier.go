package credential

import (
	"bytes"
	"crypto/cipher"
	"crypto/ed25519"
	"errors"
	"strconv"
	"time"

	"github.com/veraison/go-cose"

	"github.com/gerai-ikd/gerai/enrol"
)

// The bounds of a credential. A QR of MaxText characters is version 29-M; none of
// ours comes near it (see the decision on the QR's size).
const (
	MaxText     = 1800 // characters, as scanned
	MaxInflated = 4096 // bytes of COSE_Sign1
	maxKeyID    = 32   // bytes
)

// ClockTolerance is how far two clocks may be apart before a time is held against a
// resident.
const ClockTolerance = 2 * time.Minute

// Options of a Verifier.
type Options struct {
	// ClockOffset is the registry's clock minus this PC's, as last measured; it is
	// added to the PC's time before anything is compared.
	ClockOffset time.Duration
}

// Verifier checks residents' QRs against a set of the registry's keys. It never
// changes and may be used by many goroutines; a pull of new keys makes a new one.
type Verifier struct {
	keys    map[string]trusted
	openers map[string]cipher.AEAD
	offset  time.Duration
}

type trusted struct {
	enrol.VerifyKey
	weak bool
}

// NewVerifier takes the key set as pulled from the registry. Weak keys, and ids that
// stand for two different keys, are kept as refused (see Weak), so that one bad key
// doesn't stop the lane.
func NewVerifier(keys []enrol.VerifyKey, o Options) *Verifier {
	v := &Verifier{keys: make(map[string]trusted, len(keys)), openers: map[string]cipher.AEAD{}, offset: o.ClockOffset}
	for _, k := range keys {
		if len(k.Open) > 0 {
			if aead, err := sealCipher(k.Open); err == nil {
				v.openers[k.ID] = aead
			}
			continue
		}
		t := trusted{VerifyKey: k, weak: CheckKey(k.Public) != nil}
		if old, twice := v.keys[k.ID]; twice && !bytes.Equal(old.Public, k.Public) {
			t.weak = true
		}
		v.keys[k.ID] = t
	}
	return v
}

// Weak lists the ids of keys that were refused, for the log and doctor.
func (v *Verifier) Weak() []string {
	var out []string
	for id, k := range v.keys {
		if k.weak {
			out = append(out, id)
		}
	}
	return out
}

// Verify reads a QR's text at the PC's time now. The error is an *enrol.Error:
//
//	CodeQRForeign     not one of ours
//	CodeQRTooLarge    more than ours can hold, packed or inflated
//	CodeQRDamaged     ours, but cut, altered or malformed
//	CodeQRUnknownKey  the key id is unknown, or the key was not in force at the issue;
//	                  with the detail "why" sealed: the key that opens it never came
//	CodeQRRevokedKey  the key is revoked, or weak (detail "why")
//	CodeQRForged      the signature does not fit
//	CodeQRNewer       a later version of the profile
//	CodeQRNotYet, CodeQRExpired  with the detail "seconds": how far off
//
// Single use is not checked here. With CodeQRExpired and CodeQRNotYet the credential
// is answered too: it is genuine.
func (v *Verifier) Verify(text string, now time.Time) (enrol.Credential, error) {
	return v.verify(text, now, useActivation)
}

func (v *Verifier) verify(text string, now time.Time, u use) (enrol.Credential, error) {
	signed, err := v.unpack(text, u)
	if err != nil {
		return enrol.Credential{}, err
	}
	msg, kid, err := parse(signed)
	if err != nil {
		return enrol.Credential{}, err
	}
	now = now.Add(v.offset)
	key, err := v.key(kid, now)
	if err != nil {
		return enrol.Credential{}, err
	}
	if err := checkSignature(msg, key.Public); err != nil {
		return enrol.Credential{}, err
	}
	c, err := read(msg.Payload, u)
	if err != nil {
		return enrol.Credential{}, err
	}
	c.KeyID, c.Text = kid, text
	if err := key.inForce(c.IssuedAt); err != nil {
		return enrol.Credential{}, err
	}
	return c, checkTimes(c, now)
}

// unpack undoes Base45, the seal where there is one, and zlib.
func (v *Verifier) unpack(text string, u use) ([]byte, error) {
	for i := range min(len(text), MaxText+1) {
		if digits[text[i]] < 0 {
			return nil, refuse(enrol.CodeQRForeign, errAlphabet)
		}
	}
	if len(text) > MaxText {
		return nil, refuse(enrol.CodeQRTooLarge, nil)
	}
	if len(text) < 3 {
		return nil, refuse(enrol.CodeQRForeign, nil)
	}
	head, err := decodeBase45(text[:3])
	sealed := err == nil && bytes.Equal(head, encrypt0Tag)
	if err != nil || !sealed && !zlibHeader(head) || sealed && u == useDisplay { // what is shown to anybody has no seal
		return nil, refuse(enrol.CodeQRForeign, err)
	}
	packed, err := decodeBase45(text)
	if err != nil {
		return nil, refuse(enrol.CodeQRDamaged, err)
	}
	if sealed {
		if packed, err = v.open(packed); err != nil {
			return nil, err
		}
	}
	signed, err := inflate(packed, MaxInflated)
	switch {
	case errors.Is(err, errInflated):
		return nil, refuse(enrol.CodeQRTooLarge, err)
	case err != nil:
		return nil, refuse(enrol.CodeQRDamaged, err)
	}
	return signed, nil
}

// sign1Tag begins a tagged COSE_Sign1: tag 18, array of four (RFC 9052, section 4.2).
var sign1Tag = []byte{0xD2, 0x84}

// parse reads the envelope and its key id. Whatever the signature does not cover must
// be absent, so that a QR can't be altered and still pass.
func parse(signed []byte) (*cose.Sign1Message, string, error) {
	if !bytes.HasPrefix(signed, sign1Tag) {
		return nil, "", refuse(enrol.CodeQRForeign, nil)
	}
	var msg cose.Sign1Message
	if err := msg.UnmarshalCBOR(signed); err != nil {
		return nil, "", refuse(enrol.CodeQRDamaged, err)
	}
	kid, ok := msg.Headers.Protected[cose.HeaderLabelKeyID].([]byte)
	if !ok || len(kid) == 0 || len(kid) > maxKeyID || len(msg.Headers.Unprotected) > 0 ||
		len(msg.Headers.Protected) != 2 || len(msg.Payload) == 0 || len(msg.Signature) != ed25519.SignatureSize {
		return nil, "", refuse(enrol.CodeQRDamaged, errField)
	}
	return &msg, string(kid), nil
}

// key finds the key that the envelope names.
func (v *Verifier) key(kid string, now time.Time) (trusted, error) {
	k, ok := v.keys[kid]
	switch {
	case !ok:
		return trusted{}, refuse(enrol.CodeQRUnknownKey, nil)
	case k.weak:
		return trusted{}, refuse(enrol.CodeQRRevokedKey, nil).With("why", "weak")
	case !k.Revoked.IsZero() && !k.Revoked.After(now.Add(ClockTolerance)):
		return trusted{}, refuse(enrol.CodeQRRevokedKey, nil)
	}
	return k, nil
}

// inForce refuses a credential that the key was not yet, or no longer, to sign.
func (k trusted) inForce(issued time.Time) error {
	early := issued.Before(k.NotBefore.Add(-ClockTolerance))
	late := !k.NotAfter.IsZero() && issued.After(k.NotAfter.Add(ClockTolerance))
	if early || late {
		return refuse(enrol.CodeQRUnknownKey, nil).With("why", "not in force")
	}
	return nil
}

func checkSignature(msg *cose.Sign1Message, public []byte) error {
	verifier, err := cose.NewVerifier(cose.AlgorithmEdDSA, ed25519.PublicKey(public))
	if err != nil {
		return refuse(enrol.CodeQRForged, err)
	}
	if err := msg.Verify(nil, verifier); err != nil {
		return refuse(enrol.CodeQRForged, err)
	}
	return nil
}

// read decodes claims whose signature fits. The version comes first: what a later
// profile changed may not be read with the eyes of this one.
func read(payload []byte, u use) (enrol.Credential, error) {
	var p profile
	if err := strict.Unmarshal(payload, &p); err != nil {
		return enrol.Credential{}, refuse(enrol.CodeQRDamaged, err)
	}
	switch {
	case p.Version == 0:
		return enrol.Credential{}, refuse(enrol.CodeQRForeign, nil)
	case p.Version > Version:
		return enrol.Credential{}, refuse(enrol.CodeQRNewer, nil).With("version", strconv.Itoa(int(p.Version)))
	case p.Use != u:
		return enrol.Credential{}, refuse(enrol.CodeQRForeign, nil).With("why", "use")
	}
	var set claims
	if err := strict.Unmarshal(payload, &set); err != nil {
		return enrol.Credential{}, refuse(enrol.CodeQRDamaged, err)
	}
	if !set.known() {
		return enrol.Credential{}, refuse(enrol.CodeQRNewer, nil)
	}
	c, err := set.credential()
	if err != nil {
		return enrol.Credential{}, refuse(enrol.CodeQRDamaged, err)
	}
	return c, nil
}

func checkTimes(c enrol.Credential, now time.Time) error {
	if wait := c.NotBefore.Sub(now); wait > ClockTolerance {
		return refuse(enrol.CodeQRNotYet, nil).With("seconds", strconv.Itoa(int(wait.Seconds())))
	}
	if late := now.Sub(c.Expires); late > ClockTolerance {
		return refuse(enrol.CodeQRExpired, nil).With("seconds", strconv.Itoa(int(late.Seconds())))
	}
	return nil
}

// refuse makes the error of a QR. The cause is one of this package's or a decoder's
// own sentence: none of them quotes the content.
func refuse(c enrol.Code, cause error) *enrol.Error {
	return &enrol.Error{Code: c, Op: "verify credential", Err: cause}
}
