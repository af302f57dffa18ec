package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// DB is an open database. It is safe for concurrent use.
type DB struct {
	dialect  Dialect
	write    *sql.DB
	read     *sql.DB
	together together
	beside   []func() // that end what Beside began
}

// New wraps handles that are already open; both may be the same.
func New(d Dialect, write, read *sql.DB) *DB { return &DB{dialect: d, write: write, read: read} }

// Beside runs work, which looks after the engine, until Close. It is for whoever opens
// the database, before anybody else has it.
func (d *DB) Beside(work func(context.Context)) {
	ctx, stop := context.WithCancel(context.Background())
	var done sync.WaitGroup
	done.Go(func() { work(ctx) })
	d.beside = append(d.beside, func() { stop(); done.Wait() })
}

// Locks tells whether Lock makes anybody wait: an engine with one writer has no need to.
func (d *DB) Locks() bool { return d.dialect.LockKey != "" }

// Close ends what runs beside, and both pools.
func (d *DB) Close() error {
	for _, end := range d.beside {
		end()
	}
	err := d.write.Close()
	if d.read != d.write {
		err = errors.Join(err, d.read.Close())
	}
	return err
}

// Engine names the database in use: "sqlite" or "postgres".
func (d *DB) Engine() string { return d.dialect.Name }

// Ping answers whether the database can be worked with.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.write.PingContext(ctx); err != nil {
		return d.fault("reach the database", err)
	}
	return nil
}

// Tx is one transaction. It holds its context, as database/sql's does, and must not
// outlive the function that it was given to.
type Tx struct {
	ctx     context.Context
	tx      *sql.Tx
	conn    *sql.Conn // of tx; nil: statements go one by one
	dialect *Dialect
	posted  []Statement
	memo    memo
}

// tries is how often a transaction that lost a race runs again.
const tries = 5

// Update runs fn in a transaction that may write. It runs again from the start when
// the engine asks for it, so fn must not change anything outside before it returns. On an
// engine with one writer several may share a commit: fn may then run on the goroutine of
// another, and one that was begun is ended whatever becomes of ctx.
func (d *DB) Update(ctx context.Context, fn func(*Tx) error) error {
	if d.dialect.OneWriter {
		return d.updateTogether(ctx, fn)
	}
	return d.update(ctx, fn)
}

// update is Update in a transaction of its own.
func (d *DB) update(ctx context.Context, fn func(*Tx) error) error {
	for i := 1; ; i++ {
		err := d.run(ctx, d.write, nil, fn)
		if err == nil || d.dialect.Retry == nil || !d.dialect.Retry(err) || i == tries {
			return d.fault("write to the database", err)
		}
		select {
		case <-ctx.Done():
			return enrol.WrapError(enrol.CodeCancelled, "write to the database", ctx.Err())
		case <-time.After(time.Duration(i*i) * 2 * time.Millisecond):
		}
	}
}

// View runs fn in a transaction that only reads.
func (d *DB) View(ctx context.Context, fn func(*Tx) error) error {
	return d.fault("read the database", d.run(ctx, d.read, &sql.TxOptions{ReadOnly: true}, fn))
}

func (d *DB) run(ctx context.Context, pool *sql.DB, opts *sql.TxOptions, fn func(*Tx) error) error {
	err := d.attempt(ctx, pool, opts, fn)
	if err != nil && ctx.Err() != nil {
		// database/sql has rolled it back behind our back: what the driver then says of a
		// transaction or a connection that is gone tells less than why.
		return fmt.Errorf("%w: %w", err, ctx.Err())
	}
	return err
}

func (d *DB) attempt(ctx context.Context, pool *sql.DB, opts *sql.TxOptions, fn func(*Tx) error) error {
	tx, conn, end, err := d.begin(ctx, pool, opts)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer end()
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	t := &Tx{ctx: ctx, tx: tx, conn: conn, dialect: &d.dialect}
	if err := fn(t); err != nil {
		return err
	}
	if err := t.flush(); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// fault gives a driver's error a code; our own errors pass as they are.
func (d *DB) fault(op string, err error) error {
	var own *enrol.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return err
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return enrol.WrapError(enrol.CodeCancelled, op, err)
	case d.dialect.Full != nil && d.dialect.Full(err):
		return enrol.WrapError(enrol.CodeDiskFull, op, err)
	}
	return enrol.WrapError(enrol.CodeServer, op, err)
}

// Lock makes transactions that name the same key wait for each other until they end. It
// holds from the next statement on.
func (t *Tx) Lock(key string) error {
	if t.dialect.LockKey == "" {
		return nil // one writer at a time anyway
	}
	return t.post("lock", t.dialect.LockKey, key)
}

// TryLock is Lock that waits for nobody: false where another transaction has the key.
func (t *Tx) TryLock(key string) (bool, error) {
	if t.dialect.TryLock == "" {
		return true, nil // one writer at a time anyway
	}
	return one(t, "try lock", itself[bool], t.dialect.TryLock, key)
}
