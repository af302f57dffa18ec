package credential

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"math/big"
	"testing"
)

// weakKeys are encodings that CheckKey must refuse. Those of order 8 are found by
// taking roots: d·y⁴ + 2·y² = 1 gives y² = (-1 ± √(1+d))/d.
var weakKeys = func() map[string][]byte {
	fill := func(first, rest, last byte) []byte {
		b := bytes.Repeat([]byte{rest}, 32)
		b[0], b[31] = first, last
		return b
	}
	out := map[string][]byte{
		"Order4":             fill(0, 0, 0),
		"Order1":             fill(1, 0, 0),
		"Order2":             fill(0xEC, 0xFF, 0x7F),
		"Order4NotCanonical": fill(0xED, 0xFF, 0x7F),
		"Order1NotCanonical": fill(0xEE, 0xFF, 0x7F),
		"OffTheCurve":        fill(2, 0, 0),
		"NotCanonical":       fill(0xFF, 0xFF, 0x7F),
	}
	root := new(big.Int).ModSqrt(new(big.Int).Add(big.NewInt(1), curveD), fieldP)
	inv := new(big.Int).ModInverse(curveD, fieldP)
	for i, r := range []*big.Int{root, new(big.Int).Neg(root)} {
		y2 := mulMod(new(big.Int).Sub(r, big.NewInt(1)), inv)
		y := new(big.Int).ModSqrt(y2, fieldP)
		if y == nil {
			continue // only one of the two is a square
		}
		name := string(rune('A' + i))
		out["Order8"+name] = littleEndian(y)
		out["Order8Negative"+name] = littleEndian(new(big.Int).Sub(fieldP, y))
	}
	return out
}()

func littleEndian(y *big.Int) []byte {
	b := y.FillBytes(make([]byte, 32))
	for i, j := 0, 31; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return b
}

// TestWeakKeysAreWeak shows what CheckKey is for: without a secret one signature fits
// many messages, and the standard library says yes.
func TestWeakKeysAreWeak(t *testing.T) {
	signature := append([]byte{1}, make([]byte, 63)...)
	for name, least := range map[string]int{"Order1": 1000, "Order2": 300, "Order4": 100, "Order8A": 50} {
		fits := 0
		for i := range 1000 {
			if ed25519.Verify(weakKeys[name], fmt.Appendf(nil, "message %d", i), signature) {
				fits++
			}
		}
		if fits < least {
			t.Errorf("%s: one signature fits %d of 1000 messages", name, fits)
		}
	}
}
