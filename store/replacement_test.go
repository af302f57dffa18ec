package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// killed copies what a directory's files are at this moment, which is what a kill leaves,
// and opens no database there.
func killed(t *testing.T, s *Store) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{databaseFile, databaseFile + "-wal", keyringFile} {
		text, err := os.ReadFile(filepath.Join(s.dir, name))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(dir, name), text, 0o600))
	}
	return dir
}

// cutShort is a counter that was killed with a case in its log alone, and a backup of
// before. It answers the case.
func cutShort(t *testing.T) (dir, backup, inBackup, inLog string) {
	t.Helper()
	s := MustOpen(t, t.TempDir())
	inBackup = MustDecide(t, s, 1).ID
	_, err := s.writer.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
	must(t, err)
	backup = filepath.Join(t.TempDir(), "backup.db")
	must(t, s.OnlineBackup(t.Context(), backup))
	inLog = MustDecide(t, s, 2).ID
	dir = killed(t, s)
	must(t, s.abandon())
	return dir, backup, inBackup, inLog
}

func ids(t *testing.T, s *Store) string {
	t.Helper()
	items, err := s.Items(t.Context(), enrol.Query{})
	must(t, err)
	var out []string
	for _, it := range items {
		out = append(out, it.ID)
	}
	return strings.Join(out, " ")
}

// A restore that is cut at each of its steps loses no case that was committed, and the
// next start finishes it or finds everything as it was.
func TestRestoreCut(t *testing.T) {
	steps := len(replacement{Fresh: true}.steps(""))
	for cut := -2; cut <= steps; cut++ {
		t.Run(fmt.Sprint(cut), func(t *testing.T) {
			ctx := t.Context()
			dir, backup, inBackup, inLog := cutShort(t)
			must(t, copyFile(ctx, backup, filepath.Join(dir, freshFile)))
			r := replacement{Aside: databaseFile + ".broken-1", Fresh: true}
			if cut == -2 { // while the backup is copied
				must(t, os.Rename(filepath.Join(dir, freshFile), filepath.Join(dir, freshFile+partial)))
			}
			if cut >= 0 {
				must(t, os.WriteFile(filepath.Join(dir, replacementFile), []byte(`{"aside":"`+r.Aside+`","fresh":true}`), 0o600))
				for _, step := range r.steps(dir)[:cut] {
					must(t, step())
				}
				if replacing(dir) {
					_, err := Open(ctx, Options{Dir: dir, ReadOnly: true})
					wantCode(t, err, enrol.CodeDBInUse)
				}
			}
			s := MustOpen(t, dir)
			want := inBackup
			if cut < 0 {
				want = inLog + " " + inBackup
			}
			if got := ids(t, s); got != want {
				t.Fatalf("cases %q, want %q", got, want)
			}
			if cut >= 0 {
				_, err := s.Salvage(ctx, filepath.Join(dir, r.Aside))
				must(t, err)
			}
			if got := ids(t, s); got != inLog+" "+inBackup {
				t.Errorf("cases %q after salvage", got)
			}
			for _, name := range []string{freshFile, freshFile + partial, replacementFile} {
				if _, err := os.Lstat(filepath.Join(dir, name)); err == nil {
					t.Errorf("%s is left", name)
				}
			}
		})
	}
}

// The same for a database that is put out of the way with its key.
func TestSetAsideCut(t *testing.T) {
	r := replacement{Aside: databaseFile + ".broken-1", Key: true}
	for cut := range len(r.steps("")) {
		dir, _, inBackup, inLog := cutShort(t)
		must(t, os.WriteFile(filepath.Join(dir, replacementFile), []byte(`{"aside":"`+r.Aside+`","key":true}`), 0o600))
		for _, step := range r.steps(dir)[:cut] {
			must(t, step())
		}
		s := MustOpen(t, dir)
		_, err := s.Salvage(t.Context(), filepath.Join(dir, r.Aside))
		must(t, err)
		if got := ids(t, s); got != inLog+" "+inBackup {
			t.Errorf("cut %d: cases %q", cut, got)
		}
	}
}

// What an earlier restore saved is never written over, not even a log alone.
func TestRestoreBesideLog(t *testing.T) {
	dir, backup, _, _ := cutShort(t)
	saved := filepath.Join(dir, databaseFile+".broken-1-wal")
	must(t, os.WriteFile(saved, []byte("saved"), 0o600))
	aside, err := Restore(t.Context(), dir, backup)
	must(t, err)
	if text, err := os.ReadFile(saved); err != nil || string(text) != "saved" {
		t.Errorf("the saved log is %q, %v", text, err)
	}
	if filepath.Base(aside) != databaseFile+".broken-2" {
		t.Errorf("set aside as %s", aside)
	}
	if _, err := os.Lstat(aside + "-wal"); err != nil {
		t.Error(err)
	}
}

// A note of a replacement that can't be read stops the start, and touches nothing.
func TestReplacementUnreadable(t *testing.T) {
	for name, text := range map[string]string{"Garbage": "x", "Elsewhere": `{"aside":"../other.db"}`, "Empty": `{}`} {
		t.Run(name, func(t *testing.T) {
			dir, _, _, _ := cutShort(t)
			must(t, os.WriteFile(filepath.Join(dir, replacementFile), []byte(text), 0o600))
			_, err := Open(t.Context(), Options{Dir: dir})
			wantCode(t, err, enrol.CodeDBBroken)
			if _, err := os.Lstat(filepath.Join(dir, databaseFile)); err != nil {
				t.Error(err)
			}
		})
	}
}
