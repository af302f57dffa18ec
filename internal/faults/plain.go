package faults

import (
	"database/sql"

	_ "github.com/mattn/go-sqlite3" // the registry's embedded database
)

// openPlain opens a registry's database to be read beside its own code.
func openPlain(path string) (*sql.DB, error) {
	return sql.Open("sqlite3", "file:"+path+"?mode=ro")
}
