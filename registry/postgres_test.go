package registry_test

import (
	"testing"

	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/postgres"
)

func mustPostgres(tb testing.TB, dsn string) *db.DB {
	tb.Helper()
	d, err := postgres.Open(dsn)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { d.Close() })
	return d
}
