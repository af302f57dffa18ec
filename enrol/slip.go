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
	Counter  string     // where a parked case waits, as staff know the PC; "": not said
	NIK      string     // masked
	Email    string     // masked; "": no code follows
	Number   int        // of the day, at this counter; 0: none
	Outlet   string     // name
	At       time.Time
	Until    time.Time // a parked case ends then
	Offline  bool      // the registry could not be reached when the case was decided
	Training bool
	Copy     bool // printed again, out of what the books kept
	ByMail   bool // a code follows, to an address that the books do not keep
}

// Printed is where a slip has gone.
type Printed struct {
	Printer string // name; "": it was kept as a file
	File    string // path; "": it was printed
}

// BringSlip is the paper of a parked case, whenever it is printed: what lacks, its QR, and
// until when it waits at the named counter.
func (s Settings) BringSlip(c Case, r Rules, counter string) Slip {
	return Slip{Kind: c.Kind, Purpose: c.Purpose, NIK: c.Resident.NIK.Masked(), Outlet: s.OutletName, At: c.DecidedAt,
		Reason: c.Reason, Token: c.Slip, Until: s.ParkedUntil(c.DecidedAt), Counter: counter,
		Missing: r.Missing(c.Kind, c.Documents), Training: c.Training}
}

// CopyReceipt is the receipt of an approval that is printed again, out of the books alone:
// they keep neither address nor number. n counts the day's approvals up to it.
func (s Settings) CopyReceipt(it Item, p Purpose, n int) Slip {
	return Slip{Receipt: true, Copy: true, Kind: it.Kind, Purpose: p, NIK: it.NIKMasked, Outlet: s.OutletName, At: it.DecidedAt,
		Number: n, ByMail: Case{Kind: it.Kind}.LeadsToCode(), Offline: it.Delivery != DeliveryAnswered, Training: it.Training}
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

// Text is what the QR of this slip says: its token, and at which counter the case waits, so that another one
// of the outlet can send the resident there.
func (s Slip) Text() string {
	text := SlipText(s.Token)
	if c := CounterLetters(s.Counter); c != "" {
		text += "-" + c
	}
	return text
}

// counterMost is how many letters of a counter's name a slip carries.
const counterMost = 20

// CounterLetters is a counter's name in the letters of a QR's alphanumeric mode, as slips carry it.
func CounterLetters(name string) string {
	name = strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, strings.ToUpper(strings.TrimSpace(name)))
	return strings.Trim(name[:min(len(name), counterMost)], "-")
}

// ParseSlip answers the token of a slip's QR; false for anything else.
func ParseSlip(text string) (token string, ok bool) {
	token, _, ok = parseSlip(text)
	return token, ok
}

// SlipCounter is the counter that a slip names, as CounterLetters wrote it; "" where it names none.
func SlipCounter(text string) string {
	_, counter, _ := parseSlip(text)
	return counter
}

func parseSlip(text string) (token, counter string, ok bool) {
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), slipPrefix)
	token, counter, named := strings.Cut(rest, "-")
	b, err := slipLetters.DecodeString(token)
	if !ok || err != nil || len(b) != 16 || named && (counter == "" || counter != CounterLetters(counter)) {
		return "", "", false
	}
	return token, counter, true
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
