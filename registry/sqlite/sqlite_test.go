package sqlite

import (
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
