package credential

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

var update = flag.Bool("update", false, "write testdata/vectors anew")

// vector is one QR with what must come of it, for this program and for any other that
// reads the profile. Keys are in testdata/keys.json.
type vector struct {
	About  string        `json:"about"`
	Expect string        `json:"expect"` // "ok" or the error's code
	Now    time.Time     `json:"now"`
	Spent  []string      `json:"spent,omitempty"` // ids whose single use is gone
	Text   string        `json:"text"`
	Read   *vectorResult `json:"read,omitempty"` // with "ok"
}

// vectorResult is the credential of a good vector.
type vectorResult struct {
	ID, KeyID, Issuer, Kind, Consent string
	IssuedAt, NotBefore, Expires     string
	NIK, Name, Birth, Email, Phone   string
	Sex                              uint8
	Married                          bool
	Category, Model                  string
	Template                         []byte
}

const (
	vectorDir = "testdata/vectors"
	keysFile  = "testdata/keys.json"
)

// vectorKeys is the key set that every vector is read with.
func vectorKeys() []enrol.VerifyKey {
	gone, early, late := verifyKey("gone"), verifyKey("early"), verifyKey("retired")
	gone.Revoked = noon.Add(-time.Hour)
	early.NotBefore = noon.AddDate(0, 0, 1)
	late.NotAfter = noon.AddDate(0, 0, -1)
	return []enrol.VerifyKey{verifyKey("a"), verifyKey("b"), gone, early, late,
		{ID: "zero", Public: make([]byte, 32)}, {ID: "order8", Public: weakKeys["Order8A"]}}
}

func TestVectors(t *testing.T) {
	if *update {
		writeVectors(t)
	}
	var keys []enrol.VerifyKey
	mustReadJSON(t, keysFile, &keys)
	verifier := NewVerifier(keys, Options{})
	files, err := filepath.Glob(vectorDir + "/*.json")
	if err != nil || len(files) < len(vectorSources) {
		t.Fatalf("%d vectors, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".json"), func(t *testing.T) {
			var v vector
			mustReadJSON(t, file, &v)
			c, err := verifier.Verify(v.Text, v.Now)
			for _, id := range v.Spent {
				if err == nil && id == c.ID { // what the store adds to a verified credential
					err = enrol.NewError(enrol.CodeQRUsed, "spend credential")
				}
			}
			if got := outcome(err); got != v.Expect {
				t.Fatalf("%s: got %v, want %s", v.About, err, v.Expect)
			}
			if v.Read != nil {
				got, _ := json.Marshal(resultOf(c))
				want, _ := json.Marshal(v.Read)
				if string(got) != string(want) {
					t.Errorf("got  %s\nwant %s", got, want)
				}
			}
		})
	}
}

func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	return string(enrol.CodeOf(err))
}

func resultOf(c enrol.Credential) *vectorResult {
	rfc := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.Format(time.RFC3339)
	}
	r := c.Resident
	out := &vectorResult{ID: c.ID, KeyID: c.KeyID, Issuer: c.Issuer, Kind: string(c.Kind), Consent: rfc(c.ConsentAt),
		IssuedAt: rfc(c.IssuedAt), NotBefore: rfc(c.NotBefore), Expires: rfc(c.Expires),
		NIK: string(r.NIK), Name: r.Name, Birth: rfc(r.Birth), Email: string(r.Email), Phone: string(r.Phone),
		Sex: uint8(r.Sex), Married: r.Married, Category: string(r.Category)}
	if c.Template != nil {
		out.Model, out.Template = c.Template.Model, c.Template.Data
	}
	return out
}

func mustReadJSON(tb testing.TB, file string, v any) {
	tb.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	if err := json.Unmarshal(raw, v); err != nil {
		tb.Fatalf("%s: %v", file, err)
	}
}

// writeVectors makes every vector from its source. The expectation is the source's,
// never what the verifier happened to say.
func writeVectors(t *testing.T) {
	t.Helper()
	if err := os.RemoveAll(vectorDir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(vectorDir, 0o755); err != nil {
		t.Fatal(err)
	}
	mustWriteJSON(t, keysFile, vectorKeys())
	names := make([]string, 0, len(vectorSources))
	for name := range vectorSources {
		names = append(names, name)
	}
	sort.Strings(names)
	verifier := NewVerifier(vectorKeys(), Options{})
	for _, name := range names {
		src := vectorSources[name]
		v := vector{About: src.about, Expect: "ok", Now: noon.Add(src.after), Spent: src.spent, Text: src.text(t)}
		if src.expect != "" {
			v.Expect = string(src.expect)
		} else if c, err := verifier.Verify(v.Text, v.Now); err == nil {
			v.Read = resultOf(c)
		}
		mustWriteJSON(t, filepath.Join(vectorDir, name+".json"), v)
	}
}

func mustWriteJSON(tb testing.TB, file string, v any) {
	tb.Helper()
	raw, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(file, append(raw, '\n'), 0o644); err != nil {
		tb.Fatal(err)
	}
}

func FuzzVerify(f *testing.F) {
	files, _ := filepath.Glob(vectorDir + "/*.json")
	for _, file := range files {
		var v vector
		mustReadJSON(f, file, &v)
		f.Add(v.Text)
	}
	verifier := NewVerifier(vectorKeys(), Options{})
	f.Fuzz(func(t *testing.T, text string) {
		c, err := verifier.Verify(text, noon)
		if err == nil && (len(c.ID) < 16 || c.Resident.NIK == "" || c.Text != text) {
			t.Errorf("accepted half a credential")
		}
	})
}

// FuzzRead feeds the decoder behind the signature.
func FuzzRead(f *testing.F) {
	set, err := toClaims(sample(), useActivation)
	if err != nil {
		f.Fatal(err)
	}
	good, err := deterministic.Marshal(set)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(good[:len(good)/2])
	f.Add([]byte{0xA1, 0x3A, 0, 1, 0, 0, 1})
	f.Fuzz(func(t *testing.T, b []byte) {
		msg, err := sign(testKey("a"), "a", b)
		if err != nil {
			return
		}
		packed, err := deflate(msg)
		if err != nil {
			t.Fatal(err)
		}
		c, err := NewVerifier(vectorKeys(), Options{}).Verify(encodeBase45(packed), noon)
		if err != nil {
			return
		}
		if _, err := Issue(testKey("a"), "a", c); err != nil {
			t.Errorf("read what can't be issued: %v", err)
		}
	})
}
