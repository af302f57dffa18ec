package main

import (
	"bytes"
	"crypto/ed25519"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/credential"
	"github.com/gerai-ikd/gerai/enrol"
)

// TestReadShown: an identity QR is told from a counter's, an old and a stranger's one.
func TestReadShown(t *testing.T) {
	pub, key, _ := ed25519.GenerateKey(nil)
	_, other, _ := ed25519.GenerateKey(nil)
	now := time.Date(2026, 3, 2, 3, 0, 0, 0, time.UTC)
	keys := []enrol.VerifyKey{{ID: "k", Public: pub}}
	c := enrol.Credential{ID: "0123456789abcdef", Issuer: "pusat", IssuedAt: now, Expires: now.Add(credential.DisplayLife),
		Resident: enrol.Resident{NIK: "3276001203850001", Name: "AGUS PRASETYO"}}
	issue := func(k ed25519.PrivateKey) string {
		t.Helper()
		text, err := credential.IssueDisplay(k, "k", c)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	text := issue(key)
	if got := readShown(keys, text, now); got.Name != "AGUS PRASETYO" || got.NIK == "3276001203850001" || got.Error != "" {
		t.Fatalf("%+v", got)
	}
	for name, tt := range map[string]struct {
		text string
		at   time.Time
		want enrol.Code
	}{
		"Old": {text, now.Add(time.Hour), enrol.CodeQRExpired}, "Forged": {issue(other), now, enrol.CodeQRForged}, "Foreign": {"HELLO", now, enrol.CodeQRForeign},
	} {
		if got := readShown(keys, tt.text, tt.at); got.Error != string(tt.want) || got.Name != "" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	for language, clock := range map[string]string{"id": "15.04.05", "en": "15:04:05"} {
		var out bytes.Buffer
		p := &program{out: &out, lang: language}
		p.printScan(scanLine{File: "a.png", Text: text, Shown: readShown(keys, text, now)}, exitOK, false)
		if s := out.String(); !strings.Contains(s, "AGUS PRASETYO, NIK 3276") || strings.Contains(s, text) ||
			!strings.HasSuffix(s, ", "+c.Expires.Local().Format(clock)+"\n") {
			t.Errorf("%s: %s", language, s)
		}
	}
}
