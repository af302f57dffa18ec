package enrol

import (
	"strings"
	"testing"
	"time"
)

func TestSlipToken(t *testing.T) {
	a, b := NewSlipToken(), NewSlipToken()
	if a == b || len(a) != 26 {
		t.Fatalf("tokens %d and %d letters long, the same: %v", len(a), len(b), a == b)
	}
	for _, tt := range []struct {
		text string
		ok   bool
	}{
		{SlipText(a), true}, {" " + SlipText(b) + "\n", true}, {a, false}, {SlipText(a[:25]), false}, {SlipText(a + "A"), false},
		{SlipText(strings.ToLower(a)), false}, {"", false}, {"GERAI-SLIP-", false}, {"https://x", false},
	} {
		got, ok := ParseSlip(tt.text)
		if ok != tt.ok || ok && SlipText(got) != strings.TrimSpace(tt.text) {
			t.Errorf("%d letters: %v", len(tt.text), ok)
		}
	}
}

func TestSlipCounter(t *testing.T) {
	token := NewSlipToken()
	for name, want := range map[string]string{"": "", "Loket 2": "LOKET-2", "gerai-depok-02": "GERAI-DEPOK-02", "  ": "",
		"a very long name of a counter": "A-VERY-LONG-NAME-OF", "Warung é": "WARUNG"} {
		text := Slip{Token: token, Counter: name}.Text()
		got, ok := ParseSlip(text)
		if !ok || got != token || SlipCounter(text) != want {
			t.Errorf("%q is read as %q, %v", name, SlipCounter(text), ok)
		}
	}
	for _, text := range []string{SlipText(token) + "-", SlipText(token) + "-loket", SlipText(token) + "-A B", "GERAI-SLIP--A"} {
		if _, ok := ParseSlip(text); ok {
			t.Errorf("%q passes for a slip", text[len("GERAI-SLIP-"):])
		}
	}
}

func FuzzParseSlip(f *testing.F) {
	f.Add("GERAI-SLIP-AAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("GERAI-SLIP-AAAAAAAAAAAAAAAAAAAAAAAAAA-LOKET-2")
	f.Fuzz(func(t *testing.T, s string) {
		if token, ok := ParseSlip(s); ok {
			if again, ok := ParseSlip(Slip{Token: token, Counter: SlipCounter(s)}.Text()); !ok || again != token {
				t.Error("a token does not come back")
			}
		}
	})
}

func TestParkedUntil(t *testing.T) {
	at := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	for days, want := range map[int]string{0: "2026-03-31", -1: "2026-03-31", 7: "2026-03-08"} {
		if got := (Settings{ParkDays: days}).ParkedUntil(at).Format(time.DateOnly); got != want {
			t.Errorf("%d days: %s, want %s", days, got, want)
		}
	}
}
