package store

import (
	"database/sql"
	"errors"
	"strconv"
	"strings"
)

// The names of the facts.
const (
	factKeyCheck = "key check"
	factOpen     = "open" // there while a gerai has the database open
	factCursor   = "cursor"
	factAsked    = "asked"        // cursors that were stated on sticks, the newest last, JSON
	factOffset   = "clock offset" // the registry's minus this PC's, nanoseconds, decimal
	factBoot     = "clock boot"   // in which run of the machine that was
	factBootAt   = "clock zero"   // when that run began: instant by the registry's clock, decimal
	factPulled   = "pulled at"    // instant by the registry's clock, decimal
	factAnswered = "answered at"  // the same, of the newest receipt
	factLine     = "line"         // enrol.LineNote, JSON
)

// pathEscaper makes a path fit for a "file:" URI.
var pathEscaper = strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23")

// globEscaper makes a path stand for itself in filepath.Glob.
var globEscaper = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`)

// fact answers sql.ErrNoRows for one that is not there.
func fact(tx *sql.Tx, name string) ([]byte, error) {
	var value []byte
	err := tx.QueryRow(`SELECT value FROM facts WHERE name = ?`, name).Scan(&value)
	return value, err
}

// factNumber answers 0 for a fact that is not there.
func factNumber(tx *sql.Tx, name string) (int64, error) {
	value, err := fact(tx, name)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return strconv.ParseInt(string(value), 10, 64)
}

func putFact(tx *sql.Tx, name string, value []byte) error {
	_, err := tx.Exec(`INSERT INTO facts VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`, name, value)
	return err
}

func putFactNumber(tx *sql.Tx, name string, n int64) error {
	return putFact(tx, name, strconv.AppendInt(nil, n, 10))
}

func dropFact(tx *sql.Tx, name string) error {
	_, err := tx.Exec(`DELETE FROM facts WHERE name = ?`, name)
	return err
}

func ignoreNotFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	return err
}
