package postgres

import (
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/internal/pgtest"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/db/dbtest"
)

func TestContract(t *testing.T) {
	cluster := pgtest.MustStart(t)
	dbtest.Contract(t, func(tb testing.TB) *db.DB {
		d, err := Open(cluster.MustDatabase(tb))
		if err != nil {
			tb.Fatal(err)
		}
		tb.Cleanup(func() { d.Close() })
		return d
	})
}

func TestABrokenDSNIsNotQuoted(t *testing.T) {
	_, err := Open("postgres://pusat:geheim@[::1/x")
	if err == nil || strings.Contains(err.Error(), "geheim") {
		t.Fatal("the password is in the error, or there is none")
	}
}
