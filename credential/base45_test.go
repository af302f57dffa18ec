package credential

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// The examples of RFC 9285, sections 4.3 and 4.4.
func TestBase45(t *testing.T) {
	for plain, text := range map[string]string{
		"": "", "AB": "BB8", "Hello!!": "%69 VD92EX0", "base-45": "UJCLQE7W581", "ietf!": "QED8WEX0",
	} {
		if got := encodeBase45([]byte(plain)); got != text {
			t.Errorf("encode %q = %q, want %q", plain, got, text)
		}
		if got, err := decodeBase45(text); err != nil || string(got) != plain {
			t.Errorf("decode %q = %q, %v", text, got, err)
		}
	}
	for text, want := range map[string]error{
		"A": errGroup, "AAAA": errGroup, "GGW": errGroup, ":::": errGroup, "::": errGroup,
		"ab0": errAlphabet, "00é": errGroup, "0,": errAlphabet,
	} {
		if _, err := decodeBase45(text); !errors.Is(err, want) {
			t.Errorf("decode %q: %v, want %v", text, err, want)
		}
	}
}

func FuzzBase45(f *testing.F) {
	for _, s := range []string{"", "BB8", "%69 VD92EX0", "GGW", "FGW", "a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		b, err := decodeBase45(s)
		if err == nil && encodeBase45(b) != s {
			t.Errorf("%q has two texts", s)
		}
		if back, err := decodeBase45(encodeBase45([]byte(s))); err != nil || string(back) != s {
			t.Errorf("%q does not come back: %v", s, err)
		}
	})
}

func TestInflate(t *testing.T) {
	pack := func(s string) []byte {
		b, err := deflate([]byte(s))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	exact := pack(strings.Repeat("x", 100))
	if got, err := inflate(exact, 100); err != nil || len(got) != 100 {
		t.Errorf("exactly the limit: %d, %v", len(got), err)
	}
	if _, err := inflate(exact, 99); !errors.Is(err, errInflated) {
		t.Errorf("one more: %v", err)
	}
	if _, err := inflate(append(bytes.Clone(exact), 0), 100); !errors.Is(err, errTrailing) {
		t.Errorf("trailing: %v", err)
	}
	if _, err := inflate(exact[:len(exact)-1], 100); err == nil {
		t.Error("cut stream accepted")
	}
	bomb := pack(strings.Repeat("\x00", 1<<20))
	allocated := testing.AllocsPerRun(10, func() { _, _ = inflate(bomb, 4096) })
	if _, err := inflate(bomb, 4096); !errors.Is(err, errInflated) || allocated > 200 {
		t.Errorf("bomb of %d bytes: %v, %v allocations", len(bomb), err, allocated)
	}
}

func FuzzInflate(f *testing.F) {
	good, _ := deflate([]byte("a stream"))
	f.Add(good)
	f.Add(good[:5])
	bomb, _ := deflate(make([]byte, 1<<18))
	f.Add(bomb)
	f.Fuzz(func(t *testing.T, b []byte) {
		if out, err := inflate(b, 512); err == nil && len(out) > 512 || err != nil && out != nil {
			t.Errorf("%d bytes, %v", len(out), err)
		}
	})
}
