package store

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// unwritableBy are the ways in which nothing can be written any more, each with its end.
var unwritableBy = map[string]func(t *testing.T, s *Store) (again func()){
	"FullDisk": func(t *testing.T, s *Store) func() {
		var pages int
		must(t, s.writer.QueryRow(`PRAGMA page_count`).Scan(&pages))
		limit := func(n int) {
			_, err := s.writer.Exec(fmt.Sprintf(`PRAGMA max_page_count=%d`, n))
			must(t, err)
		}
		limit(pages)
		for i := 0; ; i++ { // until not even a line of the chain fits
			err := s.Record(t.Context(), "filler", "system", "", map[string]string{"n": fmt.Sprint(i)})
			if enrol.CodeOf(err) == enrol.CodeDiskFull {
				break
			}
			must(t, err)
		}
		return func() { limit(1 << 30) }
	},
	"Damage": func(_ *testing.T, s *Store) func() {
		s.checker.found(s)
		return func() { s.checker.broken.Store(false) }
	},
}

// chained lists what the chain has of one kind.
func chained(t *testing.T, s *Store, kind string) (out []enrol.AuditEntry) {
	t.Helper()
	must(t, s.Walk(t.Context(), func(e enrol.AuditEntry) error {
		if e.Kind == kind {
			out = append(out, e)
		}
		return nil
	}))
	return out
}

// A full disk and a damaged database lock nobody out who has to mend them: log-in, unlock, and the technician's
// word for the end of a kiosk go on. What the chain missed it has once something can be written.
func TestGateWithoutWriting(t *testing.T) {
	for name, stop := range unwritableBy {
		t.Run(name, func(t *testing.T) {
			ctx, c := t.Context(), &clock{t: noon}
			s := openWithStaff(t, t.TempDir(), c)
			must(t, s.Apply(ctx, enrol.Pull{At: c.Now(), Staff: []enrol.Staff{{ID: "tono", Role: enrol.RoleTechnician, Verifier: quickPIN("482915")}}}))
			again := stop(t, s)
			if err := s.Record(ctx, "x", "system", "", nil); !unwritable(err) {
				t.Fatalf("something can be written: %v", err)
			}
			who, err := s.LogIn(ctx, "ani", "482915")
			must(t, err)
			if who.ID != "ani" || who.Verifier != "" {
				t.Errorf("answers %v", who)
			}
			_, err = s.Vouch(ctx, "tono", "482915", enrol.RoleTechnician)
			must(t, err)
			_, err = s.Vouch(ctx, "ani", "482915", enrol.RoleTechnician)
			wantCode(t, err, enrol.CodeForbidden)
			_, err = s.LogIn(ctx, "gone", "482915")
			wantCode(t, err, enrol.CodeRevoked)
			_, err = s.LogIn(ctx, "tono", "1")
			wantCode(t, err, enrol.CodeLogin)
			if n := len(chained(t, s, "vouch")); n != 0 {
				t.Fatalf("%d entries were chained", n)
			}
			happened := c.Now()
			again()
			c.Advance(firstPause)
			must(t, s.Record(ctx, "mended", "system", "", nil))
			for kind, want := range map[string]int{"login": 1, "vouch": 2, "login-refused": 2} {
				got := chained(t, s, kind)
				if len(got) != want || got[0].Data["at"] != happened.UTC().Format("2006-01-02T15:04:05Z07:00") || got[0].Seq > chained(t, s, "mended")[0].Seq {
					t.Errorf("%s: %+v", kind, got)
				}
			}
			_, err = s.Verify(ctx)
			must(t, err)
		})
	}
}

// Counting in memory is no way around the lock-out: it goes on from what the database has, pauses as long, and
// the database goes on from it.
func TestLockOutWithoutWriting(t *testing.T) {
	for name, stop := range unwritableBy {
		t.Run(name, func(t *testing.T) {
			ctx, c := context.WithoutCancel(t.Context()), &clock{t: noon}
			s := openWithStaff(t, t.TempDir(), c)
			for range 2 {
				_, err := s.LogIn(ctx, "ani", "0")
				wantCode(t, err, enrol.CodeLogin)
			}
			again := stop(t, s)
			for range freeTries - 2 {
				_, err := s.LogIn(ctx, "ani", "0")
				wantCode(t, err, enrol.CodeLogin)
			}
			locked := func() {
				t.Helper()
				_, err := s.LogIn(ctx, "ani", "482915")
				wantCode(t, err, enrol.CodeLocked)
			}
			locked()
			c.Advance(firstPause)
			_, err := s.LogIn(ctx, "ani", "0")
			wantCode(t, err, enrol.CodeLogin)
			_, err = s.LogIn(ctx, "ani", "482915")
			var e *enrol.Error
			if !errors.As(err, &e) || e.Code != enrol.CodeLocked || e.RetryAfter != 2*firstPause {
				t.Fatalf("the pause does not grow: %v", err)
			}
			again()
			locked() // what was counted meanwhile still holds
			c.Advance(2 * firstPause)
			_, err = s.LogIn(ctx, "ani", "482915")
			must(t, err)
			for range freeTries { // the success set everything back
				_, err := s.LogIn(ctx, "ani", "0")
				wantCode(t, err, enrol.CodeLogin)
			}
		})
	}
}

// A success in memory sets back what the database has, though it cannot be written there.
func TestSuccessWithoutWriting(t *testing.T) {
	for name, stop := range unwritableBy {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			s := openWithStaff(t, t.TempDir(), &clock{t: noon})
			fail := func() {
				t.Helper()
				for range freeTries - 1 {
					_, err := s.LogIn(ctx, "ani", "0")
					wantCode(t, err, enrol.CodeLogin)
				}
			}
			fail()
			again := stop(t, s)
			for range 2 {
				_, err := s.LogIn(ctx, "ani", "482915")
				must(t, err)
			}
			fail()
			again()
			_, err := s.LogIn(ctx, "ani", "482915")
			must(t, err)
			fail()
		})
	}
}
