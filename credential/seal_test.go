package credential

import (
	"bytes"
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"

	"github.com/gerai-ikd/gerai/enrol"
)

func sealKey(name string) enrol.VerifyKey {
	sum := sha256.Sum256([]byte("seal test key " + name))
	return enrol.VerifyKey{ID: name, Open: sum[:]}
}

func mustSeal(tb testing.TB, text string, k enrol.VerifyKey) string {
	tb.Helper()
	out, err := Seal(text, k.ID, k.Open)
	if err != nil {
		tb.Fatal(err)
	}
	return out
}

// TestSeal: who has the key reads what was issued; who has not reads nothing, and sees
// nothing of the resident.
func TestSeal(t *testing.T) {
	plain := mustIssue(t, "a", sample())
	sealed := mustSeal(t, plain, sealKey("s1"))
	keys := []enrol.VerifyKey{verifyKey("a"), sealKey("s0"), sealKey("s1")}
	got, err := NewVerifier(keys, Options{}).Verify(sealed, noon)
	if err != nil || got.Resident != sample().Resident || got.Text != sealed || got.KeyID != "a" {
		t.Fatalf("%v %v", got.KeyID, err)
	}
	if _, err := NewVerifier(keys, Options{}).Verify(plain, noon); err != nil {
		t.Errorf("one that is not sealed: %v", err)
	}
	raw, err := decodeBase45(sealed)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{string(sample().Resident.NIK), sample().Resident.Name, "resident@", "pusat.example"} {
		if bytes.Contains(raw, []byte(secret)) {
			t.Errorf("%q shows", secret)
		}
	}
	if again := mustSeal(t, plain, sealKey("s1")); again == sealed {
		t.Error("the same nonce twice")
	}
	t.Logf("%d characters, sealed %d", len(plain), len(sealed))
	unknown := sample()
	unknown.Template, unknown.Resident = nil, enrol.Resident{NIK: unknown.Resident.NIK, Email: "a@b.id", Phone: "0812345678"}
	if least := mustSeal(t, mustIssue(t, "a", unknown), sealKey("s1")); len(least) != len(sealed) {
		t.Errorf("the length tells who is known: %d and %d characters", len(least), len(sealed))
	}
}

func TestSealRefusals(t *testing.T) {
	plain := mustIssue(t, "a", sample())
	sealed := mustSeal(t, plain, sealKey("s1"))
	other := sealKey("s1")
	other.Open = sealKey("s2").Open
	short := sealKey("s1")
	short.Open = short.Open[:16]
	for name, c := range map[string]struct {
		keys []enrol.VerifyKey
		text string
		want enrol.Code
	}{
		"NoKey":       {[]enrol.VerifyKey{verifyKey("a")}, sealed, enrol.CodeQRUnknownKey},
		"OtherKey":    {[]enrol.VerifyKey{verifyKey("a"), other}, sealed, enrol.CodeQRForged},
		"ShortKey":    {[]enrol.VerifyKey{verifyKey("a"), short}, sealed, enrol.CodeQRUnknownKey},
		"NotSigned":   {[]enrol.VerifyKey{sealKey("s1")}, sealed, enrol.CodeQRUnknownKey},
		"Cut":         {[]enrol.VerifyKey{verifyKey("a"), sealKey("s1")}, sealed[:len(sealed)-3], enrol.CodeQRDamaged},
		"TagAlone":    {[]enrol.VerifyKey{verifyKey("a"), sealKey("s1")}, encodeBase45(encrypt0Tag), enrol.CodeQRDamaged},
		"SealedTwice": {[]enrol.VerifyKey{verifyKey("a"), sealKey("s1")}, sealAgain(t, sealed), enrol.CodeQRDamaged},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := NewVerifier(c.keys, Options{}).Verify(c.text, noon); enrol.CodeOf(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
	for name, f := range map[string]func() error{
		"ForeignText": func() error { _, err := Seal("HELLO", "s1", sealKey("s1").Open); return err },
		"Sealed":      func() error { _, err := Seal(sealed, "s1", sealKey("s1").Open); return err },
		"NoName":      func() error { _, err := Seal(plain, "", sealKey("s1").Open); return err },
		"HalfAKey":    func() error { _, err := Seal(plain, "s1", short.Open); return err },
	} {
		if err := f(); enrol.CodeOf(err) != enrol.CodeField {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// sealAgain makes a seal within a seal, which Seal itself does not.
func sealAgain(t *testing.T, sealed string) string {
	t.Helper()
	raw, err := decodeBase45(sealed)
	if err != nil {
		t.Fatal(err)
	}
	aead, err := sealCipher(sealKey("s1").Open)
	if err != nil {
		t.Fatal(err)
	}
	iv := make([]byte, aead.NonceSize())
	protected, _ := deterministic.Marshal(sealHeader{algA256GCM, []byte("s1"), iv})
	about, _ := encStructure(protected)
	body, err := deterministic.Marshal(encrypt0{Protected: protected, Unprotected: map[int]cbor.RawMessage{}, Ciphertext: aead.Seal(nil, iv, pad(raw), about)})
	if err != nil {
		t.Fatal(err)
	}
	return encodeBase45(append([]byte{encrypt0Tag[0]}, body...))
}

func TestPadding(t *testing.T) {
	for _, n := range []int{0, 1, sealLeast - 1, sealLeast, sealLeast + 31, sealLeast + 32} {
		in := bytes.Repeat([]byte{0x80, 0}, n)[:n]
		out := pad(in)
		if len(out) < sealLeast || len(out)%sealStep != 0 || len(out) > max(sealLeast, n+sealStep) {
			t.Errorf("%d bytes become %d", n, len(out))
		}
		if back, err := unpad(out); err != nil || !bytes.Equal(back, in) {
			t.Errorf("%d bytes do not come back: %v", n, err)
		}
	}
	for _, bad := range [][]byte{nil, make([]byte, 64), {1}} {
		if _, err := unpad(bad); err == nil {
			t.Errorf("%v has no padding", bad)
		}
	}
}

// TestSealAltered: no byte of a sealed QR can be another.
func TestSealAltered(t *testing.T) {
	raw, err := decodeBase45(mustSeal(t, mustIssue(t, "a", sample()), sealKey("s1")))
	if err != nil {
		t.Fatal(err)
	}
	v := NewVerifier([]enrol.VerifyKey{verifyKey("a"), sealKey("s1")}, Options{})
	for i := range raw {
		raw[i] ^= 0x11
		if c, err := v.Verify(encodeBase45(raw), noon); err == nil || c.ID != "" {
			t.Fatalf("byte %d altered: read", i)
		}
		raw[i] ^= 0x11
	}
}

// FuzzOpen: whatever comes in the form of a seal is refused with a code of its own.
func FuzzOpen(f *testing.F) {
	text, err := Issue(testKey("a"), "a", sample())
	if err != nil {
		f.Fatal(err)
	}
	sealed, err := Seal(text, "s1", sealKey("s1").Open)
	if err != nil {
		f.Fatal(err)
	}
	raw, _ := decodeBase45(sealed)
	f.Add(raw)
	f.Add(raw[:40])
	f.Add(append(append([]byte{}, encrypt0Tag...), 0x40, 0xA0, 0x40))
	v := NewVerifier([]enrol.VerifyKey{verifyKey("a"), sealKey("s1")}, Options{})
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := v.Verify(encodeBase45(b), noon)
		if err == nil && got.ID != sample().ID {
			t.Error("something else was read")
		}
		if code := string(enrol.CodeOf(err)); err != nil && !strings.HasPrefix(code, "qr-") {
			t.Errorf("code %q: %v", code, err)
		}
	})
}
