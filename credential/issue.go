package credential

import (
	"crypto/ed25519"
	"crypto/rand"
	"fmt"

	"github.com/veraison/go-cose"

	"github.com/gerai-ikd/gerai/enrol"
)

// Issue signs c with the registry's key and answers the QR's text, in the alphabet of
// QR's alphanumeric mode. ID (hex, 8 to 32 bytes), Resident.NIK, IssuedAt and Expires
// must be set (CodeField or the NIK's code otherwise); NotBefore defaults to
// IssuedAt. KeyID and Text of c are ignored. Times are kept to the second. A result
// that no counter would accept is CodeQRTooLarge.
func Issue(key ed25519.PrivateKey, kid string, c enrol.Credential) (string, error) {
	return issue(key, kid, c, useActivation)
}

func issue(key ed25519.PrivateKey, kid string, c enrol.Credential, u use) (string, error) {
	if len(key) != ed25519.PrivateKeySize || kid == "" || len(kid) > maxKeyID {
		return "", enrol.NewError(enrol.CodeField, "issue credential").With("field", "key")
	}
	set, err := toClaims(c, u)
	if err != nil {
		return "", err
	}
	payload, err := deterministic.Marshal(set)
	if err != nil {
		return "", fmt.Errorf("issue credential: %w", err)
	}
	signed, err := sign(key, kid, payload)
	if err != nil {
		return "", fmt.Errorf("issue credential: %w", err)
	}
	if len(signed) > MaxInflated {
		return "", enrol.NewError(enrol.CodeQRTooLarge, "issue credential")
	}
	packed, err := deflate(signed)
	if err != nil {
		return "", err
	}
	text := encodeBase45(packed)
	if len(text) > MaxText {
		return "", enrol.NewError(enrol.CodeQRTooLarge, "issue credential")
	}
	return text, nil
}

// sign makes a tagged COSE_Sign1 with alg and kid in the protected header, so that
// neither can be exchanged.
func sign(key ed25519.PrivateKey, kid string, payload []byte) ([]byte, error) {
	signer, err := cose.NewSigner(cose.AlgorithmEdDSA, key)
	if err != nil {
		return nil, err
	}
	headers := cose.Headers{Protected: cose.ProtectedHeader{
		cose.HeaderLabelAlgorithm: cose.AlgorithmEdDSA,
		cose.HeaderLabelKeyID:     []byte(kid),
	}}
	return cose.Sign1(rand.Reader, signer, headers, payload, nil)
}
