package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
)

// testCosts keep the tests quick.
var testCosts = phc.Params{Memory: 64, Time: 1, Threads: 1}

func passphrase(text string) *Passphrase {
	return &Passphrase{Ask: func() (string, error) { return text, nil }, Costs: testCosts}
}

func TestPassphrase(t *testing.T) {
	dir := t.TempDir()
	with := func(text string) func(*Options) { return func(o *Options) { o.Keys = passphrase(text) } }
	s := MustOpen(t, dir, with("empat kuda besi"))
	must(t, s.Put(t.Context(), "k", []byte("v")))
	must(t, s.Close())
	s = MustOpen(t, dir, with("empat kuda besi"))
	if got, err := s.Get(t.Context(), "k"); err != nil || string(got) != "v" {
		t.Errorf("secret %q, %v", got, err)
	}
	must(t, s.Close())
	if kind, err := KeyKind(dir); err != nil || kind != "passphrase" {
		t.Errorf("kind %q, %v", kind, err)
	}
	nobody := errors.New("nobody answers")
	for name, src := range map[string]KeySource{
		"Wrong": passphrase("empat kuda kayu"), "Empty": passphrase(""), "OtherKind": KeyFile{},
		"Nobody": &Passphrase{Ask: func() (string, error) { return "", nobody }},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(t.Context(), Options{Dir: dir, Keys: src})
			wantCode(t, err, enrol.CodeKeyLocked)
		})
	}
	t.Run("Form", func(t *testing.T) {
		for _, form := range []string{"", "{", `{"m":8,"t":0,"p":1}`, `{"m":4294967295,"t":1,"p":1,"nonce":""}`} {
			_, err := passphrase("x").Unwrap(t.Context(), []byte(form))
			wantCode(t, err, enrol.CodeKeyLocked)
		}
	})
}

func TestRewrap(t *testing.T) {
	dir := t.TempDir()
	s := MustOpen(t, dir)
	c := MustDecide(t, s, 1)
	must(t, s.Close())
	before, err := os.ReadFile(filepath.Join(dir, keyringFile))
	must(t, err)
	must(t, Rewrap(t.Context(), dir, KeyFile{}, passphrase("baru")))
	after, err := os.ReadFile(filepath.Join(dir, keyringFile))
	must(t, err)
	if string(before) == string(after) {
		t.Error("the key file is as before")
	}
	s = MustOpen(t, dir, func(o *Options) { o.Keys = passphrase("baru") })
	if it := one(t, s); it.ID != c.ID {
		t.Error("another case")
	}
	wantCode(t, Rewrap(t.Context(), dir, passphrase("baru"), KeyFile{}), enrol.CodeDBInUse)
	must(t, s.Close())
	wantCode(t, Rewrap(t.Context(), dir, KeyFile{}, KeyFile{}), enrol.CodeKeyLocked)
}
