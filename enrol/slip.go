package enrol

import (
	"crypto/rand"
	"encoding/base32"
	"strings"
	"time"
)

// Slip is what a resident takes home on paper. Nothing in it is more than a stranger who
// finds it may read: the NIK and the address are masked.
type Slip struct {
	Receipt  bool // of an approval; otherwise "bring when you come back"
	Kind     Kind
	Purpose  Purpose
	Reason   Reason     // of parking
	Missing  []Document // to be brought
	Token    string     // the case's random one, for the QR; "": none
	NIK      string     // masked
	Email    string     // masked; "": no code follows
	Number   int        // of the day, at this counter; 0: none
	Outlet   string     // name
	At       time.Time
	Until    time.Time // a parked case ends then
	Offline  bool      // the registry could not be reached when the case was decided
	Training bool
}

// Printed is where a slip has gone.
type Printed struct {
	Printer string // name; "": it was kept as a file
	File    string // path; "": it was printed
}

// slipPrefix says what a QR is, before anything is looked up.
const slipPrefix = "GERAI-SLIP-"

var slipLetters = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewSlipToken makes a case's token: 128 random bits, that tell nothing of the case. Its
// letters are those of a QR's alphanumeric mode (ISO/IEC 18004, 7.4.4).
func NewSlipToken() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, see crypto/rand
	return slipLetters.EncodeToString(b[:])
}

// SlipText is what the QR of a slip says.
func SlipText(token string) string { return slipPrefix + token }

// ParseSlip answers the token of a slip's QR; false for anything else.
func ParseSlip(text string) (token string, ok bool) {
	token, ok = strings.CutPrefix(strings.TrimSpace(text), slipPrefix)
	if b, err := slipLetters.DecodeString(token); !ok || err != nil || len(b) != 16 {
		return "", false
	}
	return token, true
}

// DefaultParkDays is how long a parked case waits where the registry says nothing.
const DefaultParkDays = 30

// ParkedUntil is when a case that was parked at a moment ends by itself.
func (s Settings) ParkedUntil(at time.Time) time.Time {
	days := s.ParkDays
	if days <= 0 {
		days = DefaultParkDays
	}
	return at.AddDate(0, 0, days)
}
