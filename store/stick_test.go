package store

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// carriedPull is what the registry wrote at a time for somebody whose staff is one person.
func carriedPull(at time.Time, cursor, staff string) enrol.Pull {
	return enrol.Pull{Cursor: cursor, Full: true, At: at, Settings: &enrol.Settings{Outlet: "o1"},
		Staff: []enrol.Staff{{ID: staff, Role: enrol.RoleStaff}}, Keys: []enrol.VerifyKey{{ID: cursor}}}
}

// What a stick brings holds like what the line brings; what is older, or the same, changes
// nothing, whichever way the newer one came.
func TestApplyCarried(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	carry := func(at time.Time, cursor, staff string, fresh bool) {
		t.Helper()
		got, err := s.ApplyCarried(ctx, carriedPull(at, cursor, staff), "")
		must(t, err)
		if got != fresh {
			t.Errorf("%s: fresh %v, want %v", cursor, got, fresh)
		}
	}
	holds := func(cursor, staff string, pulled time.Time) {
		t.Helper()
		list, err := s.Staff(ctx)
		must(t, err)
		keys, err := s.Keys(ctx)
		must(t, err)
		at, err := s.Cursor(ctx)
		must(t, err)
		b, err := s.Backlog(ctx)
		must(t, err)
		if len(list) != 1 || list[0].ID != staff || len(keys) != 1 || keys[0].ID != cursor || at != cursor || !b.Pulled.Equal(pulled) || !b.Synced().Equal(pulled) {
			t.Errorf("%v, %v, cursor %q, of %v; want %s, %s of %v", list, keys, at, b.Pulled, staff, cursor, pulled)
		}
	}
	carry(noon, "c1", "siti", true)
	holds("c1", "siti", noon)
	carry(noon, "c1", "siti", false)
	carry(noon.Add(2*time.Hour), "c3", "dewi", true)
	carry(noon.Add(time.Hour), "c2", "siti", false)
	holds("c3", "dewi", noon.Add(2*time.Hour))
	must(t, s.Apply(ctx, carriedPull(noon.Add(3*time.Hour), "c4", "agus"))) // by the line
	carry(noon.Add(2*time.Hour+time.Minute), "c3a", "dewi", false)
	holds("c4", "agus", noon.Add(3*time.Hour))
	for name, p := range map[string]enrol.Pull{"ErrUndated": carriedPull(time.Time{}, "c5", "x"), "ErrCursor": carriedPull(noon.Add(4*time.Hour), "", "x")} {
		if fresh, err := s.ApplyCarried(ctx, p, ""); fresh || enrol.CodeOf(err) != enrol.CodeNonsense {
			t.Errorf("%s: %v, %v", name, fresh, err)
		}
	}
	holds("c4", "agus", noon.Add(3*time.Hour))
	if got, err := s.Verify(ctx); err != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

// News that begin where this PC has been skip nothing, and its cursor moves on. Of others it
// keeps what they say, and asks for everything the next time.
func TestApplyCarriedGap(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	step := func(at time.Duration, base, cursor, want string) {
		t.Helper()
		fresh, err := s.ApplyCarried(ctx, carriedPull(noon.Add(at), cursor, "siti"), base)
		must(t, err)
		if got, err := s.Cursor(ctx); err != nil || !fresh || got != want {
			t.Errorf("from %q to %q: cursor %q, fresh %v, %v; want %q", base, cursor, got, fresh, err, want)
		}
	}
	ask := func(want string) {
		t.Helper()
		if got, err := s.Ask(ctx); err != nil || got != want {
			t.Errorf("asks from %q, %v; want %q", got, err, want)
		}
	}
	ask("")
	step(1*time.Hour, "", "c1", "c1")
	ask("c1")
	ask("c1")
	step(2*time.Hour, "c1", "c2", "c2")
	step(3*time.Hour, "c1", "c3", "c3") // two sticks were on their way
	step(4*time.Hour, "c9", "c10", "")  // of a database that was restored since
	ask("")
	step(5*time.Hour, "c3", "c4", "") // never asked from there, and nothing holds to go on from
	step(6*time.Hour, "", "c5", "c5")
	for i := range 2 * mostAsked {
		step(time.Duration(7+i)*time.Hour, "", string(rune('A'+i)), string(rune('A'+i)))
		ask(string(rune('A' + i)))
	}
	step(100*time.Hour, "c1", "z1", "") // long forgotten
}

// A stick's time is past, and no more: it puts a clock right that stood before it, and sets
// none that is ahead.
func TestApplyCarriedClock(t *testing.T) {
	for name, tt := range map[string]struct {
		wall  time.Time // of the PC
		want  time.Time
		trust enrol.ClockTrust
	}{
		"Ahead":  {noon.Add(72 * time.Hour), noon.Add(72 * time.Hour), enrol.ClockGuess},
		"Behind": {noon.Add(-72 * time.Hour), noon, enrol.ClockWrong},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, dir, m := t.Context(), t.TempDir(), &machine{wall: tt.wall, boot: "a", up: time.Hour}
			open := func() *Store { return MustOpen(t, dir, func(o *Options) { o.Clocks = m.Reading }) }
			s := open()
			if _, err := s.ApplyCarried(ctx, carriedPull(noon, "c1", "siti"), ""); err != nil {
				t.Fatal(err)
			}
			check := func(when string) {
				t.Helper()
				if got, trust := s.Now(), s.ClockTrust(); !got.Equal(tt.want) || trust != tt.trust {
					t.Errorf("%s: %v, %s; want %v, %s", when, got, trust, tt.want, tt.trust)
				}
				if off, err := s.ClockOffset(ctx); err != nil || !tt.wall.Add(off).Equal(tt.want) {
					t.Errorf("%s: offset %v, %v", when, off, err)
				}
			}
			check("at once")
			must(t, s.Close())
			s = open()
			check("after a start")
		})
	}
	t.Run("Sure", func(t *testing.T) { // the registry told the time since the PC came up
		ctx, m := t.Context(), &machine{wall: noon, boot: "a", up: time.Hour}
		s := MustOpen(t, t.TempDir(), func(o *Options) { o.Clocks = m.Reading })
		must(t, s.Apply(ctx, enrol.Pull{At: noon}))
		m.pass(48 * time.Hour)
		if fresh, err := s.ApplyCarried(ctx, carriedPull(noon.Add(time.Hour), "c1", "siti"), ""); err != nil || !fresh {
			t.Fatal(fresh, err)
		}
		if got := s.Now(); !got.Equal(noon.Add(48*time.Hour)) || s.ClockTrust() != enrol.ClockSure {
			t.Errorf("%v, %s", got, s.ClockTrust())
		}
	})
}

// A PIN that was chosen here holds on under a stick that brings the verifier which it
// replaced, and staff who were dismissed are gone.
func TestApplyCarriedStaff(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	siti := enrol.Staff{ID: "siti", Role: enrol.RoleStaff, Verifier: quickPIN("246813")}
	agus := enrol.Staff{ID: "agus", Role: enrol.RoleStaff, Verifier: quickPIN("975310")}
	p := carriedPull(noon, "c1", "")
	p.Staff = []enrol.Staff{siti, agus}
	if _, err := s.ApplyCarried(ctx, p, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetPIN(ctx, "siti", "246813", "864209"); err != nil {
		t.Fatal(err)
	}
	p.At, p.Cursor = noon.Add(time.Hour), "c2"
	agus.Revoked = true
	p.Staff = []enrol.Staff{siti, agus}
	if _, err := s.ApplyCarried(ctx, p, "c1"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.LogIn(ctx, "siti", "864209"); err != nil {
		t.Errorf("her own PIN: %v", err)
	}
	if _, err := s.LogIn(ctx, "agus", "975310"); err == nil {
		t.Error("who was dismissed can log in")
	}
}
