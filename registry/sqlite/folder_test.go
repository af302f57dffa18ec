package sqlite

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/registry/db"
)

// TestFold: what is written comes into the file while the registry works, the log does
// not grow for ever, and what was folded is read all the same.
func TestFold(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pusat.db")
	d, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	size := func(p string) int64 {
		st, err := os.Stat(p)
		if err != nil {
			t.Fatal(err)
		}
		return st.Size()
	}
	body := make([]byte, 1<<20)
	for i := range 24 {
		err := d.Update(t.Context(), func(tx *db.Tx) error {
			return tx.Exec(`INSERT INTO evidence (case_id, body, keep_until) VALUES (?, ?, 1)`, i, body)
		})
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	for deadline := time.Now().Add(2 * time.Minute); size(path) < 24<<20; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d bytes in the file, %d in the log", size(path), size(path+"-wal"))
		}
	}
	if n := size(path + "-wal"); n > (walCeiling+1000)*4120 {
		t.Errorf("a log of %d bytes", n)
	}
	err = d.View(t.Context(), func(tx *db.Tx) error {
		got, err := tx.Evidence("7")
		if len(got) != len(body) {
			t.Errorf("%d bytes come back", len(got))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
