// Package phc turns a PIN or password into a verifier and checks it again: argon2id
// (RFC 9106) in the PHC string format,
//
//	$argon2id$v=19$m=65536,t=3,p=4$<salt>$<hash>
//
// so that a verifier says by itself how it was made, and old ones stay valid when the
// parameters grow. The outlets' store and the registry share it.
package phc

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Params are the costs of argon2id.
type Params struct {
	Memory  uint32 // KiB
	Time    uint32 // passes
	Threads uint8  // lanes
}

// Default is the second recommended option of RFC 9106 section 4, for machines
// without gigabytes to spare.
var Default = Params{Memory: 64 << 10, Time: 3, Threads: 4}

const (
	saltBytes = 16
	hashBytes = 32
)

// Bounds of what a verifier may ask of us: it comes over a wire or from a disk, and a
// crafted one must not take the machine's memory.
const (
	maxMemory  = 1 << 20 // KiB
	maxTime    = 16
	maxThreads = 16
)

// ErrFormat is the answer to a string that is no verifier of ours.
var ErrFormat = errors.New("not an argon2id PHC string")

// HashPIN makes a verifier of a PIN or password with Default and a fresh salt.
func HashPIN(pin string) string { return Hash(pin, Default) }

// Hash makes a verifier with the given costs and a fresh salt. Zero costs are raised
// to 1, as argon2 has no meaning below.
func Hash(secret string, p Params) string {
	p = Params{max(p.Memory, 8), max(p.Time, 1), max(p.Threads, 1)}
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails since Go 1.24
	sum := argon2.IDKey([]byte(secret), salt, p.Time, p.Memory, p.Threads, hashBytes)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Time, p.Threads,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))
}

// VerifyPIN tells whether pin is the one that verifier was made of. The comparison
// takes constant time; a string that is no verifier is false.
func VerifyPIN(verifier, pin string) bool {
	v, err := parse(verifier)
	if err != nil {
		return false
	}
	sum := argon2.IDKey([]byte(pin), v.salt, v.Time, v.Memory, v.Threads, uint32(len(v.sum)))
	return subtle.ConstantTimeCompare(sum, v.sum) == 1
}

// Waste does the work of one VerifyPIN with Default and no outcome, so that an unknown
// name takes as long to refuse as a wrong PIN.
func Waste(pin string) {
	argon2.IDKey([]byte(pin), make([]byte, saltBytes), Default.Time, Default.Memory, Default.Threads, hashBytes)
}

// Valid tells whether verifier can be checked at all, without doing the work.
func Valid(verifier string) bool {
	_, err := parse(verifier)
	return err == nil
}

type parsed struct {
	Params
	salt, sum []byte
}

func parse(s string) (parsed, error) {
	var v parsed
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return v, ErrFormat
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &v.Memory, &v.Time, &v.Threads); err != nil || n != 3 ||
		parts[3] != fmt.Sprintf("m=%d,t=%d,p=%d", v.Memory, v.Time, v.Threads) {
		return v, ErrFormat
	}
	if v.Memory < 8 || v.Memory > maxMemory || v.Time < 1 || v.Time > maxTime || v.Threads < 1 || v.Threads > maxThreads {
		return v, ErrFormat
	}
	var err1, err2 error
	v.salt, err1 = base64.RawStdEncoding.Strict().DecodeString(parts[4])
	v.sum, err2 = base64.RawStdEncoding.Strict().DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(v.salt) < 8 || len(v.salt) > 64 || len(v.sum) < 16 || len(v.sum) > 64 {
		return v, ErrFormat
	}
	return v, nil
}
