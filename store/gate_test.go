package store

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func openWithStaff(t *testing.T, dir string, c *clock) *Store {
	t.Helper()
	s := MustOpen(t, dir, withClock(c))
	must(t, s.Apply(t.Context(), enrol.Pull{At: c.Now(), Staff: []enrol.Staff{
		{ID: "ani", Name: "Ani", Role: enrol.RoleStaff, Verifier: quickPIN("482915")},
		{ID: "gone", Name: "Gone", Role: enrol.RoleStaff, Verifier: quickPIN("482915"), Revoked: true},
		{ID: "odd", Role: enrol.RoleStaff, Verifier: "482915"},
	}}))
	return s
}

func TestLogIn(t *testing.T) {
	s := openWithStaff(t, t.TempDir(), &clock{t: noon})
	tests := []struct {
		name, id, pin string
		want          enrol.Code
	}{
		{"OK", "ani", "482915", ""},
		{"OKTyped", " Ani ", "482915", ""},
		{"ErrPIN", "ani", "482916", enrol.CodeLogin},
		{"ErrEmpty", "ani", "", enrol.CodeLogin},
		{"ErrName", "anj", "482915", enrol.CodeLogin},
		{"ErrNoVerifier", "odd", "482915", enrol.CodeLogin},
		{"ErrRevoked", "gone", "482915", enrol.CodeRevoked},
		{"ErrRevokedPIN", "gone", "1", enrol.CodeLogin},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			who, err := s.LogIn(t.Context(), tt.id, tt.pin)
			wantCode(t, err, tt.want)
			if err == nil && (who.Name != "Ani" || who.Verifier != "") {
				t.Errorf("staff %v, verifier given away: %v", who, who.Verifier != "")
			}
			if err != nil && who != (enrol.Staff{}) {
				t.Error("a refusal tells who it is")
			}
		})
	}
	if _, err := s.Verify(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestLockOut(t *testing.T) {
	ctx, c, dir := t.Context(), &clock{t: noon}, t.TempDir()
	s := openWithStaff(t, dir, c)
	for range freeTries {
		_, err := s.LogIn(ctx, "ani", "0")
		wantCode(t, err, enrol.CodeLogin)
	}
	must(t, s.Close())
	s = MustOpen(t, dir, withClock(c)) // a restart does not help
	for _, pause := range []time.Duration{firstPause, 2 * firstPause, 4 * firstPause} {
		_, err := s.LogIn(ctx, "ani", "482915")
		wantCode(t, err, enrol.CodeLocked)
		var e *enrol.Error
		if !errors.As(err, &e) || e.RetryAfter != pause {
			t.Fatalf("retry after %v, want %v", e.RetryAfter, pause)
		}
		c.Advance(pause)
		_, err = s.LogIn(ctx, "ani", "0")
		wantCode(t, err, enrol.CodeLogin)
	}
	if _, err := s.LogIn(ctx, "anj", "0"); enrol.CodeOf(err) != enrol.CodeLogin {
		t.Errorf("one name's lock holds another: %v", err)
	}
	c.Advance(longPause)
	_, err := s.LogIn(ctx, "ani", "482915")
	must(t, err)
	_, err = s.LogIn(ctx, "ani", "0")
	wantCode(t, err, enrol.CodeLogin) // the count began anew
}

// Whoever mistyped a PIN while the clock ran hours ahead is not locked out for hours when
// it is put right, and the tries are still counted.
func TestLockOutAfterClockWasPutRight(t *testing.T) {
	for name, tries := range map[string]int{"OneTry": 1, "LockedOut": freeTries} {
		t.Run(name, func(t *testing.T) {
			ctx, c, dir := t.Context(), &clock{t: noon}, t.TempDir()
			s := openWithStaff(t, dir, c)
			c.Advance(7 * time.Hour)
			for range tries {
				_, err := s.LogIn(ctx, "ani", "0")
				wantCode(t, err, enrol.CodeLogin)
			}
			must(t, s.Close())
			c.Advance(-7 * time.Hour)
			s = MustOpen(t, dir, withClock(c))
			for range freeTries - tries {
				_, err := s.LogIn(ctx, "ani", "0")
				wantCode(t, err, enrol.CodeLogin)
			}
			_, err := s.LogIn(ctx, "ani", "482915")
			if tries == 1 {
				wantCode(t, err, enrol.CodeLocked) // by the tries since
				return
			}
			must(t, err)
		})
	}
}

// Tries at the same moment are counted one by one.
func TestLockOutTogether(t *testing.T) {
	s := openWithStaff(t, t.TempDir(), &clock{t: noon})
	var wg sync.WaitGroup
	codes := make(chan enrol.Code, 30)
	for range cap(codes) {
		wg.Go(func() {
			_, err := s.LogIn(t.Context(), "ani", "0")
			codes <- enrol.CodeOf(err)
		})
	}
	wg.Wait()
	close(codes)
	count := map[enrol.Code]int{}
	for c := range codes {
		count[c]++
	}
	if count[enrol.CodeLogin] != freeTries || count[enrol.CodeLocked] != 30-freeTries {
		t.Errorf("outcomes %v, want %d looked at", count, freeTries)
	}
}

// Who vouches is checked as at the log-in, with the same lock-out, and has the role, and a PIN of her own.
// The chain has it as a word for one act, not as a log-in.
func TestVouch(t *testing.T) {
	ctx, c := t.Context(), &clock{t: noon}
	s := MustOpen(t, t.TempDir(), withClock(c))
	must(t, s.Apply(ctx, enrol.Pull{At: c.Now(), Staff: []enrol.Staff{
		{ID: "ani", Role: enrol.RoleStaff, Verifier: quickPIN("482915")},
		{ID: "agus", Role: enrol.RoleSupervisor, Verifier: quickPIN("482915")},
		{ID: "new", Role: enrol.RoleSupervisor, Verifier: quickPIN("482915"), MustSet: true},
		{ID: "gone", Role: enrol.RoleSupervisor, Verifier: quickPIN("482915"), Revoked: true},
	}}))
	for _, tt := range []struct {
		id, pin string
		want    enrol.Code
		why     string
	}{
		{"agus", "482915", "", ""}, {" Agus", "482915", "", ""}, {"agus", "482916", enrol.CodeLogin, ""}, {"anj", "482915", enrol.CodeLogin, ""},
		{"ani", "482915", enrol.CodeForbidden, "supervisor"}, {"new", "482915", enrol.CodeForbidden, "own-pin"}, {"gone", "482915", enrol.CodeRevoked, ""},
	} {
		who, err := s.Vouch(ctx, tt.id, tt.pin, enrol.RoleSupervisor)
		wantCode(t, err, tt.want)
		var e *enrol.Error
		if errors.As(err, &e) && e.Details["why"] != tt.why {
			t.Errorf("%s: why %q", tt.id, e.Details["why"])
		}
		if (err == nil) != (who.ID == "agus") || who.Verifier != "" {
			t.Errorf("%s answers %v", tt.id, who)
		}
	}
	for range freeTries - 1 { // one is from above
		_, err := s.Vouch(ctx, "anj", "0", enrol.RoleSupervisor)
		wantCode(t, err, enrol.CodeLogin)
	}
	_, err := s.Vouch(ctx, "anj", "482915", enrol.RoleSupervisor)
	wantCode(t, err, enrol.CodeLocked)
	_, err = s.LogIn(ctx, "anj", "482915")
	wantCode(t, err, enrol.CodeLocked)
	var logins, words int
	must(t, s.readers.QueryRowContext(ctx, `SELECT count(*) FILTER (WHERE kind = 'login'), count(*) FILTER (WHERE kind = 'vouch') FROM audit`).Scan(&logins, &words))
	if logins != 0 || words < 2 {
		t.Errorf("%d log-ins, %d words", logins, words)
	}
}
