package credential

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// noon is the time of every test.
var noon = time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)

func testKey(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("credential test key " + name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func public(name string) []byte {
	return testKey(name).Public().(ed25519.PublicKey)
}

// verifyKey is in force around noon.
func verifyKey(id string) enrol.VerifyKey {
	return enrol.VerifyKey{ID: id, Public: public(id), NotBefore: noon.AddDate(0, -1, 0)}
}

// sample is a credential with every field that a QR may carry.
func sample() enrol.Credential {
	return enrol.Credential{
		ID: "000102030405060708090a0b0c0d0e0f", Issuer: "pusat.example",
		IssuedAt: noon.Add(-time.Minute), NotBefore: noon.Add(-time.Minute), Expires: noon.Add(14 * time.Minute),
		Resident: enrol.Resident{
			NIK: "3276014107010001", Name: "RESIDENT OF THE TESTS", Birth: time.Date(2001, 7, 1, 0, 0, 0, 0, time.UTC),
			Sex: enrol.Female, Married: true, Email: "resident@example.id", Phone: "081234567890",
			Category: enrol.CategoryStudent,
		},
		Kind: enrol.KindNew, ConsentAt: noon.Add(-30 * time.Second),
		Template: &enrol.FaceTemplate{Model: "sface-int8", Data: bytes.Repeat([]byte{0x5A, 0x13}, 64)},
	}
}

func mustIssue(tb testing.TB, kid string, c enrol.Credential) string {
	tb.Helper()
	text, err := Issue(testKey(kid), kid, c)
	if err != nil {
		tb.Fatal(err)
	}
	return text
}

func TestIssueVerify(t *testing.T) {
	want := sample()
	text := mustIssue(t, "a", want)
	got, err := NewVerifier([]enrol.VerifyKey{verifyKey("a")}, Options{}).Verify(text, noon)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Template.Data, want.Template.Data) || got.Template.Model != want.Template.Model {
		t.Error("template differs")
	}
	want.KeyID, want.Text = "a", text
	want.Template, got.Template = nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %#v\nwant %#v", got, want)
	}
	t.Logf("with everything: %d characters", len(text))
}

func TestIssueDefaults(t *testing.T) {
	c := enrol.Credential{ID: "0001020304050607", IssuedAt: noon, Expires: noon.Add(time.Minute),
		Resident: enrol.Resident{NIK: "3276014107010001"}}
	got, err := NewVerifier([]enrol.VerifyKey{verifyKey("a")}, Options{}).Verify(mustIssue(t, "a", c), noon)
	if err != nil {
		t.Fatal(err)
	}
	if !got.NotBefore.Equal(noon) || got.Kind != enrol.KindNew || got.Template != nil || !got.ConsentAt.IsZero() {
		t.Errorf("got %#v", got)
	}
}

func TestIssueRefuses(t *testing.T) {
	for name, spoil := range map[string]func(*enrol.Credential){
		"ID":            func(c *enrol.Credential) { c.ID = "00" },
		"IDNotHex":      func(c *enrol.Credential) { c.ID = strings.Repeat("zz", 16) },
		"NIK":           func(c *enrol.Credential) { c.Resident.NIK = "3276" },
		"Email":         func(c *enrol.Credential) { c.Resident.Email = "nobody" },
		"Phone":         func(c *enrol.Credential) { c.Resident.Phone = "07" },
		"Category":      func(c *enrol.Credential) { c.Resident.Category = "other" },
		"Kind":          func(c *enrol.Credential) { c.Kind = "other" },
		"Expires":       func(c *enrol.Credential) { c.Expires = c.IssuedAt },
		"TemplateEmpty": func(c *enrol.Credential) { c.Template = &enrol.FaceTemplate{Model: "m"} },
		"TemplateLarge": func(c *enrol.Credential) { c.Template.Data = make([]byte, 129) },
		"Name":          func(c *enrol.Credential) { c.Resident.Name = strings.Repeat("Z", MaxInflated) },
	} {
		t.Run(name, func(t *testing.T) {
			c := sample()
			spoil(&c)
			if _, err := Issue(testKey("a"), "a", c); err == nil {
				t.Error("issued")
			}
		})
	}
	if _, err := Issue(nil, "a", sample()); enrol.CodeOf(err) != enrol.CodeField {
		t.Errorf("without a key: %v", err)
	}
}

func TestVerifyTimes(t *testing.T) {
	text := mustIssue(t, "a", sample())
	keys := []enrol.VerifyKey{verifyKey("a")}
	for name, c := range map[string]struct {
		now    time.Time
		offset time.Duration
		want   enrol.Code
	}{
		"OK":               {noon, 0, ""},
		"WithinTolerance":  {noon.Add(16 * time.Minute), 0, ""},
		"ErrExpired":       {noon.Add(16*time.Minute + time.Second), 0, enrol.CodeQRExpired},
		"EarlyTolerated":   {noon.Add(-3 * time.Minute), 0, ""},
		"ErrNotYet":        {noon.Add(-3*time.Minute - time.Second), 0, enrol.CodeQRNotYet},
		"ClockBehindKnown": {noon.AddDate(0, 0, -2), 48 * time.Hour, ""},
		"ClockAheadKnown":  {noon.AddDate(0, 0, 2), -48 * time.Hour, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := NewVerifier(keys, Options{ClockOffset: c.offset}).Verify(text, c.now)
			if enrol.CodeOf(err) != c.want {
				t.Errorf("got %v", err)
			}
			if got.ID != sample().ID {
				t.Error("a genuine credential is answered in any case")
			}
		})
	}
}

func TestVerifyKeys(t *testing.T) {
	text := mustIssue(t, "a", sample())
	with := func(change func(*enrol.VerifyKey)) []enrol.VerifyKey {
		k := verifyKey("a")
		change(&k)
		return []enrol.VerifyKey{verifyKey("b"), k}
	}
	for name, c := range map[string]struct {
		keys []enrol.VerifyKey
		want enrol.Code
	}{
		"OK":               {with(func(*enrol.VerifyKey) {}), ""},
		"ErrUnknown":       {[]enrol.VerifyKey{verifyKey("b")}, enrol.CodeQRUnknownKey},
		"ErrNone":          {nil, enrol.CodeQRUnknownKey},
		"ErrRevoked":       {with(func(k *enrol.VerifyKey) { k.Revoked = noon.Add(-time.Hour) }), enrol.CodeQRRevokedKey},
		"RevokedLater":     {with(func(k *enrol.VerifyKey) { k.Revoked = noon.Add(time.Hour) }), ""},
		"ErrNotYetInForce": {with(func(k *enrol.VerifyKey) { k.NotBefore = noon.Add(time.Hour) }), enrol.CodeQRUnknownKey},
		"ErrRetired":       {with(func(k *enrol.VerifyKey) { k.NotAfter = noon.Add(-time.Hour) }), enrol.CodeQRUnknownKey},
		"RetiredAfter":     {with(func(k *enrol.VerifyKey) { k.NotAfter = noon }), ""},
		"ErrForged":        {with(func(k *enrol.VerifyKey) { k.Public = public("b") }), enrol.CodeQRForged},
		"ErrWeak":          {with(func(k *enrol.VerifyKey) { k.Public = make([]byte, 32) }), enrol.CodeQRRevokedKey},
		"ErrShort":         {with(func(k *enrol.VerifyKey) { k.Public = k.Public[:31] }), enrol.CodeQRRevokedKey},
		"ErrAmbiguous":     {append(with(func(*enrol.VerifyKey) {}), enrol.VerifyKey{ID: "a", Public: public("c")}), enrol.CodeQRRevokedKey},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewVerifier(c.keys, Options{}).Verify(text, noon)
			if enrol.CodeOf(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// TestErrorsNameNobody guards promise 3: an error may be logged.
func TestErrorsNameNobody(t *testing.T) {
	text := mustIssue(t, "a", sample())
	v := NewVerifier([]enrol.VerifyKey{verifyKey("a")}, Options{})
	for i := range len(text) {
		_, err := v.Verify(text[:i]+"A"+text[i+1:], noon.Add(time.Hour))
		for _, secret := range []string{"3276014107010001", "RESIDENT", "resident@", "1234567890"} {
			if err != nil && strings.Contains(err.Error(), secret) {
				t.Fatalf("position %d: %v", i, err)
			}
		}
	}
}

func TestCheckKey(t *testing.T) {
	for i := range 50 {
		if err := CheckKey(public(string(rune('a' + i)))); err != nil {
			t.Fatalf("key %d: %v", i, err)
		}
	}
	for name, k := range weakKeys {
		t.Run(name, func(t *testing.T) {
			for _, sign := range []byte{0, 0x80} {
				b := bytes.Clone(k)
				b[31] |= sign
				if CheckKey(b) == nil {
					t.Error("accepted")
				}
			}
		})
	}
	if CheckKey(nil) == nil || CheckKey(make([]byte, 33)) == nil {
		t.Error("wrong length accepted")
	}
}
