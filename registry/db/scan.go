package db

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// exec runs a statement and answers how many rows it touched.
func (t *Tx) exec(op, q string, args ...any) (int64, error) {
	if t.conn != nil {
		var n int64
		err := t.send(Statement{Op: op, Query: t.dialect.rebind(q), Args: args, Touched: &n})
		return n, err
	}
	if err := t.flush(); err != nil {
		return 0, err
	}
	res, err := t.tx.ExecContext(t.ctx, t.dialect.rebind(q), args...)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", op, err)
	}
	return res.RowsAffected()
}

// did tells whether a statement touched any row.
func (t *Tx) did(op, q string, args ...any) (bool, error) {
	n, err := t.exec(op, q, args...)
	return n > 0, err
}

// need is did for a row that has to be there; CodeNotFound where it is not.
func (t *Tx) need(op, q string, args ...any) error {
	ok, err := t.did(op, q, args...)
	if err == nil && !ok {
		return enrol.NewError(enrol.CodeNotFound, op)
	}
	return err
}

// one reads a single row into the fields that dest answers; CodeNotFound where there
// is none.
func one[T any](t *Tx, op string, dest func(*T) []any, q string, args ...any) (T, error) {
	var v T
	found := false
	err := t.query(op, q, args, func(rows Rows) error {
		if found = rows.Next(); !found {
			return rows.Err()
		}
		return rows.Scan(dest(&v)...)
	})
	if err == nil && !found {
		err = enrol.NewError(enrol.CodeNotFound, op)
	}
	return v, err
}

// many reads rows.
func many[T any](t *Tx, op string, dest func(*T) []any, q string, args ...any) ([]T, error) {
	var out []T
	if err := t.query(op, q, args, collect(&out, dest)); err != nil {
		return nil, err
	}
	return out, nil
}

// collect appends every row to a list.
func collect[T any](out *[]T, dest func(*T) []any) func(Rows) error {
	return func(rows Rows) error {
		for rows.Next() {
			var v T
			if err := rows.Scan(dest(&v)...); err != nil {
				return err
			}
			*out = append(*out, v)
		}
		return rows.Err()
	}
}

// query hands the rows of a statement to into.
func (t *Tx) query(op, q string, args []any, into func(Rows) error) error {
	if t.conn != nil {
		return t.send(Statement{Op: op, Query: t.dialect.rebind(q), Args: args, Into: into})
	}
	if err := t.flush(); err != nil {
		return err
	}
	rows, err := t.tx.QueryContext(t.ctx, t.dialect.rebind(q), args...)
	if err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	defer rows.Close()
	if err := into(rows); err != nil {
		return fmt.Errorf("%s: %w", op, err)
	}
	return nil
}

// itself is dest for a single column.
func itself[T any](v *T) []any { return []any{v} }

// unix is how a time is stored.
func unix(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// stamp reads what unix wrote.
type stamp struct{ t *time.Time }

// Scan implements sql.Scanner.
func (s stamp) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("time stored as %T", src)
	}
	*s.t = time.Time{}
	if n != 0 {
		*s.t = time.UnixMicro(n).UTC()
	}
	return nil
}

// object stores a value as JSON text.
type object struct{ v any }

// Value implements driver.Valuer.
func (o object) Value() (driver.Value, error) {
	b, err := json.Marshal(o.v)
	return string(b), err
}

// Scan implements sql.Scanner.
func (o object) Scan(src any) error {
	switch s := src.(type) {
	case string:
		return json.Unmarshal([]byte(s), o.v)
	case []byte:
		return json.Unmarshal(s, o.v)
	}
	return fmt.Errorf("object stored as %T", src)
}

// flag stores a boolean as 0 or 1, which both engines hold.
type flag struct{ b *bool }

// Scan implements sql.Scanner.
func (f flag) Scan(src any) error {
	n, ok := src.(int64)
	if !ok {
		return fmt.Errorf("flag stored as %T", src)
	}
	*f.b = n != 0
	return nil
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// day stores a calendar date as text, so that no time zone can move it.
type day struct{ t *time.Time }

// Scan implements sql.Scanner.
func (d day) Scan(src any) error {
	s, ok := src.(string)
	if b, isBytes := src.([]byte); isBytes {
		s, ok = string(b), true
	}
	if !ok {
		return fmt.Errorf("date stored as %T", src)
	}
	*d.t = time.Time{}
	if s == "" {
		return nil
	}
	t, err := time.Parse(time.DateOnly, s)
	*d.t = t
	return err
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

// moment reads an RFC 3339 time with its zone: an outlet's midnight stays one.
type moment struct{ t *time.Time }

// Scan implements sql.Scanner.
func (m moment) Scan(src any) error {
	s, ok := src.(string)
	if !ok {
		return fmt.Errorf("time stored as %T", src)
	}
	*m.t = time.Time{}
	if s == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339, s)
	*m.t = t
	return err
}
