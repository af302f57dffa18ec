package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
)

// Statement is one of several that an engine gets in one message, with what it is for.
type Statement struct {
	Op, Query string
	Args      []any
	Into      func(Rows) error // takes the rows that it answers; nil: it answers none
	Touched   *int64           // how many rows it changed; nil: nobody asks
}

// Rows is what a statement answers, as database/sql's rows are read.
type Rows interface {
	Next() bool
	Scan(dest ...any) error
	Err() error
}

// post runs a statement later, whose outcome nobody looks at: before the next that
// somebody does look at, and before the end of the transaction at the latest. An engine
// on another machine then gets many of them in one message.
//
// Its error is nil; it has one so that methods can tell their callers that the statement
// may still fail the transaction.
func (t *Tx) post(op, q string, args ...any) error {
	t.posted = append(t.posted, Statement{Op: op, Query: t.dialect.rebind(q), Args: args})
	return nil
}

// send runs a statement now, in one message with what was posted before it. Only an engine
// with a Pipeline is asked so.
func (t *Tx) send(s Statement) error {
	list := append(t.posted, s)
	t.posted = nil
	return t.dialect.Pipeline(t.ctx, t.conn, list)
}

// flush runs what was posted, in order. The error of a statement carries its own name.
func (t *Tx) flush() error {
	if len(t.posted) == 0 {
		return nil
	}
	list := t.posted
	t.posted = nil
	if t.conn != nil {
		return t.dialect.Pipeline(t.ctx, t.conn, list)
	}
	for _, s := range list { // none answers rows: see Ahead
		if _, err := t.tx.ExecContext(t.ctx, s.Query, s.Args...); err != nil {
			return fmt.Errorf("%s: %w", s.Op, err)
		}
	}
	return nil
}

// begin answers the transaction and, for an engine that takes many statements at once,
// the connection that it is on; end gives that back.
func (d *DB) begin(ctx context.Context, pool *sql.DB, opts *sql.TxOptions) (tx *sql.Tx, conn *sql.Conn, end func(), err error) {
	if d.dialect.Pipeline == nil {
		tx, err = pool.BeginTx(ctx, opts)
		return tx, nil, func() {}, err
	}
	for range tries { // a connection that broke while it was idle is not ours to report
		if conn, err = pool.Conn(ctx); err != nil {
			return nil, nil, nil, err
		}
		if tx, err = conn.BeginTx(ctx, opts); err == nil {
			return tx, conn, func() { _ = conn.Close() }, nil
		}
		_ = conn.Close()
		if !errors.Is(err, driver.ErrBadConn) {
			break
		}
	}
	return nil, nil, nil, err
}
