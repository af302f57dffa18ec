package enrol

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestCheckPIN(t *testing.T) {
	for _, tt := range []struct{ pin, old, why string }{
		{"482915", "246810", ""}, {"4829150", "", ""}, {"019283746501", "", ""},
		{"48291", "", "form"}, {"", "", "form"}, {"48291a", "", "form"}, {"4829150482915", "", "form"}, {"४८२९१५", "", "form"},
		{"482915", "482915", "same"},
		{"111111", "", "easy"}, {"123456", "", "easy"}, {"654321", "", "easy"}, {"890123", "", "easy"}, {"121212", "", "easy"},
		{"123123", "", "easy"}, {"112233", "", "easy"}, {"998877", "", "easy"}, {"00000000", "", "easy"}, {"12341234", "", "easy"},
		{"1234567", "", "easy"}, {"101010", "", "easy"},
	} {
		t.Run(tt.pin, func(t *testing.T) {
			err := CheckPIN(tt.pin, tt.old)
			var e *Error
			if got := errors.As(err, &e); got != (tt.why != "") || got && (e.Code != CodeWeakPIN || e.Details["why"] != tt.why) {
				t.Errorf("%v, want %q", err, tt.why)
			}
			if err != nil && tt.pin != "" && strings.Contains(err.Error(), tt.pin) {
				t.Error("the error has the PIN")
			}
		})
	}
}

func FuzzRegularPIN(f *testing.F) {
	for _, s := range []string{"", "1", "123456", "111111", "\xff\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if RegularPIN(s) != RegularPIN(strings.Clone(s)) {
			t.Error("not a function")
		}
		if len(s) > 1 && !RegularPIN(s+s) {
			t.Errorf("%q twice is not regular", s)
		}
	})
}

func TestPINChangePrintsNoVerifier(t *testing.T) {
	if s := fmt.Sprint(PINChange{Staff: "siti", Verifier: "$argon2id$"}); strings.Contains(s, "argon2id") {
		t.Error(s)
	}
}
