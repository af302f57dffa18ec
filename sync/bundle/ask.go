package bundle

import (
	"crypto/ed25519"
	"fmt"

	"filippo.io/age"
	"github.com/veraison/go-cose"

	"github.com/gerai-ikd/gerai/enrol"
)

// askContext is signed along, so that a signature of the device's key over a packet never
// passes for one over an Ask.
var askContext = []byte("gerai ask 1")

// maxAsk bounds a signed Ask, in bytes; most of it is the recipient.
const maxAsk = 8 << 10

// Ask is what a device wants to be told by the way back of its stick: what a pull would
// have brought it. It rides behind the packets, signed by the device, and names nobody.
type Ask struct {
	Device    string `cbor:"1,keyasint"`
	Recipient string `cbor:"2,keyasint"` // age recipient of the device ("age1pq1…"): the answer is sealed to it
	Cursor    string `cbor:"3,keyasint"` // where the device's pulls stand; "": it knows nothing yet
}

// Sign signs an Ask with the device's key.
func (a Ask) Sign(key ed25519.PrivateKey) ([]byte, error) {
	if len(key) != ed25519.PrivateKeySize || a.Device == "" {
		return nil, enrol.NewError(enrol.CodeNotEnrolled, "sign ask")
	}
	payload, err := encoding.Marshal(a)
	if err != nil {
		return nil, fmt.Errorf("sign ask: %w", err)
	}
	signed, err := sign(key, a.Device, payload, askContext)
	if err != nil {
		return nil, fmt.Errorf("sign ask: %w", err)
	}
	return signed, nil
}

// OpenAsk reads what Ask.Sign made. deviceKey answers the public key of an enrolled device;
// its error is passed on, so that a revoked one keeps its code. What has another form, or is
// not signed by the device that it names, is CodeRefused.
func OpenAsk(signed []byte, deviceKey func(device string) (ed25519.PublicKey, error)) (Ask, error) {
	refuse := func(why string, cause error) error {
		return (&enrol.Error{Code: enrol.CodeRefused, Op: "read ask", Err: cause}).With("why", why)
	}
	var msg cose.Sign1Message
	if len(signed) > maxAsk {
		return Ask{}, refuse("size", nil)
	}
	if err := msg.UnmarshalCBOR(signed); err != nil {
		return Ask{}, refuse("form", err)
	}
	kid, ok := msg.Headers.Protected[cose.HeaderLabelKeyID].([]byte)
	if !ok || len(kid) == 0 || len(msg.Headers.Unprotected) > 0 {
		return Ask{}, refuse("form", nil)
	}
	key, err := deviceKey(string(kid))
	if err != nil {
		return Ask{}, fmt.Errorf("read ask: %w", err)
	}
	if len(key) != ed25519.PublicKeySize {
		return Ask{}, refuse("device", nil)
	}
	verifier, err := cose.NewVerifier(cose.AlgorithmEdDSA, key)
	if err != nil {
		return Ask{}, refuse("device", err)
	}
	if err := msg.Verify(askContext, verifier); err != nil {
		return Ask{}, refuse("signature", err)
	}
	var a Ask
	if err := strict.Unmarshal(msg.Payload, &a); err != nil {
		return Ask{}, refuse("form", err)
	}
	if a.Device != string(kid) {
		return Ask{}, refuse("device", nil)
	}
	if _, err := age.ParseHybridRecipient(a.Recipient); err != nil {
		return Ask{}, refuse("recipient", nil) // the cause may quote it
	}
	return a, nil
}
