package registry

import (
	"strings"
	"unicode/utf8"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// The form of what residents choose.
const (
	PINDigits   = 6
	MinPassword = 8  // characters
	MaxPassword = 72 // characters; longer ones only cost time
)

func weak(what string) *enrol.Error {
	return enrol.NewError(enrol.CodeWeakPIN, "check secret").With("what", what)
}

// checkSecrets refuses what is guessed first.
func checkSecrets(rec db.Resident, n enrol.NIK, pin, password string) error {
	if err := CheckPIN(rec, n, pin); err != nil {
		return err
	}
	return CheckPassword(n, password)
}

// CheckPIN refuses anything but six digits, and of those: one digit repeated, runs,
// repeated pairs and triples, the birth date in every order, and parts of the NIK.
func CheckPIN(rec db.Resident, n enrol.NIK, pin string) error {
	if len(pin) != PINDigits || strings.Trim(pin, "0123456789") != "" {
		return weak("pin").With("why", "form")
	}
	if enrol.RegularPIN(pin) || personal(rec, n, pin) {
		return weak("pin")
	}
	return nil
}

// personal tells whether a PIN can be read off the resident's card.
func personal(rec db.Resident, n enrol.NIK, pin string) bool {
	if strings.Contains(string(n), pin) || strings.Contains(rec.KK, pin) {
		return true
	}
	for _, layout := range []string{"020106", "060102", "010206", "012006", "200601", "022006"} {
		if !rec.Birth.IsZero() && rec.Birth.Format(layout) == pin {
			return true
		}
	}
	return false
}

// CheckPassword refuses passwords that are short, the NIK, or among the first that
// anybody tries.
func CheckPassword(n enrol.NIK, password string) error {
	length := utf8.RuneCountInString(password)
	lower := strings.ToLower(password)
	if length < MinPassword || length > MaxPassword || !utf8.ValidString(password) || strings.Contains(password, string(n)) {
		return weak("password")
	}
	if strings.Count(lower, lower[:1]) == len(lower) {
		return weak("password")
	}
	for _, first := range []string{"password", "kata sandi", "katasandi", "12345678", "qwerty", "indonesia", "rahasia", "bismillah", "sayang", "iloveyou"} {
		if rest := strings.TrimFunc(strings.Replace(lower, first, "", 1), func(r rune) bool { return r >= '0' && r <= '9' || r == '!' }); rest == "" {
			return weak("password")
		}
	}
	return nil
}
