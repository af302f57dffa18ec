package sqlite

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/db/dbtest"
)

func TestContract(t *testing.T) {
	dbtest.Contract(t, func(tb testing.TB) *db.DB {
		d, err := Open(filepath.Join(tb.TempDir(), "a b?&%41.db")) // a name that a URL must not misread
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { d.Close() })
		return d
	})
}

// TestRestoredFileBecomesPrivate: a copy that came with another mode holds residents all
// the same.
func TestRestoredFileBecomesPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pusat.db")
	for _, p := range []string{path, path + "-wal"} {
		if err := os.WriteFile(p, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(p, 0o644); err != nil { // whatever the umask
			t.Fatal(err)
		}
	}
	d, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, p := range files {
		if st, err := os.Stat(p); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", filepath.Base(p), st.Mode(), err)
		}
	}
}
