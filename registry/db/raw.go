package db

import (
	"database/sql"
	"fmt"
	"io"
)

// Exec runs a statement as it is. It is for tests that have to break something.
func (t *Tx) Exec(q string, args ...any) error {
	_, err := t.exec("run statement", q, args...)
	return err
}

// Dump writes every row of the tables that hold secrets or persons, for the test that
// looks for what must not stand there.
func (t *Tx) Dump(w io.Writer) error {
	for _, table := range []string{"residents", "registrations", "accounts", "codes", "jobs", "sessions", "throttles", "staff", "enrol_codes", "offers", "contact_changes", "admins", "admin_sessions", "rosters", "roster_people"} {
		rows, err := t.tx.QueryContext(t.ctx, `SELECT * FROM `+table)
		if err != nil {
			return fmt.Errorf("dump %s: %w", table, err)
		}
		if err := dumpRows(w, rows); err != nil {
			return fmt.Errorf("dump %s: %w", table, err)
		}
	}
	return nil
}

func dumpRows(w io.Writer, rows *sql.Rows) error {
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return err
	}
	for rows.Next() {
		values := make([]any, len(names))
		into := make([]any, len(names))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return err
		}
		for _, v := range values {
			fmt.Fprintf(w, "'%s'\n", v)
		}
	}
	return rows.Err()
}
