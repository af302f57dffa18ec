package store

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// onReadOnly answers a folder with copies of files that nothing can be written to: a
// medium that is mounted so or, where that may not be done, a folder without the right.
func onReadOnly(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	mounted := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=16m") == nil
	if mounted {
		t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, filepath.Base(path)), text, 0o400))
	}
	if mounted {
		must(t, syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
	} else {
		must(t, os.Chmod(dir, 0o500))
		t.Cleanup(func() { _ = os.Chmod(dir, 0o700) })
	}
	if err := os.WriteFile(filepath.Join(dir, "probe"), nil, 0o600); err == nil {
		t.Fatal("the medium can be written to")
	}
	return dir
}

// A backup on a stick that is write-protected is restored: one of today, one that still
// has a log beside it, as programs before this one made them, and one that a cut purge
// left a journal of.
func TestRestoreReadOnly(t *testing.T) {
	for name, prepare := range map[string]func(t *testing.T, s *Store) []string{
		"OneFile": func(t *testing.T, s *Store) []string {
			path, err := s.Backup(t.Context())
			must(t, err)
			return []string{path}
		},
		"Log": func(t *testing.T, s *Store) []string { // its cases are in the log alone
			return []string{filepath.Join(s.dir, databaseFile), filepath.Join(s.dir, databaseFile+"-wal")}
		},
		"NoLog": func(t *testing.T, s *Store) []string { // says in its head that it has one
			_, err := s.writer.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
			must(t, err)
			return []string{filepath.Join(s.dir, databaseFile)}
		},
		"Journal": func(t *testing.T, s *Store) []string {
			path, err := s.Backup(t.Context())
			must(t, err)
			cutWrite(t, path, `DELETE FROM packets`)
			return []string{path, path + "-journal"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := MustOpen(t, t.TempDir())
			c := MustDecide(t, s, 1)
			files := prepare(t, s)
			stick := onReadOnly(t, files...)
			key, err := os.ReadFile(filepath.Join(s.dir, keyringFile))
			must(t, err)
			to := t.TempDir()
			must(t, os.WriteFile(filepath.Join(to, keyringFile), key, 0o600))
			_, err = Restore(t.Context(), to, filepath.Join(stick, filepath.Base(files[0])))
			must(t, err)
			restored := MustOpen(t, to)
			if ids := dueIDs(t, restored, noon, 1); len(ids) != 1 || ids[0] != c.ID {
				t.Errorf("due are %v", ids)
			}
			if left, err := filepath.Glob(filepath.Join(to, carriedFolder+"*")); err != nil || len(left) != 0 {
				t.Errorf("left are %v, %v", left, err)
			}
			other := MustOpen(t, t.TempDir())
			got, err := other.Salvage(t.Context(), filepath.Join(stick, filepath.Base(files[0])))
			must(t, err)
			if got.Cases != 1 || got.Packets != 1 {
				t.Errorf("salvaged %+v", got)
			}
		})
	}
	t.Run("ErrBroken", func(t *testing.T) {
		bad := filepath.Join(t.TempDir(), "bad.db")
		must(t, os.WriteFile(bad, []byte("no database, but long enough to be looked at as one"), 0o600))
		_, err := Restore(t.Context(), t.TempDir(), filepath.Join(onReadOnly(t, bad), "bad.db"))
		wantCode(t, err, enrol.CodeDBBroken)
	})
}

// A kill while a backup is carried over leaves nothing behind for long.
func TestCarriedCut(t *testing.T) {
	dir := t.TempDir()
	left := filepath.Join(dir, carriedFolder+"1", databaseFile)
	must(t, errors.Join(os.Mkdir(filepath.Dir(left), 0o700), os.WriteFile(left, []byte("half"), 0o600)))
	MustOpen(t, dir)
	if _, err := os.Stat(filepath.Dir(left)); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the copy is left: %v", err)
	}
}
