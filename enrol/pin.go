package enrol

import (
	"context"
	"strings"
)

// The lengths of a PIN that staff choose.
const (
	MinPIN = 6
	MaxPIN = 12
)

// CheckPIN refuses a new PIN with CodeWeakPIN and the detail "why": "form" for anything
// but six to twelve digits, "same" for the old one again, "easy" for what is guessed
// first.
func CheckPIN(pin, old string) error {
	why := ""
	switch {
	case len(pin) < MinPIN || len(pin) > MaxPIN || strings.Trim(pin, "0123456789") != "":
		why = "form"
	case pin == old:
		why = "same"
	case RegularPIN(pin):
		why = "easy"
	default:
		return nil
	}
	return NewError(CodeWeakPIN, "check PIN").With("why", why)
}

// RegularPIN tells whether digits follow a pattern that people choose: one digit
// repeated, runs up and down, and a beginning that repeats (123123, 121212), or pairs
// of the same digit (112233).
func RegularPIN(pin string) bool {
	if len(pin) < 2 {
		return true
	}
	for n := 1; n <= len(pin)/2; n++ {
		if len(pin)%n == 0 && strings.Repeat(pin[:n], len(pin)/n) == pin {
			return true
		}
	}
	return run(pin) || pairs(pin)
}

// run tells whether each digit is the one before and a step more, a step being -1, 0
// or 1; 0 goes on after 9.
func run(pin string) bool {
	step := int(pin[1]) - int(pin[0])
	for i := 1; i < len(pin); i++ {
		if d := int(pin[i]) - int(pin[i-1]); d != step && d != step-10 && d != step+10 {
			return false
		}
	}
	return step >= -1 && step <= 1
}

func pairs(pin string) bool {
	for i := 0; i+1 < len(pin); i += 2 {
		if pin[i] != pin[i+1] {
			return false
		}
	}
	return len(pin)%2 == 0
}

// PINChange is a PIN that staff chose here and that the registry has to hear of. It
// counts only where the registry still has the verifier that it replaces.
type PINChange struct {
	Staff    string `json:"staff"`    // id
	Verifier string `json:"verifier"` // argon2id in PHC string form; never the PIN
	Base     string `json:"base"`     // SHA-256 of the verifier before, hex
}

// String leaves the verifier out.
func (c PINChange) String() string { return "PIN of " + c.Staff }

// PINs are the changes that the registry has not heard of yet.
type PINs interface {
	// PINChanges lists them. One is gone once a pull brings a verifier of its person
	// that is another than the one it replaced: the registry's, whichever that is.
	PINChanges(ctx context.Context) ([]PINChange, error)
}
