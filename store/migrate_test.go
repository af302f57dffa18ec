package store

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/gerai-ikd/gerai/enrol"
)

// stepsWith answers the real migrations and further ones.
func stepsWith(t *testing.T, more map[string]string) []migration {
	t.Helper()
	steps, err := migrations(embedded)
	must(t, err)
	for i, name := range slices.Sorted(maps.Keys(more)) {
		steps = append(steps, migration{len(steps) + i + 1, name, more[name]})
	}
	return steps
}

func TestMigrations(t *testing.T) {
	tests := []struct {
		name  string
		files []string
		ok    bool
	}{
		{"OK", []string{"0001_a.sql", "0002_b.sql"}, true},
		{"ErrGap", []string{"0001_a.sql", "0003_c.sql"}, false},
		{"ErrTwice", []string{"0001_a.sql", "0001_b.sql"}, false},
		{"ErrName", []string{"first.sql"}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for _, f := range tt.files {
				fsys["migrations/"+f] = &fstest.MapFile{Data: []byte("SELECT 1;")}
			}
			if steps, err := migrations(fsys); (err == nil) != tt.ok || tt.ok && len(steps) != len(tt.files) {
				t.Errorf("%d steps, %v", len(steps), err)
			}
		})
	}
}

func TestMigrate(t *testing.T) {
	dir := t.TempDir()
	s := MustOpen(t, dir)
	c := MustDecide(t, s, 1)
	must(t, s.migrateWith(t.Context(), stepsWith(t, map[string]string{
		"0002_extra.sql": `ALTER TABLE cases ADD COLUMN extra TEXT NOT NULL DEFAULT 'x'`,
	})))
	var version, recorded int
	var extra string
	must(t, s.writer.QueryRow(`PRAGMA user_version`).Scan(&version))
	must(t, s.writer.QueryRow(`SELECT count(*) FROM migrations`).Scan(&recorded))
	must(t, s.writer.QueryRow(`SELECT extra FROM cases WHERE id = ?`, c.ID).Scan(&extra))
	next := len(stepsWith(t, nil)) + 1
	if version != next || recorded != next || extra != "x" {
		t.Errorf("version %d, %d recorded, extra %q", version, recorded, extra)
	}
	// The file as it was lies beside it, and opens with the program of before.
	old := t.TempDir()
	for from, to := range map[string]string{fmt.Sprintf("gerai-before-schema-%d.db", next): databaseFile, keyringFile: keyringFile} {
		text, err := os.ReadFile(filepath.Join(dir, from))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(old, to), text, 0o600))
	}
	if it := one(t, MustOpen(t, old)); it.ID != c.ID {
		t.Error("the backup holds another case")
	}
	wantCode(t, s.migrateWith(t.Context(), stepsWith(t, nil)), enrol.CodeDBNewer)
}

func TestMigrateUndone(t *testing.T) {
	dir := t.TempDir()
	s := MustOpen(t, dir)
	c := MustDecide(t, s, 1)
	err := s.migrateWith(t.Context(), stepsWith(t, map[string]string{
		"0002_good.sql": `CREATE TABLE good (a INTEGER) STRICT`,
		"0003_bad.sql":  `INSERT INTO nowhere VALUES (1)`,
	}))
	wantCode(t, err, enrol.CodeInternal)
	must(t, s.Close())
	s = MustOpen(t, dir)
	if it := one(t, s); it.ID != c.ID {
		t.Error("another case is there after a failed migration")
	}
	if _, err := s.writer.Exec(`SELECT * FROM good`); err == nil {
		t.Error("half of a failed migration was kept")
	}
}

func TestOpenNewer(t *testing.T) {
	dir := t.TempDir()
	s := MustOpen(t, dir)
	_, err := s.writer.Exec(`PRAGMA user_version=99`)
	must(t, err)
	must(t, s.Close())
	before, err := os.ReadFile(filepath.Join(dir, databaseFile))
	must(t, err)
	for _, readOnly := range []bool{false, true} {
		_, err = Open(t.Context(), Options{Dir: dir, ReadOnly: readOnly})
		wantCode(t, err, enrol.CodeDBNewer)
	}
	after, err := os.ReadFile(filepath.Join(dir, databaseFile))
	must(t, err)
	if !bytes.Equal(before, after) {
		t.Error("a newer database was written to")
	}
}

func TestOpenBroken(t *testing.T) {
	tests := []struct {
		name  string
		spoil func(t *testing.T, path string)
	}{
		{"Garbage", func(t *testing.T, path string) {
			must(t, os.WriteFile(path, bytes.Repeat([]byte("no database "), 1000), 0o600))
		}},
		{"Cut", func(t *testing.T, path string) { must(t, os.Truncate(path, 20_000)) }},
		{"Overwritten", func(t *testing.T, path string) {
			f, err := os.OpenFile(path, os.O_RDWR, 0)
			must(t, err)
			defer f.Close()
			for page := int64(1); page < 40; page += 3 {
				_, err = f.WriteAt(bytes.Repeat([]byte{0x5A}, 2048), page*4096+64)
				must(t, err)
			}
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			s := MustOpen(t, dir)
			for i := range 50 {
				MustDecide(t, s, i)
			}
			_, err := s.writer.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
			must(t, err)
			must(t, s.abandon()) // as a power cut would
			tt.spoil(t, filepath.Join(dir, databaseFile))
			_, err = Open(t.Context(), Options{Dir: dir})
			wantCode(t, err, enrol.CodeDBBroken)
		})
	}
	t.Run("Foreign", func(t *testing.T) {
		dir := t.TempDir()
		s := MustOpen(t, dir)
		_, err := s.writer.Exec(`PRAGMA application_id=7`)
		must(t, err)
		must(t, s.Close())
		_, err = Open(t.Context(), Options{Dir: dir})
		wantCode(t, err, enrol.CodeDBBroken)
	})
}
