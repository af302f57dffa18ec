package store

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Damage that only the full check sees: an index that does not have its table's rows.
func TestCheckIndex(t *testing.T) {
	dir := t.TempDir()
	s := MustOpen(t, dir)
	for i := range 5 {
		MustDecide(t, s, i)
	}
	var root int64
	must(t, s.writer.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = 'cases_operator'`).Scan(&root))
	must(t, s.Close())
	path := filepath.Join(dir, databaseFile)
	text, err := os.ReadFile(path)
	must(t, err)
	page := text[(root-1)*4096 : root*4096]
	copy(page, bytes.ReplaceAll(page, []byte("petugas1"), []byte("petugas2")))
	must(t, os.WriteFile(path, text, 0o600))
	s = MustOpen(t, dir)
	must(t, s.read(t.Context(), "test", func(tx *sql.Tx) error { return quickCheck(t.Context(), tx) }))
	s.checker.done.Wait()
	wantCode(t, s.Decide(t.Context(), approved(t, 9)), enrol.CodeDBBroken)
}

// Silent damage must not push the good backups out, nor may a copy of it count as one.
func TestBackupOfDamage(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir)
	for i := range 30 {
		MustDecide(t, s, i)
	}
	for range backupKeep {
		_, err := s.Backup(ctx)
		must(t, err)
	}
	good, err := Backups(dir)
	must(t, err)
	var root int
	must(t, s.writer.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = 'cases_masked'`).Scan(&root))
	must(t, s.Close())
	spoilPage(t, filepath.Join(dir, databaseFile), root)

	s = MustOpen(t, dir)
	s.checker.halt()
	s.checker = &checker{stop: func() {}} // as if the backup came first
	for range 3 {
		_, err := s.Backup(ctx)
		wantCode(t, err, enrol.CodeDBBroken)
	}
	if left, err := Backups(dir); err != nil || !slices.Equal(left, good) {
		t.Errorf("%d backups are left of %d, %v", len(left), len(good), err)
	}
	wantCode(t, s.Decide(ctx, approved(t, 31)), enrol.CodeDBBroken)
}

// A clock that is put back does not make the newest backup the oldest.
func TestBackupClockBack(t *testing.T) {
	dir, c := t.TempDir(), &clock{t: noon}
	must(t, prepareDir(filepath.Join(dir, backupDir)))
	for i := range 3 { // of a version that did not number them
		must(t, os.WriteFile(filepath.Join(dir, backupDir, fmt.Sprintf("gerai-2026030%d-030000.db", i+1)), nil, 0o600))
	}
	s := MustOpen(t, dir, withClock(c))
	for i := range 2 * backupKeep {
		if i == 5 {
			c.Advance(-2 * 365 * 24 * time.Hour)
		}
		c.Advance(24 * time.Hour)
		made, err := s.Backup(t.Context())
		must(t, err)
		all, err := Backups(dir)
		must(t, err)
		if all[0] != made || len(all) != min(i+4, backupKeep) {
			t.Fatalf("backup %d: %d kept, the newest is %s, made was %s", i, len(all), filepath.Base(all[0]), filepath.Base(made))
		}
	}
}

// What a kill left of a backup goes at the next start.
func TestBackupCut(t *testing.T) {
	dir := t.TempDir()
	s := MustOpen(t, dir)
	path, err := s.Backup(t.Context())
	must(t, errors.Join(err, s.Close()))
	left := []string{path + partial, filepath.Join(dir, "gerai-before-schema-2.db"+partial)}
	for _, p := range left {
		must(t, os.WriteFile(p, []byte("half"), 0o600))
	}
	MustOpen(t, dir)
	for _, p := range left {
		if _, err := os.Stat(p); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s is left", filepath.Base(p))
		}
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// The lane's room is not given to a backup.
func TestBackupNoRoom(t *testing.T) {
	s := MustOpen(t, t.TempDir())
	free, err := s.FreeDisk()
	must(t, err)
	for _, tt := range []struct {
		least int64
		want  enrol.Code
	}{{2 * free, enrol.CodeDiskFull}, {1, ""}} {
		must(t, s.Apply(t.Context(), enrol.Pull{Settings: &enrol.Settings{Stops: enrol.Stops{MinFreeDisk: tt.least}}}))
		_, err = s.Backup(t.Context())
		wantCode(t, err, tt.want)
	}
}

// Evidence whose days are over goes with the day's backup, from the database and from it.
func TestBackupErases(t *testing.T) {
	ctx, c := t.Context(), &clock{t: noon}
	s := MustOpen(t, t.TempDir(), withClock(c))
	must(t, s.Apply(ctx, enrol.Pull{At: noon, Settings: &enrol.Settings{KeepDays: 2}}))
	id := MustDecide(t, s, 1).ID
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: id, Answer: enrol.AnswerAccepted, At: noon}}))
	for day, want := range []int{1, 1, 0} {
		path, err := s.Backup(ctx)
		must(t, err)
		var copied int
		db, err := openPlain(path)
		must(t, err)
		must(t, errors.Join(db.QueryRow(`SELECT count(*) FROM packets`).Scan(&copied), db.Close()))
		if got := bodies(t, s); got != want || copied != want {
			t.Errorf("day %d: %d packets here, %d in the backup, want %d", day, got, copied, want)
		}
		c.Advance(24*time.Hour + time.Minute*time.Duration(day))
	}
}
