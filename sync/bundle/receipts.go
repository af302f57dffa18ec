package bundle

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"
	"io"
	"time"

	"github.com/fxamacker/cbor/v2"
	"github.com/veraison/go-cose"

	"github.com/gerai-ikd/gerai/enrol"
)

const magicReceipts = "gerai receipts 1\n"

// context is signed along (COSE's external_aad), so that a signature over a resident's
// QR never passes for one over receipts.
var context = []byte("gerai receipts 1")

// Receipts is what the registry answers to bundles of packets.
type Receipts struct {
	Outlet   string          `cbor:"1,keyasint"` // whose packets; another outlet passes them over
	At       time.Time       `cbor:"2,keyasint"` // the registry's clock, to the second
	Receipts []enrol.Receipt `cbor:"3,keyasint"`
}

// encoding keeps times to the microsecond, in UTC.
var encoding = func() cbor.EncMode {
	o := cbor.CoreDetEncOptions()
	o.Time = cbor.TimeRFC3339Nano
	m, err := o.EncMode()
	if err != nil {
		panic(err) // the options above are constants
	}
	return m
}()

// WriteReceipts signs receipts with the registry's key named kid, one of those that
// residents' QRs are signed with.
func WriteReceipts(w io.Writer, key ed25519.PrivateKey, kid string, r Receipts) error {
	if len(key) != ed25519.PrivateKeySize || kid == "" {
		return enrol.NewError(enrol.CodeField, "write receipts").With("field", "key")
	}
	payload, err := encoding.Marshal(r)
	if err != nil {
		return fmt.Errorf("write receipts: %w", err)
	}
	signed, err := sign(key, kid, payload, context)
	if err != nil {
		return fmt.Errorf("write receipts: %w", err)
	}
	if _, err := io.WriteString(w, magicReceipts+string(signed)); err != nil {
		return fmt.Errorf("write receipts: %w", err)
	}
	return nil
}

// sign makes a COSE_Sign1 (RFC 9052) that names its key; external is signed along.
func sign(key ed25519.PrivateKey, kid string, payload, external []byte) ([]byte, error) {
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, key)
	if err != nil {
		return nil, err
	}
	return cose.Sign1(rand.Reader, signer, cose.Headers{Protected: cose.ProtectedHeader{
		cose.HeaderLabelAlgorithm: cose.AlgorithmEdDSA,
		cose.HeaderLabelKeyID:     []byte(kid),
	}}, payload, external)
}

// ReadReceipts checks a bundle of receipts for an outlet with the registry's keys as
// pulled, at the time now. A file may hold several parts, one behind the other, each
// signed by itself: a long bundle that another outlet delivers is answered in pieces.
// Settings in between are passed over (see Reader). What came before a part that is cut is
// answered with the error. Errors: CodeField with "why" = "foreign", "cut" or "outlet"
// (another outlet's; nothing in it concerns this one); CodeQRUnknownKey and
// CodeQRRevokedKey for the key, CodeQRForged for the signature.
func ReadReceipts(r io.Reader, outlet string, keys []enrol.VerifyKey, now time.Time) (Receipts, error) {
	text, err := readBack(r)
	if err != nil {
		return Receipts{}, err
	}
	var out Receipts
	for p, err := range parts(text) {
		if err != nil {
			return out, err
		}
		if p.magic != magicReceipts {
			continue
		}
		in, err := readReceipts(p.body, keys, now)
		if err == nil && in.Outlet != outlet {
			err = spoiled("outlet", nil)
		}
		if err != nil {
			return out, err
		}
		in.Receipts = append(out.Receipts, in.Receipts...)
		out = in
	}
	return out, nil
}

// readReceipts checks and reads one part.
func readReceipts(signed []byte, keys []enrol.VerifyKey, now time.Time) (out Receipts, err error) {
	var msg cose.Sign1Message
	if err := msg.UnmarshalCBOR(signed); err != nil {
		return out, spoiled("cut", err)
	}
	kid, _ := msg.Headers.Protected[cose.HeaderLabelKeyID].([]byte)
	key, err := find(keys, string(kid), now)
	if err != nil {
		return out, err
	}
	verifier, err := cose.NewVerifier(cose.AlgorithmEdDSA, key)
	if err != nil {
		return out, enrol.WrapError(enrol.CodeQRUnknownKey, "read receipts", err)
	}
	if err := msg.Verify(context, verifier); err != nil {
		return out, enrol.WrapError(enrol.CodeQRForged, "read receipts", err)
	}
	if err := strict.Unmarshal(msg.Payload, &out); err != nil {
		return out, spoiled("cut", err)
	}
	return out, nil
}

func find(keys []enrol.VerifyKey, kid string, now time.Time) (ed25519.PublicKey, error) {
	for _, k := range keys {
		if k.ID != kid || len(k.Public) != ed25519.PublicKeySize {
			continue
		}
		if !k.Revoked.IsZero() && !k.Revoked.After(now) {
			return nil, enrol.NewError(enrol.CodeQRRevokedKey, "read receipts")
		}
		return k.Public, nil
	}
	return nil, enrol.NewError(enrol.CodeQRUnknownKey, "read receipts")
}
