package registry

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what every authenticator app speaks (RFC 6238); HMAC does not need collision resistance
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// The time-based one-time password of RFC 6238, as authenticator apps know it.
const (
	totpStep   = 30 * time.Second
	totpDigits = 6
	totpSecret = 20 // bytes, RFC 4226 section 4
	totpDrift  = 1  // steps that the phone's clock may be off, either way
)

func newTOTPSecret() []byte {
	b := make([]byte, totpSecret)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return b
}

// totpAt is the code of one step (RFC 4226, section 5.3).
func totpAt(secret []byte, step int64) string {
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step)) //nolint:gosec // steps since 1970 are positive
	h := hmac.New(sha1.New, secret)
	h.Write(counter[:])
	sum := h.Sum(nil)
	offset := sum[len(sum)-1] & 0x0F
	n := binary.BigEndian.Uint32(sum[offset:]) & 0x7FFFFFFF
	return fmt.Sprintf("%0*d", totpDigits, n%1_000_000)
}

func totpStepOf(now time.Time) int64 { return now.Unix() / int64(totpStep/time.Second) }

// checkTOTP answers the step of a right code. Steps up to used were used before: a code
// that somebody looked at over a shoulder opens nothing.
func checkTOTP(secret []byte, code string, now time.Time, used int64) (int64, bool) {
	here := totpStepOf(now)
	for step := here - totpDrift; step <= here+totpDrift; step++ {
		if step > used && hmac.Equal([]byte(totpAt(secret, step)), []byte(code)) {
			return step, true
		}
	}
	return 0, false
}

// totpText is a secret as people type it into an app.
func totpText(secret []byte) string {
	text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
	var groups []string
	for len(text) > 4 {
		groups, text = append(groups, text[:4]), text[4:]
	}
	return strings.Join(append(groups, text), " ")
}

// totpLink is what an app reads from a QR (the key URI of authenticator apps).
func totpLink(secret []byte, issuer, who string) string {
	v := url.Values{"secret": {strings.ReplaceAll(totpText(secret), " ", "")}, "issuer": {issuer}}
	return "otpauth://totp/" + url.PathEscape(issuer+":"+who) + "?" + strings.ReplaceAll(v.Encode(), "+", "%20")
}
