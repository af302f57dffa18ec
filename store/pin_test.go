package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// withFirstPIN has one person whose PIN the office chose.
func withFirstPIN(t *testing.T, c *clock) (*Store, enrol.Staff) {
	t.Helper()
	s := MustOpen(t, t.TempDir(), withClock(c))
	ani := enrol.Staff{ID: "ani", Name: "Ani", Role: enrol.RoleStaff, Verifier: quickPIN("482915"), MustSet: true}
	must(t, s.Apply(t.Context(), enrol.Pull{Full: true, At: c.Now(), Staff: []enrol.Staff{ani}}))
	return s, ani
}

func TestSetPIN(t *testing.T) {
	for _, tt := range []struct {
		name, id, old, pin string
		want               enrol.Code
	}{
		{"OK", "ani", "482915", "730284", ""},
		{"OKTyped", " Ani", "482915", "730284", ""},
		{"ErrOld", "ani", "482916", "730284", enrol.CodeLogin},
		{"ErrNobody", "anj", "482915", "730284", enrol.CodeLogin},
		{"ErrSame", "ani", "482915", "482915", enrol.CodeWeakPIN},
		{"ErrEasy", "ani", "482915", "111111", enrol.CodeWeakPIN},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, _ := withFirstPIN(t, &clock{t: noon})
			who, err := s.SetPIN(t.Context(), tt.id, tt.old, tt.pin)
			wantCode(t, err, tt.want)
			holds := "482915"
			if err == nil {
				holds = tt.pin
				if who.ID != "ani" || who.MustSet || who.Verifier != "" {
					t.Errorf("%v, must set %v", who, who.MustSet)
				}
				_, err := s.LogIn(t.Context(), "ani", "482915")
				wantCode(t, err, enrol.CodeLogin)
			}
			in, err := s.LogIn(t.Context(), "ani", holds)
			if err != nil || in.MustSet != (tt.want != "") {
				t.Errorf("%v, must set %v", err, in.MustSet)
			}
		})
	}
}

// A PIN chosen here holds across a restart and pulls that know nothing of it, until the
// registry has it, or gives the person another one.
func TestOwnPINUntilTheRegistryHasIt(t *testing.T) {
	ctx, c := t.Context(), &clock{t: noon}
	s, ani := withFirstPIN(t, c)
	_, err := s.SetPIN(ctx, "ani", "482915", "730284")
	must(t, err)
	dir := s.dir
	must(t, s.Close())
	s = MustOpen(t, dir, withClock(c))
	pull := func(x enrol.Staff) {
		must(t, s.Apply(ctx, enrol.Pull{Full: true, At: c.Now(), Staff: []enrol.Staff{x}}))
	}
	waiting := func(want int) enrol.PINChange {
		t.Helper()
		all, err := s.PINChanges(ctx)
		if err != nil || len(all) != want {
			t.Fatalf("%d changes, %v; want %d", len(all), err, want)
		}
		if want == 0 {
			return enrol.PINChange{}
		}
		return all[0]
	}
	opens := func(pin string, code enrol.Code) {
		t.Helper()
		c.Advance(time.Hour)
		_, err := s.LogIn(ctx, "ani", pin)
		wantCode(t, err, code)
	}
	pull(ani)
	change := waiting(1)
	opens("730284", "")
	heard := ani
	heard.Verifier, heard.MustSet = change.Verifier, false
	pull(heard) // the registry has taken it
	waiting(0)
	opens("730284", "")
	_, err = s.SetPIN(ctx, "ani", "730284", "194837")
	must(t, err)
	waiting(1)
	again := ani
	again.Verifier = quickPIN("550913")
	pull(again) // the office has given her another first PIN meanwhile
	waiting(0)
	opens("194837", enrol.CodeLogin)
	opens("550913", "")
	_, err = s.SetPIN(ctx, "ani", "550913", "194837")
	must(t, err)
	again.Revoked = true
	pull(again)
	waiting(0)
	opens("194837", enrol.CodeLogin)
}

// Neither PIN nor verifier is readable in the files.
func TestOwnPINAtRest(t *testing.T) {
	s, _ := withFirstPIN(t, &clock{t: noon})
	_, err := s.SetPIN(t.Context(), "ani", "482915", "730284")
	must(t, err)
	dir := s.dir
	must(t, s.Close())
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, name := range files {
		raw, err := os.ReadFile(name)
		if err == nil && (bytes.Contains(raw, []byte("730284")) || bytes.Contains(raw, []byte("$argon2id$"))) {
			t.Errorf("%s has the PIN or its verifier", filepath.Base(name))
		}
	}
}
