package store

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// putAside opens a store whose database before was replaced by its backup, with a case in
// it that the backup does not have.
func putAside(t *testing.T, dir string, c *clock, change ...func(*Options)) (s *Store, aside, backup string, lost enrol.Case) {
	t.Helper()
	s = MustOpen(t, dir, withClock(c))
	backup, err := s.Backup(t.Context())
	must(t, err)
	lost = MustDecide(t, s, 1)
	must(t, s.Close())
	aside, err = Restore(t.Context(), dir, backup)
	must(t, err)
	return MustOpen(t, dir, append(change, withClock(c))...), aside, backup, lost
}

func oneKept(t *testing.T, s *Store) Kept {
	t.Helper()
	all, err := s.KeptAside(t.Context())
	must(t, err)
	if len(all) != 1 {
		t.Fatalf("%d databases are kept aside", len(all))
	}
	return all[0]
}

// aged gives a file the time of so long ago, as it is for the real clock.
func aged(t *testing.T, path string, ago time.Duration) {
	t.Helper()
	at := time.Now().Add(-ago)
	must(t, os.Chtimes(path, at, at))
}

// A database that was set aside is kept for its days, until a newer backup is there, and
// until what it alone holds was brought over.
func TestKeptAside(t *testing.T) {
	ctx, dir, c := t.Context(), t.TempDir(), &clock{t: time.Now()}
	life := 10 * 24 * time.Hour
	s, path, _, lost := putAside(t, dir, c, func(o *Options) { o.Keep = life })
	must(t, os.WriteFile(path+".key", []byte("wrapped"), 0o600)) // as SetAside leaves it
	must(t, s.Apply(ctx, enrol.Pull{At: c.Now()}))               // the registry tells the time
	k := oneKept(t, s)
	if k.Path != path || k.Missing != 1 || k.Until.Sub(k.Since) != life || !k.Since.Equal(c.Now()) {
		t.Errorf("kept %+v", k)
	}
	here := func(when string, want bool) {
		t.Helper()
		must(t, s.Tidy(ctx))
		if _, err := os.Stat(path); (err == nil) != want {
			t.Fatalf("%s: kept %v, want %v", when, err == nil, want)
		}
	}
	here("just set aside", true)
	aged(t, path, -26*365*24*time.Hour) // whatever a clock of those days dated it
	c.Advance(life - time.Hour)
	here("its days are not over", true)
	c.Advance(2 * time.Hour)
	here("its days are over, nothing was brought over, no newer backup", true)
	_, err := s.Backup(ctx)
	must(t, err)
	here("nothing was brought over", true)
	_, err = s.Salvage(ctx, path)
	must(t, err)
	if k := oneKept(t, s); k.Missing != 0 {
		t.Errorf("%d decisions are missing after salvage", k.Missing)
	}
	here("everything is here", false)
	if left, err := filepath.Glob(filepath.Join(dir, "*"+asideSuffix+"*")); err != nil || len(left) != 0 {
		t.Errorf("left are %v, %v", left, err)
	}
	if ids := dueIDs(t, s, c.Now(), 1); len(ids) != 1 || ids[0] != lost.ID {
		t.Errorf("due are %v", ids)
	}
}

// The copy from before a migration goes the same way, and is purged as backups are.
func TestKeptBeforeSchema(t *testing.T) {
	ctx, dir, c := t.Context(), t.TempDir(), &clock{t: time.Now()}
	s := MustOpen(t, dir, withClock(c), func(o *Options) { o.Sealer = randomSealer{} })
	id := MustDecide(t, s, 1).ID
	body := stored(t, s, packetOf, id)
	path := filepath.Join(dir, beforeSchema+"6.db")
	must(t, s.OnlineBackup(ctx, path))
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: id, Answer: enrol.AnswerAccepted, At: c.Now()}}))
	if !holds(t, path, body) {
		t.Fatal("the copy never held the packet")
	}
	must(t, s.Tidy(ctx))
	if holds(t, path, body) {
		t.Error("the copy holds what was erased")
	}
	if k := oneKept(t, s); k.Path != path || k.Until.Sub(k.Since) != DefaultKeep {
		t.Errorf("kept %+v", k)
	}
	must(t, s.Apply(ctx, enrol.Pull{At: c.Now()}))
	must(t, s.Tidy(ctx))
	c.Advance(DefaultKeep + time.Hour)
	must(t, s.Tidy(ctx)) // no newer backup
	oneKept(t, s)
	_, err := s.Backup(ctx)
	must(t, err)
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the copy is still there, %v", err)
	}
}

// What lies aside from a disk that was damaged beyond reading goes with its days.
func TestKeptUnreadable(t *testing.T) {
	ctx, dir, c := t.Context(), t.TempDir(), &clock{t: time.Now()}
	s := MustOpen(t, dir, withClock(c))
	garbage, lone := filepath.Join(dir, databaseFile+asideSuffix+"1"), filepath.Join(dir, databaseFile+asideSuffix+"2-wal")
	for _, path := range []string{garbage, lone} {
		must(t, os.WriteFile(path, []byte("no database, but long enough to be looked at as one"), 0o600))
		aged(t, path, DefaultKeep+time.Hour)
	}
	if all, err := s.KeptAside(ctx); err != nil || len(all) != 2 || all[0].Missing+all[1].Missing != 0 {
		t.Errorf("kept %+v, %v", all, err)
	}
	must(t, s.Apply(ctx, enrol.Pull{At: c.Now()}))
	must(t, s.Tidy(ctx))
	c.Advance(DefaultKeep + time.Hour)
	_, err := s.Backup(ctx)
	must(t, err)
	if all, err := s.KeptAside(ctx); err != nil || len(all) != 0 {
		t.Errorf("kept %+v, %v", all, err)
	}
}

// A parked and a half-done case keep a database as a decision does, until they were brought
// over.
func TestKeptForHalfDoneCases(t *testing.T) {
	ctx, dir, c := t.Context(), t.TempDir(), &clock{t: time.Now()}
	s := MustOpen(t, dir, withClock(c))
	backup, err := s.Backup(ctx)
	must(t, err)
	must(t, s.SaveDraft(ctx, newCase(1)))
	parked := newCase(2)
	parked.Reason = enrol.ReasonBringPapers
	must(t, s.Decide(ctx, MustMove(t, parked, enrol.EventPark, noon)))
	must(t, s.Close())
	aside, err := Restore(ctx, dir, backup)
	must(t, err)
	s = MustOpen(t, dir, withClock(c))
	if k := oneKept(t, s); k.Missing != 2 {
		t.Fatalf("%d missing", k.Missing)
	}
	must(t, s.Apply(ctx, enrol.Pull{At: c.Now()}))
	must(t, s.Tidy(ctx))
	c.Advance(DefaultKeep + time.Hour)
	_, err = s.Backup(ctx)
	must(t, err)
	oneKept(t, s)
	_, err = s.Salvage(ctx, aside)
	must(t, err)
	must(t, s.Tidy(ctx))
	if all, err := s.KeptAside(ctx); err != nil || len(all) != 0 {
		t.Errorf("kept %+v, %v", all, err)
	}
}

// Days count by what can be vouched for: a clock that is put right, or set, uses up none.
func TestSighting(t *testing.T) {
	day := int64(24 * time.Hour)
	old, today := instant(time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)), instant(noon)
	first := sighting{}.look(old, false, "a")
	for _, tt := range []struct {
		name string
		v    sighting
		want int64 // days at today
	}{
		{"PutRightByTheRegistry", first.look(today, true, "a"), 0},
		{"SetByHand", first.look(old+day, false, "a").look(today, false, "a"), 1},
		{"SetBack", sighting{}.look(today+9*day, false, "a").look(today, false, "a"), 0},
		{"DayByDay", sighting{}.look(today-2*day, false, "a").look(today-day, false, "a").look(today, false, "a"), 2},
		{"OffForAMonth", sighting{}.look(today-31*day, true, "a").look(today, true, "a"), 31},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := (today - tt.v.Since) / day; got != tt.want || tt.v.Backup != "a" {
				t.Errorf("%d days, want %d: %+v", got, tt.want, tt.v)
			}
		})
	}
}
