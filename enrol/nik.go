package enrol

import (
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// NIK is a resident's number (Nomor Induk Kependudukan): 16 digits, of which 6 name
// the region of first registration, 6 the birth date as DDMMYY (women: day + 40) and
// 4 a serial from 0001. It has no check digit and no century, and never changes: a
// region or birth date that disagrees with today's data is a warning, not an error.
//
// Source: UU 23/2006 as amended by UU 24/2013, article 13; Permendagri 108/2019.
type NIK string

// Sex as the registry records it.
type Sex uint8

// The values of Sex, numbered as in claim 169 (1 male, 2 female).
const (
	SexUnknown Sex = iota
	Male
	Female
)

// ParseNIK reads a NIK as typed or pasted: spaces, dots and dashes are dropped.
// It refuses only what cannot be (CodeNIKLength, CodeNIKDigits, CodeNIKDate,
// CodeNIKSerial); see NIK.Warnings for what merely looks odd.
func ParseNIK(s string) (NIK, error) {
	s = strings.NewReplacer(" ", "", ".", "", "-", "", "\u00a0", "").Replace(strings.TrimSpace(s))
	for _, r := range s {
		if r < '0' || r > '9' {
			return "", NewError(CodeNIKDigits, "parse nik")
		}
	}
	if len(s) != 16 {
		return "", NewError(CodeNIKLength, "parse nik").With("digits", fmt.Sprint(len(s)))
	}
	n := NIK(s)
	day, month, _, _ := n.birth()
	if day < 1 || month < 1 || month > 12 || day > daysIn(month) {
		return "", NewError(CodeNIKDate, "parse nik")
	}
	if s[12:] == "0000" {
		return "", NewError(CodeNIKSerial, "parse nik")
	}
	return n, nil
}

// daysIn allows 29 February: without a century no year can be checked.
func daysIn(month int) int {
	switch month {
	case 2:
		return 29
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

func (n NIK) birth() (day, month, year int, sex Sex) {
	two := func(i int) int { return int(n[i]-'0')*10 + int(n[i+1]-'0') }
	day, month, year, sex = two(6), two(8), two(10), Male
	if day > 40 {
		day, sex = day-40, Female
	}
	return day, month, year, sex
}

// Region is the six-digit code of the place of first registration.
func (n NIK) Region() string {
	if len(n) != 16 {
		return ""
	}
	return string(n[:6])
}

// Sex is what the day of birth says.
func (n NIK) Sex() Sex {
	if len(n) != 16 {
		return SexUnknown
	}
	_, _, _, sex := n.birth()
	return sex
}

// Birth is the birth date that the NIK says, in the latest century that is not
// after now. The century is a guess: use it as a hint only.
func (n NIK) Birth(now time.Time) time.Time {
	if len(n) != 16 {
		return time.Time{}
	}
	day, month, yy, _ := n.birth()
	year := now.Year()/100*100 + yy
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if t.After(now) {
		t = time.Date(year-100, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	}
	return t
}

// Masked keeps the province and city and the serial: enough for staff to tell two
// residents apart, too little to use.
func (n NIK) Masked() string {
	if len(n) != 16 {
		return "••••"
	}
	return string(n[:4]) + " •••• •••• " + string(n[12:])
}

// String masks, so that a formatted error or log line never shows a NIK.
func (n NIK) String() string { return n.Masked() }

// LogValue masks in structured logs.
func (n NIK) LogValue() slog.Value { return slog.StringValue("nik") }

// Warning names something that disagrees without being impossible.
type Warning string

// The warnings of NIK.Warnings.
const (
	WarnNIKBirth  Warning = "nik-birth"  // birth date differs from the record
	WarnNIKSex    Warning = "nik-sex"    // sex differs from the record
	WarnNIKRegion Warning = "nik-region" // registered first in another region
)

// Warnings compares the number with a record and an outlet's region prefix (either
// may be empty). None of them is a reason to refuse: residents move, and data are
// corrected while the NIK stays.
func (n NIK) Warnings(birth time.Time, sex Sex, region string) []Warning {
	if len(n) != 16 {
		return nil
	}
	var out []Warning
	day, month, yy, s := n.birth()
	if !birth.IsZero() && (birth.Day() != day || int(birth.Month()) != month || birth.Year()%100 != yy) {
		out = append(out, WarnNIKBirth)
	}
	if sex != SexUnknown && sex != s {
		out = append(out, WarnNIKSex)
	}
	if region != "" && !strings.HasPrefix(string(n), region) {
		out = append(out, WarnNIKRegion)
	}
	return out
}
