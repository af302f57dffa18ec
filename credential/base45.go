package credential

import "errors"

// alphabet is Base45's (RFC 9285, table 1): the 45 characters of QR's alphanumeric
// mode, so that two bytes cost three characters of 5.5 bits.
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"

var (
	errAlphabet = errors.New("character outside Base45")
	errGroup    = errors.New("impossible Base45 group")
)

// digits maps a byte to its Base45 value, -1 for what is not in the alphabet.
var digits = func() (d [256]int8) {
	for i := range d {
		d[i] = -1
	}
	for i := range len(alphabet) {
		d[alphabet[i]] = int8(i)
	}
	return d
}()

// encodeBase45 writes b as RFC 9285 says: pairs of bytes as three characters, a last
// single byte as two, the least significant digit first.
func encodeBase45(b []byte) string {
	out := make([]byte, 0, (len(b)+1)/2*3)
	for ; len(b) >= 2; b = b[2:] {
		v := int(b[0])<<8 | int(b[1])
		out = append(out, alphabet[v%45], alphabet[v/45%45], alphabet[v/2025])
	}
	if len(b) == 1 {
		out = append(out, alphabet[b[0]%45], alphabet[b[0]/45])
	}
	return string(out)
}

// decodeBase45 is the exact inverse: it refuses characters outside the alphabet
// (errAlphabet) and groups that no bytes encode to (errGroup), so that every accepted
// text has one meaning and every meaning one text.
func decodeBase45(s string) ([]byte, error) {
	if len(s)%3 == 1 {
		return nil, errGroup
	}
	out := make([]byte, 0, len(s)/3*2+1)
	for ; len(s) >= 3; s = s[3:] {
		c, d, e := digits[s[0]], digits[s[1]], digits[s[2]]
		if c < 0 || d < 0 || e < 0 {
			return nil, errAlphabet
		}
		v := int(c) + int(d)*45 + int(e)*2025
		if v > 0xFFFF {
			return nil, errGroup
		}
		out = append(out, byte(v>>8), byte(v))
	}
	if len(s) == 2 {
		c, d := digits[s[0]], digits[s[1]]
		if c < 0 || d < 0 {
			return nil, errAlphabet
		}
		v := int(c) + int(d)*45
		if v > 0xFF {
			return nil, errGroup
		}
		out = append(out, byte(v))
	}
	return out, nil
}
