package office

import "strings"

// formulaSafe keeps a spreadsheet from taking a text for a formula.
func formulaSafe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// cutSpace cuts at the first space.
func cutSpace(s string) (before, after string, found bool) { return strings.Cut(s, " ") }
