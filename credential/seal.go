package credential

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
)

// SealKeySize is that of AES-256.
const SealKeySize = 32

// encrypt0Tag begins a tagged COSE_Encrypt0: tag 16, array of three (RFC 9052, section 5.2).
var encrypt0Tag = []byte{0xD0, 0x83}

// algA256GCM is AES-256-GCM with a tag of 128 bits (RFC 9053, section 4.1).
const algA256GCM = 3

// encrypt0 is COSE_Encrypt0 without its tag.
type encrypt0 struct {
	_           struct{} `cbor:",toarray"`
	Protected   []byte
	Unprotected map[int]cbor.RawMessage // always empty: nothing may stand outside of what is authenticated
	Ciphertext  []byte
}

// sealHeader is the protected header, the nonce included (RFC 9052, section 3.1).
type sealHeader struct {
	Alg int    `cbor:"1,keyasint"`
	Kid []byte `cbor:"4,keyasint"`
	IV  []byte `cbor:"5,keyasint"`
}

// Sealed content is padded (0x80, then zeros: ISO/IEC 7816-4) to sealLeast bytes, and
// beyond that to a multiple of sealStep. A length must not tell whether the registry
// knows the resident, or how long a name is. sealLeast holds the largest template with
// a name of some fifty letters, and fills version 15-L of a QR.
const (
	sealLeast = 448
	sealStep  = 32
)

func pad(b []byte) []byte {
	size := max(sealLeast, (len(b)/sealStep+1)*sealStep)
	out := make([]byte, size)
	copy(out, b)
	out[len(b)] = 0x80
	return out
}

// unpad answers errSeal where there is no padding.
func unpad(b []byte) ([]byte, error) {
	rest := bytes.TrimRight(b, "\x00")
	if len(rest) == 0 || rest[len(rest)-1] != 0x80 {
		return nil, errSeal
	}
	return rest[:len(rest)-1], nil
}

var errSeal = errors.New("malformed seal")

// Seal closes a QR's text as Issue answers it, so that only who has the key can read
// it: a nested CWT, signed and then encrypted (RFC 8392, section 7.1). Neither the
// signature nor anything of the resident shows. A text that is not Issue's, or a key
// of another length, is CodeField; one that grows too long CodeQRTooLarge.
func Seal(text, kid string, key []byte) (string, error) {
	packed, err := decodeBase45(text)
	if err != nil || !zlibHeader(packed) || kid == "" || len(kid) > maxKeyID {
		return "", enrol.NewError(enrol.CodeField, "seal credential").With("field", "text")
	}
	aead, err := sealCipher(key)
	if err != nil {
		return "", enrol.NewError(enrol.CodeField, "seal credential").With("field", "key")
	}
	iv := make([]byte, aead.NonceSize())
	_, _ = rand.Read(iv) // never fails since Go 1.24
	protected, err := deterministic.Marshal(sealHeader{algA256GCM, []byte(kid), iv})
	if err != nil {
		return "", fmt.Errorf("seal credential: %w", err)
	}
	about, err := encStructure(protected)
	if err != nil {
		return "", fmt.Errorf("seal credential: %w", err)
	}
	body, err := deterministic.Marshal(encrypt0{Protected: protected, Unprotected: map[int]cbor.RawMessage{}, Ciphertext: aead.Seal(nil, iv, pad(packed), about)})
	if err != nil {
		return "", fmt.Errorf("seal credential: %w", err)
	}
	sealed := encodeBase45(append([]byte{encrypt0Tag[0]}, body...))
	if len(sealed) > MaxText {
		return "", enrol.NewError(enrol.CodeQRTooLarge, "seal credential")
	}
	return sealed, nil
}

func sealCipher(key []byte) (cipher.AEAD, error) {
	if len(key) != SealKeySize {
		return nil, errWeakKey
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// encStructure is what is authenticated besides the content (RFC 9052, section 5.3).
func encStructure(protected []byte) ([]byte, error) {
	return deterministic.Marshal([]any{"Encrypt0", protected, []byte{}})
}

// open undoes the encryption of Seal: CodeQRUnknownKey where the key never came,
// CodeQRForged where it does not fit, CodeQRDamaged for what is no seal of ours.
func (v *Verifier) open(sealed []byte) ([]byte, error) {
	var m encrypt0
	var h sealHeader
	if err := strict.Unmarshal(sealed[1:], &m); err != nil {
		return nil, refuse(enrol.CodeQRDamaged, err)
	}
	if err := strict.Unmarshal(m.Protected, &h); err != nil {
		return nil, refuse(enrol.CodeQRDamaged, err)
	}
	again, err := deterministic.Marshal(h)
	if err != nil || !bytes.Equal(again, m.Protected) || len(m.Unprotected) > 0 || h.Alg != algA256GCM || len(h.Kid) == 0 || len(h.Kid) > maxKeyID {
		return nil, refuse(enrol.CodeQRDamaged, errSeal)
	}
	aead, ok := v.openers[string(h.Kid)]
	switch {
	case !ok:
		return nil, refuse(enrol.CodeQRUnknownKey, nil).With("why", "sealed")
	case len(h.IV) != aead.NonceSize():
		return nil, refuse(enrol.CodeQRDamaged, errSeal)
	}
	about, err := encStructure(m.Protected)
	if err != nil {
		return nil, refuse(enrol.CodeQRDamaged, err)
	}
	packed, err := aead.Open(nil, h.IV, m.Ciphertext, about)
	if err != nil {
		return nil, refuse(enrol.CodeQRForged, errSeal)
	}
	if packed, err = unpad(packed); err != nil {
		return nil, refuse(enrol.CodeQRDamaged, err)
	}
	return packed, nil
}
