package phc

import (
	"strings"
	"testing"
)

// small keeps the tests quick; the costs play no part in what they show.
var small = Params{Memory: 64, Time: 1, Threads: 1}

func TestVerifyPIN(t *testing.T) {
	v := Hash("043217", small)
	tests := []struct {
		name, verifier, pin string
		want                bool
	}{
		{"OK", v, "043217", true},
		{"WrongPIN", v, "043218", false},
		{"NoLeadingZero", v, "43217", false},
		{"EmptyPIN", v, "", false},
		{"EmptyVerifier", "", "043217", false},
		{"Reference", // made by the argon2 reference tool: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1
			"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := VerifyPIN(tt.verifier, tt.pin); got != tt.want {
				t.Fatalf("VerifyPIN = %v, want %v", got, tt.want)
			}
		})
	}
}

func TestHashPIN(t *testing.T) {
	a, b := HashPIN("123123"), HashPIN("123123")
	if a == b {
		t.Fatal("two verifiers of one PIN are equal: the salt is not fresh")
	}
	if !strings.HasPrefix(a, "$argon2id$v=19$m=65536,t=3,p=4$") || strings.Contains(a, "123123") {
		t.Fatalf("unexpected verifier form")
	}
	if !VerifyPIN(a, "123123") {
		t.Fatal("own verifier is refused")
	}
}

func TestValid(t *testing.T) {
	good := Hash("x", small)
	for _, bad := range []string{
		"", "$", "plain", strings.Replace(good, "argon2id", "argon2i", 1), strings.Replace(good, "v=19", "v=16", 1),
		strings.Replace(good, "m=64", "m=99999999", 1), strings.Replace(good, "t=1", "t=0", 1),
		strings.Replace(good, "m=64,t=1,p=1", "m=64,t=1,p=1,x=1", 1), good + "$", good[:len(good)-30], good + "=",
	} {
		if Valid(bad) {
			t.Errorf("Valid(%q) = true", bad)
		}
	}
	if !Valid(good) {
		t.Error("own verifier is not valid")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Hash("x", small))
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, s string) {
		v, err := parse(s)
		if err == nil && (v.Memory > maxMemory || v.Time > maxTime || len(v.sum) > 64) {
			t.Fatalf("parse let %q through", s)
		}
	})
}
