package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
)

// EnrolCode is the one-time code that makes a PC an outlet's device. It carries two
// things: a secret that the registry knows, and the beginning of the SHA-256 of the
// registry's CA certificate (DER), so that the PC gives the secret to nobody else.
// Typed by hand, it is Crockford's base32 in groups of four, with a check byte that
// tells a slip of the finger from a wrong registry:
//
//	XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX-XXXX
type EnrolCode struct {
	Secret   [9]byte
	CAPrefix [10]byte
}

// crockford leaves out I, L, O and U (https://www.crockford.com/base32.html).
var crockford = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// misread are the letters that are left out, as what they were meant to be.
var misread = strings.NewReplacer("O", "0", "I", "1", "L", "1", "-", "", " ", "", "\t", "")

// NewEnrolCode draws a secret for the registry whose CA certificate is given in DER.
func NewEnrolCode(random io.Reader, caDER []byte) (EnrolCode, error) {
	var c EnrolCode
	if _, err := io.ReadFull(random, c.Secret[:]); err != nil {
		return EnrolCode{}, fmt.Errorf("draw enrolment code: %w", err)
	}
	sum := sha256.Sum256(caDER)
	copy(c.CAPrefix[:], sum[:])
	return c, nil
}

// ParseEnrolCode reads a code as typed: any case, with or without dashes and spaces,
// O for 0, I and L for 1. What isn't one is CodeEnrolCode with the detail "why" =
// "form": a slip, nothing was asked of the registry.
func ParseEnrolCode(s string) (EnrolCode, error) {
	slip := enrol.NewError(enrol.CodeEnrolCode, "parse enrolment code").With("why", "form")
	s = misread.Replace(strings.ToUpper(strings.TrimSpace(s)))
	raw, err := crockford.DecodeString(s)
	if err != nil || len(s) != 32 || len(raw) != 20 { // base32 skips line breaks
		return EnrolCode{}, slip
	}
	var c EnrolCode
	copy(c.Secret[:], raw)
	copy(c.CAPrefix[:], raw[9:])
	if c.check() != raw[19] {
		return EnrolCode{}, slip
	}
	return c, nil
}

func (c EnrolCode) check() byte {
	return sha256.Sum256(append(c.Secret[:], c.CAPrefix[:]...))[0]
}

// Text is the code as printed, typed and sent. It is a secret until it is used.
func (c EnrolCode) Text() string {
	raw := append(append(c.Secret[:], c.CAPrefix[:]...), c.check())
	s := crockford.EncodeToString(raw)
	var groups []string
	for ; len(s) > 0; s = s[4:] {
		groups = append(groups, s[:4])
	}
	return strings.Join(groups, "-")
}

// Digest is what the registry keeps instead of the secret: hex SHA-256 of it.
func (c EnrolCode) Digest() string {
	sum := sha256.Sum256(c.Secret[:])
	return hex.EncodeToString(sum[:])
}

// MatchesCA tells whether a certificate (DER) is the one that the code pins.
func (c EnrolCode) MatchesCA(der []byte) bool {
	sum := sha256.Sum256(der)
	return bytes.Equal(sum[:len(c.CAPrefix)], c.CAPrefix[:])
}

// String masks: a code never reaches a log.
func (c EnrolCode) String() string { return "enrolment code" }

// GoString masks.
func (c EnrolCode) GoString() string { return "api.EnrolCode{…}" }
