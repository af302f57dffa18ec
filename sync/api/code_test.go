package api

import (
	"crypto/rand"
	"fmt"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

func mustCode(tb testing.TB) EnrolCode {
	tb.Helper()
	c, err := NewEnrolCode(rand.Reader, []byte("a certificate"))
	if err != nil {
		tb.Fatal(err)
	}
	return c
}

func TestEnrolCode(t *testing.T) {
	for range 200 {
		want := mustCode(t)
		text := want.Text()
		if len(text) != 39 || strings.ContainsAny(text, "ILOU") {
			t.Fatalf("form: %q", text)
		}
		typed := strings.NewReplacer("0", "o", "1", "l", "-", " ").Replace(strings.ToLower(text)) + " "
		for _, s := range []string{text, typed, strings.ReplaceAll(text, "-", "")} {
			if got, err := ParseEnrolCode(s); err != nil || got != want {
				t.Fatalf("%q does not come back: %v", s, err)
			}
		}
	}
}

func TestEnrolCodeSlips(t *testing.T) {
	text, passed, tried := mustCode(t).Text(), 0, 0
	for i := range len(text) {
		if text[i] == '-' {
			continue
		}
		for _, r := range "02468ACEGJMPRTWY" {
			if s := text[:i] + string(r) + text[i+1:]; s != text {
				tried++
				if _, err := ParseEnrolCode(s); err == nil {
					passed++
				}
			}
		}
	}
	if passed > tried/50 {
		t.Errorf("%d of %d slips pass", passed, tried)
	}
	for _, s := range []string{"", "-", text[:38], text + "0", strings.Repeat("U", 32), text[:10] + "\n" + text[10:]} {
		if _, err := ParseEnrolCode(s); enrol.CodeOf(err) != enrol.CodeEnrolCode {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestEnrolCodePins(t *testing.T) {
	c := mustCode(t)
	if !c.MatchesCA([]byte("a certificate")) || c.MatchesCA([]byte("another")) {
		t.Error("the pin is of no use")
	}
	if c.Digest() == mustCode(t).Digest() || len(c.Digest()) != 64 {
		t.Error("digest")
	}
	for _, format := range []string{"%v", "%s", "%+v", "%#v"} {
		if s := fmt.Sprintf(format, c); strings.Contains(s, c.Text()[:9]) || strings.Contains(s, fmt.Sprint(c.Secret)) {
			t.Errorf("%s shows the code", format)
		}
	}
}

func FuzzParseEnrolCode(f *testing.F) {
	f.Add(mustCode(f).Text())
	f.Add("0000-0000")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseEnrolCode(s)
		if err != nil {
			return
		}
		if again, err := ParseEnrolCode(c.Text()); err != nil || again != c {
			t.Errorf("does not come back: %v", err)
		}
	})
}
