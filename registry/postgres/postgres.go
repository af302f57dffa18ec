// Package postgres opens the registry's central database for many outlets. Any number
// of instances may work on it at once.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/gerai-ikd/gerai/registry/db"
)

// Open prepares a pool for a connection string or URL, as libpq understands it
// (several hosts with target_session_attrs=read-write follow a promoted standby).
// Nothing is dialled yet: see db.DB.Ping.
func Open(dsn string) (*db.DB, error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errors.New("open registry database: the connection string can't be read") // the cause may hold the password
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 5 * time.Second
	}
	for k, v := range map[string]string{
		"application_name":                    "pusat",
		"statement_timeout":                   "30s",
		"idle_in_transaction_session_timeout": "30s",
	} {
		if _, set := cfg.RuntimeParams[k]; !set {
			cfg.RuntimeParams[k] = v
		}
	}
	pool := stdlib.OpenDB(*cfg)
	pool.SetMaxOpenConns(max(8, 4*runtime.NumCPU()))
	pool.SetMaxIdleConns(max(8, 4*runtime.NumCPU()))
	pool.SetConnMaxIdleTime(5 * time.Minute)
	return db.New(dialect(), pool, pool), nil
}

// pipeline sends statements in one message and reads their answers.
func pipeline(ctx context.Context, conn *sql.Conn, list []db.Statement) error {
	return conn.Raw(func(driver any) error {
		c, ok := driver.(*stdlib.Conn)
		if !ok {
			return fmt.Errorf("send statements: driver %T", driver)
		}
		var batch pgx.Batch
		for _, s := range list {
			batch.Queue(s.Query, s.Args...)
		}
		answers := c.Conn().SendBatch(ctx, &batch)
		for _, s := range list {
			if err := answer(answers, s); err != nil {
				return errors.Join(fmt.Errorf("%s: %w", s.Op, err), answers.Close())
			}
		}
		return answers.Close()
	})
}

// answer reads what became of one statement.
func answer(answers pgx.BatchResults, s db.Statement) error {
	if s.Into == nil {
		tag, err := answers.Exec()
		if s.Touched != nil {
			*s.Touched = tag.RowsAffected()
		}
		return err
	}
	rows, err := answers.Query()
	if err != nil {
		return err
	}
	err = s.Into(rows)
	rows.Close()
	if err == nil {
		err = rows.Err()
	}
	return err
}

func dialect() db.Dialect {
	return db.Dialect{
		Name:       "postgres",
		Bytes:      "BYTEA",
		Identity:   "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
		SkipLocked: " FOR UPDATE SKIP LOCKED",
		LockKey:    `SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`,
		TryLock:    `SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0))`,
		Retry:      func(err error) bool { return is(err, "40001", "40P01") },
		Full:       func(err error) bool { return is(err, "53100") },
		Pipeline:   pipeline,
		AfterInit: []string{ // sealed packets and pictures don't compress: don't try
			`ALTER TABLE evidence ALTER COLUMN body SET STORAGE EXTERNAL`,
			`ALTER TABLE residents ALTER COLUMN portrait SET STORAGE EXTERNAL`,
		},
	}
}

// is tells whether err carries one of the SQLSTATE codes.
func is(err error, states ...string) bool {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return false
	}
	for _, s := range states {
		if e.Code == s {
			return true
		}
	}
	return false
}
