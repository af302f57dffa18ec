package enrol

import "strings"

// nikDigits is how many a NIK has.
const nikDigits = 16

// Search is what a text means that somebody typed to find cases. At most one of NIK, Masked, Last
// and Case is set; with none of them the text can find nothing.
type Search struct {
	NIK    NIK    // whole
	Masked string // as NIK.Masked writes it: its first and last four digits
	Last   string // its last four digits alone
	Case   string // the beginning of a case's id
	Lacks  int    // so many digits more make the text a NIK; negative: it has so many too many; 0: it is whole, or none
}

// Finds tells whether the text can find anything.
func (s Search) Finds() bool { return s.NIK != "" || s.Masked != "" || s.Last != "" || s.Case != "" }

// ParseSearch reads a text as it is typed: digits are a NIK's, all of them, its last four, or the eight
// that are shown of it; what has a letter is a case's id. The ids of this age begin with 0 and no
// region's code does, so that more than four digits are never both.
func ParseSearch(text string) Search {
	text = strings.ToLower(strings.TrimSpace(text))
	digits := shownDigits.Replace(text)
	switch n := len(digits); {
	case text == "":
		return Search{}
	case n == 0 || strings.Trim(digits, "0123456789") != "":
		return Search{Case: text}
	case n == 4:
		return Search{Last: digits, Lacks: nikDigits - n}
	case n > 4 && digits[0] == '0':
		return Search{Case: text}
	case n == nikDigits:
		return Search{NIK: NIK(digits)}
	case n == 8:
		s := Search{Masked: NIK(digits[:4] + "00000000" + digits[4:]).Masked()}
		if !strings.ContainsAny(text, "•*") {
			s.Lacks = nikDigits - n // it may be the beginning of one
		}
		return s
	default:
		return Search{Lacks: nikDigits - n}
	}
}

// shownDigits drops what stands between digits when a NIK is shown or typed.
var shownDigits = strings.NewReplacer(" ", "", "\u00a0", "", "•", "", ".", "", "-", "", "*", "")
