package credential

import (
	"crypto/ed25519"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestUsesDoNotMix: a display QR opens no case, and an activation QR shows nobody.
func TestUsesDoNotMix(t *testing.T) {
	pub, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	c := enrol.Credential{ID: "00112233445566778899aabbccddeeff", IssuedAt: now, Expires: now.Add(DisplayLife),
		Resident: enrol.Resident{NIK: "3276014508950001", Name: "SITI AMINAH"}}
	v := NewVerifier([]enrol.VerifyKey{{ID: "k", Public: pub}}, Options{})
	display, err := IssueDisplay(key, "k", c)
	if err != nil {
		t.Fatal(err)
	}
	activation, err := Issue(key, "k", c)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := v.VerifyDisplay(display, now); err != nil || got.Resident.Name != c.Resident.Name {
		t.Fatalf("VerifyDisplay: %v", err)
	}
	for name, f := range map[string]func() error{
		"DisplayAtTheCounter": func() error { _, err := v.Verify(display, now); return err },
		"ActivationShown":     func() error { _, err := v.VerifyDisplay(activation, now); return err },
	} {
		if code := enrol.CodeOf(f()); code != enrol.CodeQRForeign {
			t.Errorf("%s: code %q", name, code)
		}
	}
}
