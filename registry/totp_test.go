package registry

import (
	"strings"
	"testing"
	"time"
)

// TestTOTPVectors are those of RFC 6238, appendix B (SHA-1), of which an app of six
// digits shows the last six.
func TestTOTPVectors(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "94287082", 1111111109: "07081804", 1111111111: "14050471",
		1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130"} {
		if got := totpAt(secret, totpStepOf(time.Unix(at, 0))); got != want[2:] {
			t.Errorf("at %d: %s, want %s", at, got, want[2:])
		}
	}
}

func TestTOTPWindow(t *testing.T) {
	secret, now := []byte("12345678901234567890"), time.Unix(1234567890, 0)
	here := totpStepOf(now)
	for drift, want := range map[int64]bool{-2: false, -1: true, 0: true, 1: true, 2: false} {
		if _, ok := checkTOTP(secret, totpAt(secret, here+drift), now, 0); ok != want {
			t.Errorf("%d steps off: %v", drift, ok)
		}
	}
	if _, ok := checkTOTP(secret, totpAt(secret, here), now, here); ok {
		t.Error("a used code works again")
	}
}

func TestTOTPTexts(t *testing.T) {
	secret := []byte("12345678901234567890")
	if got := totpText(secret); got != "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ" {
		t.Error(got)
	}
	link := totpLink(secret, "Disdukcapil Kota", "siti&x")
	if !strings.HasPrefix(link, "otpauth://totp/Disdukcapil%20Kota:siti&x?") || !strings.Contains(link, "secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") || !strings.Contains(link, "issuer=Disdukcapil%20Kota") {
		t.Error(link)
	}
}
