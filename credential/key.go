package credential

import (
	"crypto/ed25519"
	"errors"
	"math/big"
)

var errWeakKey = errors.New("weak Ed25519 key")

// curve25519's field prime and Edwards constant d = -121665/121666 (RFC 8032,
// section 5.1).
var (
	fieldP = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	curveD = func() *big.Int {
		d := new(big.Int).ModInverse(big.NewInt(121666), fieldP)
		d.Mul(d, big.NewInt(-121665))
		return d.Mod(d, fieldP)
	}()
)

// CheckKey refuses public keys with which anybody can sign, or that are none: a wrong
// length, an encoding that is not canonical, a point off the curve, and the points of
// order 1, 2, 4 and 8, for which a signature that fits every message is easily made.
func CheckKey(pub []byte) error {
	if len(pub) != ed25519.PublicKeySize {
		return errWeakKey
	}
	y := yOf(pub)
	if y.Cmp(fieldP) >= 0 || smallOrder(y) || !onCurve(y) {
		return errWeakKey
	}
	return nil
}

// yOf reads the y coordinate: little endian, without the sign bit of x.
func yOf(pub []byte) *big.Int {
	be := make([]byte, len(pub))
	for i, b := range pub {
		be[len(pub)-1-i] = b
	}
	be[0] &= 0x7F
	return new(big.Int).SetBytes(be)
}

// smallOrder tells whether eight times the point is the neutral element. y = 1 is the
// neutral element, y = -1 has order 2, y = 0 order 4. A point of order 8 doubles to
// y = 0, that is x² = -y², which the curve -x² + y² = 1 + d·x²·y² turns into
// d·y⁴ + 2·y² = 1.
func smallOrder(y *big.Int) bool {
	one := big.NewInt(1)
	if y.Sign() == 0 || y.Cmp(one) == 0 || y.Cmp(new(big.Int).Sub(fieldP, one)) == 0 {
		return true
	}
	y2 := mulMod(y, y)
	left := new(big.Int).Add(mulMod(curveD, mulMod(y2, y2)), new(big.Int).Lsh(y2, 1))
	return left.Mod(left, fieldP).Cmp(one) == 0
}

// onCurve tells whether x² = (y²-1)/(d·y²+1) has a root.
func onCurve(y *big.Int) bool {
	y2 := mulMod(y, y)
	num := new(big.Int).Sub(y2, big.NewInt(1))
	den := new(big.Int).Add(mulMod(curveD, y2), big.NewInt(1))
	inv := new(big.Int).ModInverse(den.Mod(den, fieldP), fieldP)
	if inv == nil {
		return false
	}
	x2 := mulMod(num.Mod(num, fieldP), inv)
	return big.Jacobi(x2, fieldP) >= 0
}

func mulMod(a, b *big.Int) *big.Int {
	m := new(big.Int).Mul(a, b)
	return m.Mod(m, fieldP)
}
