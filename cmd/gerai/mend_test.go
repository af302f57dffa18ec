package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// mustDrafts saves half-done cases and answers how many a database has.
func mustDrafts(t *testing.T, dir string, add ...int) int {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, n := range add {
		if err := db.SaveDraft(ctx, compared(n)); err != nil {
			t.Fatal(err)
		}
	}
	all, err := db.Drafts(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return len(all)
}

// spoilIndex overwrites the first page of an index, as a bad disk does: the tables can
// still be read.
func spoilIndex(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	var root, size int64
	err = errors.Join(db.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = 'cases_nik'`).Scan(&root),
		db.QueryRow(`PRAGMA page_size`).Scan(&size), db.Close())
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = file.WriteAt([]byte(strings.Repeat("spoilt", int(size)/6)), (root-1)*size)
	// What the check beside the lane leaves behind when it finds it.
	found := os.WriteFile(filepath.Join(filepath.Dir(path), "gerai.broken"), nil, 0o600)
	if err := errors.Join(err, found, file.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestMend breaks a counter's database and has the fault window's key mend it: with what
// came after the backup where it can be read, else without.
func TestMend(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, path string)
		want  int
		said  string
	}{
		{"Readable", spoilIndex, 3, "fault.mended-all"},
		{"Garbage", func(t *testing.T, path string) {
			if err := os.WriteFile(path, []byte(strings.Repeat("this was a database\n", 500)), 0o600); err != nil {
				t.Fatal(err)
			}
		}, 2, "fault.mended-backup"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, home := context.Background(), t.TempDir()
			env := map[string]string{"HOME": home}
			p := &program{in: strings.NewReader(""), out: io.Discard, err: io.Discard, lang: "en", env: func(k string) string { return env[k] }}
			cfg := Config{Data: filepath.Join(home, "data"), Key: "file"}
			mustDrafts(t, cfg.Data, 1, 2)
			db, err := store.Open(ctx, store.Options{Dir: cfg.Data})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := db.Backup(ctx); err != nil {
				t.Fatal(err)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			mustDrafts(t, cfg.Data, 3)
			tt.spoil(t, filepath.Join(cfg.Data, databaseName))
			if db, err = p.openStore(ctx, cfg, false); err == nil {
				_ = db.Close()
				t.Fatal("a broken database opened")
			}
			backup := detailsOf(err)["backup"]
			if enrol.CodeOf(err) != enrol.CodeDBBroken || backup == "" {
				t.Fatalf("%v names the backup %q", err, backup)
			}
			m := &mend{program: p, cfg: cfg, backup: backup}
			late, cancel := context.WithCancel(ctx)
			if err := m.restore(ctx); err != nil {
				t.Fatal(err)
			}
			cancel()
			if _, err := m.run(late); err == nil { // cut between the two halves
				t.Fatal("salvaged without leave")
			}
			said, err := m.run(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if head, _, _ := strings.Cut(p.text(tt.said, map[string]string{"cases": "0", "packets": "0", "lost": "0"}), "0"); !strings.HasPrefix(said, head) {
				t.Errorf("says %q", said)
			}
			if got := mustDrafts(t, cfg.Data); got != tt.want {
				t.Errorf("%d half-done cases, want %d", got, tt.want)
			}
			for n, want := range []bool{true, false} { // and nothing that was whole
				if _, err := os.Stat(filepath.Join(cfg.Data, fmt.Sprintf("%s.broken-%d", databaseName, n+1))); (err == nil) != want {
					t.Errorf("set aside as number %d: %v", n+1, err)
				}
			}
			if _, err := (&mend{program: p, cfg: cfg, backup: "../" + databaseName}).run(ctx); err == nil {
				t.Error("a file that is no backup was put in place")
			}
		})
	}
}
