package credential

import (
	"crypto/ed25519"
	"reflect"
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

// TestDisplayHidesTheRest: whoever photographs the QR reads name, birth and the outer digits of the NIK.
func TestDisplayHidesTheRest(t *testing.T) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	c := enrol.Credential{ID: "00112233445566778899aabbccddeeff", IssuedAt: now, Expires: now.Add(DisplayLife), Kind: enrol.KindReactivate, ConsentAt: now,
		Template: &enrol.FaceTemplate{Model: "m", Data: []byte{1}}, Subject: []byte{7, 7, 7},
		Resident: enrol.Resident{NIK: "3276014508950001", Name: "SITI AMINAH", Birth: now.AddDate(-30, 0, 0), Sex: enrol.Female, Married: true,
			Email: "siti@warga.example", Phone: "081234567890", Category: enrol.CategoryASN}}
	set, err := toClaims(c, useDisplay)
	if err != nil {
		t.Fatal(err)
	}
	want := claims{Issuer: set.Issuer, Expires: set.Expires, NotBefore: set.NotBefore, IssuedAt: set.IssuedAt, ID: set.ID, Version: Version, Use: useDisplay,
		Identity: identity{ID: "3276********0001", Name: "SITI AMINAH", Birth: "19960302"}, Subject: []byte{7, 7, 7}}
	if !reflect.DeepEqual(set, want) {
		t.Errorf("%+v, want %+v", set, want)
	}
	for _, odd := range []string{"3276014508950001", "3276*********001", "3276********000x", "", "****************"} {
		if _, err := (identity{ID: odd}).nik(useDisplay); err == nil {
			t.Errorf("a display QR may show %q", odd)
		}
	}
	if _, err := (identity{ID: "3276********0001"}).nik(useActivation); err == nil {
		t.Error("a counter takes a masked NIK")
	}
	c.Subject = make([]byte, maxSubject+1)
	if _, err := IssueDisplay(key, "k", c); enrol.CodeOf(err) != enrol.CodeField {
		t.Errorf("a subject of any length: %v", err)
	}
}
