package db

import (
	"context"
	"database/sql"
	"strings"
)

// Dialect is what two engines do differently.
type Dialect struct {
	Name       string
	Bytes      string              // column type for octets
	Identity   string              // column definition of an automatic key
	SkipLocked string              // appended to a SELECT that claims jobs
	LockKey    string              // statement with one text argument that serialises writers of one key; "": not needed
	TryLock    string              // LockKey that answers whether it could, and waits for nobody; "": not needed
	Rebind     func(string) string // from $1 placeholders to the engine's own
	Retry      func(error) bool    // the transaction lost a race and may simply run again
	Full       func(error) bool    // the disk is full
	AfterInit  []string            // statements that tune the first schema
	OneWriter  bool                // transactions that write come one after the other: see DB.Update

	// Pipeline runs statements in order on the connection of a transaction, in one message
	// to the engine; nil: each costs nothing to send.
	Pipeline func(ctx context.Context, conn *sql.Conn, list []Statement) error
}

// schema fills the engine's types into a migration.
func (d Dialect) schema(sql string) string {
	return strings.NewReplacer("{bytes}", d.Bytes, "{identity}", d.Identity).Replace(sql)
}

func (d Dialect) rebind(q string) string {
	if d.Rebind == nil {
		return q
	}
	return d.Rebind(q)
}
