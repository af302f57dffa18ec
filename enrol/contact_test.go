package enrol_test

import (
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestParseEmail(t *testing.T) {
	long := strings.Repeat("a", 65)
	for _, tt := range []struct {
		in   string
		want enrol.Email // "": refused
	}{
		{"budi@gmail.com", "budi@gmail.com"},
		{"  Budi.Santoso+IKD@Gmail.COM ", "budi.santoso+ikd@gmail.com"},
		{"b_1@mahasiswa.ui.ac.id", "b_1@mahasiswa.ui.ac.id"},
		{"", ""},
		{"budi", ""},
		{"budi@", ""},
		{"@gmail.com", ""},
		{"budi@gmail", ""},
		{"budi@gmail.c", ""},
		{"budi@.com", ""},
		{"budi@gmail..com", ""},
		{"budi@gmail.com.", ""},
		{"budi..s@gmail.com", ""},
		{".budi@gmail.com", ""},
		{"budi@-gmail.com", ""},
		{"budi@gmail-.com", ""},
		{"budi@gm_ail.com", ""},
		{"budi@[127.0.0.1]", ""},
		{"budi@127.0.0.1", ""},
		{"budi santoso@gmail.com", ""},
		{"Budi <budi@gmail.com>", ""},
		{"\"budi\"@gmail.com", ""},
		{"budi@gmail.com,siti@gmail.com", ""},
		{"budi@gmail.com\r\nBcc: all@gmail.com", ""},
		{"budi@@gmail.com", ""},
		{"büdi@gmail.com", ""},
		{"budi@gmaıl.com", ""},
		{long + "@gmail.com", ""},
		{long[:64] + "@gmail.com", enrol.Email(long[:64] + "@gmail.com")},
		{"a@" + long[:64] + ".com", ""},
		{"a@" + strings.Repeat(long[:60]+".", 5) + "com", ""},
	} {
		got, err := enrol.ParseEmail(tt.in)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("ParseEmail(%q) = %q, %v; want %q", tt.in, string(got), err, string(tt.want))
		}
		if err != nil && enrol.CodeOf(err) != enrol.CodeEmail {
			t.Errorf("ParseEmail(%q): code %q", tt.in, enrol.CodeOf(err))
		}
	}
}

func TestSuggestDomain(t *testing.T) {
	for _, tt := range []struct{ in, want enrol.Email }{
		{"b@gmail.com", ""},
		{"b@gmial.com", "b@gmail.com"},
		{"b@gamil.com", "b@gmail.com"},
		{"b@gmail.co", "b@gmail.com"},
		{"b@gmail.con", "b@gmail.com"},
		{"b@ymai.com", "b@ymail.com"}, // the nearest, not the first
		{"b@yaho.com", "b@yahoo.com"},
		{"b@yahoo.co.di", "b@yahoo.co.id"},
		{"b@hotmial.com", "b@hotmail.com"},
		{"b@outlok.com", "b@outlook.com"},
		{"b@iclud.com", "b@icloud.com"},
		{"b@mail.com", ""}, // exists
		{"b@yahoo.co.uk", ""},
		{"b@depok.go.id", ""},
		{"b@ui.ac.id", ""},
		{"b@", ""},
		{"no address", ""},
	} {
		if got := tt.in.SuggestDomain(); got != tt.want {
			t.Errorf("%q: suggested %q, want %q", string(tt.in), string(got), string(tt.want))
		}
	}
}

func TestParsePhone(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want enrol.Phone // "": refused
	}{
		{"081234567890", "081234567890"},
		{" 0812-3456-7890 ", "081234567890"},
		{"0812.3456.7890", "081234567890"},
		{"+62 812-3456-7890", "081234567890"},
		{"6281234567890", "081234567890"},
		{"0812345678", "0812345678"},
		{"0812345678901", "0812345678901"},
		{"", ""},
		{"081234567", ""},
		{"08123456789012", ""},
		{"0217654321", ""}, // a landline gets no message
		{"0812 3456 789O", ""},
		{"08+1234567890", ""},
		{"+1 8123456789", ""},
		{"٠٨١٢٣٤٥٦٧٨٩٠", ""},
	} {
		got, err := enrol.ParsePhone(tt.in)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("ParsePhone(%q) = %q, %v; want %q", tt.in, string(got), err, string(tt.want))
		}
		if err != nil && enrol.CodeOf(err) != enrol.CodePhone {
			t.Errorf("ParsePhone(%q): code %q", tt.in, enrol.CodeOf(err))
		}
	}
}

func TestContactMasked(t *testing.T) {
	for _, tt := range []struct{ got, want string }{
		{enrol.Email("budi@gmail.com").Masked(), "b•••@gmail.com"},
		{enrol.Email("é@x.id").Masked(), "é•••@x.id"},
		{enrol.Email("").Masked(), "•••"},
		{enrol.Email("@gmail.com").Masked(), "•••"},
		{enrol.Email("budi").Masked(), "•••"},
		{enrol.Phone("081234567890").Masked(), "0812 •••• 7890"},
		{enrol.Phone("0812").Masked(), "••••"},
		{enrol.Phone("").Masked(), "••••"},
	} {
		if tt.got != tt.want {
			t.Errorf("masked %q, want %q", tt.got, tt.want)
		}
	}
}

func FuzzParseEmail(f *testing.F) {
	for _, s := range []string{"", "budi@gmail.com", "A@B.CO", "a@b", "\"a\"@b.co", "a@b.co\r\nBcc: x@y.zz", "İ@x.id", "\xff@x.id"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		e, err := enrol.ParseEmail(s)
		if err != nil {
			return
		}
		again, err := enrol.ParseEmail(string(e))
		if err != nil || again != e {
			t.Fatalf("%q is not stable: %q, %v", s, string(again), err)
		}
		if strings.ContainsAny(string(e), " \r\n\t<>,;\"") || strings.Count(string(e), "@") != 1 {
			t.Fatalf("%q passed", s)
		}
	})
}

func FuzzSuggestDomain(f *testing.F) {
	for _, s := range []string{"", "b@gmial.com", "@", "b@gmail.com", "b@@gmial.com", "b@\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		meant := enrol.Email(s).SuggestDomain()
		if meant == "" {
			return
		}
		if string(meant) == s || meant.SuggestDomain() != "" {
			t.Fatalf("%q suggests %q, which is not final", s, string(meant))
		}
		local, _, _ := strings.Cut(s, "@")
		if got, _, _ := strings.Cut(string(meant), "@"); got != local {
			t.Fatalf("%q: the local part changed to %q", s, got)
		}
	})
}

func FuzzParsePhone(f *testing.F) {
	for _, s := range []string{"", "0812-3456-7890", "+6281234567890", "62", "0062812345678", "\xff", "+"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := enrol.ParsePhone(s)
		if err != nil {
			return
		}
		again, err := enrol.ParsePhone(string(p))
		if err != nil || again != p || len(p) < 10 || len(p) > 13 || p[:2] != "08" {
			t.Fatalf("%q is not stable: %q, %v", s, string(again), err)
		}
	})
}
