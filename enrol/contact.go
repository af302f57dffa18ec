package enrol

import (
	"log/slog"
	"net/mail"
	"slices"
	"strings"
)

// Email is an address that a code will be sent to, in lower case.
type Email string

// Phone is an Indonesian mobile number in national form, "08…", digits only.
type Phone string

// ParseEmail accepts what can be delivered: one local part, one domain with a dot
// (RFC 5322 addr-spec without comments or quoted strings; ASCII, as few servers take
// RFC 6531). Anything else is CodeEmail.
func ParseEmail(s string) (Email, error) {
	s = strings.ToLower(strings.TrimSpace(s))
	if strings.IndexFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) >= 0 {
		return "", NewError(CodeEmail, "parse e-mail")
	}
	addr, err := mail.ParseAddress(s)
	if err != nil || addr.Address != s || len(s) > 254 || strings.ContainsAny(s, "\" \t\r\n<>,;") {
		return "", NewError(CodeEmail, "parse e-mail")
	}
	local, domain, _ := strings.Cut(s, "@")
	if len(local) > 64 || !validDomain(domain) {
		return "", NewError(CodeEmail, "parse e-mail")
	}
	return Email(s), nil
}

func validDomain(d string) bool {
	labels := strings.Split(d, ".")
	top := labels[len(labels)-1]
	if len(labels) < 2 || len(top) < 2 || strings.Trim(top, "0123456789") == "" {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.HasPrefix(l, "-") || strings.HasSuffix(l, "-") {
			return false
		}
		for _, r := range l {
			if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
				return false
			}
		}
	}
	return true
}

// commonDomains are the mail providers that residents use most; SuggestDomain
// corrects slips towards them. nearDomains exist too and look like slips: they are
// left alone.
var (
	commonDomains = []string{"gmail.com", "yahoo.com", "yahoo.co.id", "outlook.com", "hotmail.com", "icloud.com", "ymail.com"}
	nearDomains   = []string{"mail.com", "email.com", "zmail.com", "yahoo.co.uk", "yahoo.co.in", "yahoo.co.jp"}
)

// SuggestDomain answers the address that was probably meant ("gmial.com" →
// "gmail.com"), or "" where the domain is fine or nothing is near enough.
func (e Email) SuggestDomain() Email {
	local, domain, ok := strings.Cut(string(e), "@")
	if !ok {
		return ""
	}
	if slices.Contains(commonDomains, domain) || slices.Contains(nearDomains, domain) {
		return ""
	}
	best, nearest := "", maxSlips+1
	for _, d := range commonDomains {
		if n := editDistance(domain, d); n < nearest {
			best, nearest = d, n
		}
	}
	if best == "" {
		return ""
	}
	return Email(local + "@" + best)
}

// maxSlips is how many typing slips still point at a domain: two, as a transposition
// counts twice.
const maxSlips = 2

// editDistance is Levenshtein's.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diag := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diag
			if a[i-1] != b[j-1] {
				cost = 1 + min(diag, row[j], row[j-1])
			}
			diag, row[j] = row[j], cost
		}
	}
	return row[len(b)]
}

// ParsePhone accepts "0812…", "62812…", "+62 812-…"; 10 to 13 digits nationally.
func ParsePhone(s string) (Phone, error) {
	var b strings.Builder
	for i, r := range strings.TrimSpace(s) {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == ' ' || r == '-' || r == '.' || (r == '+' && i == 0):
		default:
			return "", NewError(CodePhone, "parse phone")
		}
	}
	d := b.String()
	if rest, ok := strings.CutPrefix(d, "62"); ok {
		d = "0" + rest
	}
	if len(d) < 10 || len(d) > 13 || !strings.HasPrefix(d, "08") {
		return "", NewError(CodePhone, "parse phone")
	}
	return Phone(d), nil
}

// Masked shows the first letter and the domain: "b•••@gmail.com".
func (e Email) Masked() string {
	local, domain, ok := strings.Cut(string(e), "@")
	if !ok || local == "" {
		return "•••"
	}
	return string([]rune(local)[:1]) + "•••@" + domain
}

// Masked shows the prefix and the last four digits: "0812 •••• 1234".
func (p Phone) Masked() string {
	if len(p) < 9 {
		return "••••"
	}
	return string(p[:4]) + " •••• " + string(p[len(p)-4:])
}

// String masks.
func (e Email) String() string { return e.Masked() }

// String masks.
func (p Phone) String() string { return p.Masked() }

// LogValue hides the address in structured logs.
func (e Email) LogValue() slog.Value { return slog.StringValue("e-mail") }

// LogValue hides the number in structured logs.
func (p Phone) LogValue() slog.Value { return slog.StringValue("phone") }
