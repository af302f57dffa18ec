// Package sqlite opens the registry's embedded database: one file, WAL, one writer
// handle and a pool of readers.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"runtime"
	"strings"

	"github.com/mattn/go-sqlite3"

	"github.com/gerai-ikd/gerai/registry/db"
)

// Open opens or creates the file at path. What was committed survives a power cut
// (synchronous=FULL).
func Open(path string) (*db.DB, error) {
	if err := private(path); err != nil {
		return nil, err
	}
	write, err := sql.Open("sqlite3", dsn(path, "_txlock=immediate"))
	if err != nil {
		return nil, fmt.Errorf("open registry database: %w", err)
	}
	write.SetMaxOpenConns(1)
	if _, err := write.Exec(fmt.Sprintf(`PRAGMA wal_autocheckpoint=%d`, walCeiling)); err != nil {
		return nil, errors.Join(fmt.Errorf("open registry database: %w", err), write.Close())
	}
	read, err := sql.Open("sqlite3", dsn(path, "_query_only=true"))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open registry database: %w", err), write.Close())
	}
	read.SetMaxOpenConns(1 + max(4, runtime.NumCPU())) // one folds the log
	d := db.New(dialect(), write, read)
	d.Beside(func(ctx context.Context) { fold(ctx, read) })
	return d, nil
}

// private makes the file, and one that was restored or made by somebody's copy, readable
// by its owner alone; SQLite gives a new file beside it the same mode. A file that can't
// be made private is not opened.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("open registry database: %w", err)
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("open registry database: %w", err)
	}
	for _, p := range []string{path, path + "-wal", path + "-shm", path + "-journal"} {
		st, err := os.Stat(p)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err == nil && st.Mode().Perm()&0o077 != 0 {
			err = os.Chmod(p, 0o600)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another instance's last look may have removed it
			return fmt.Errorf("make registry database private: %w", err)
		}
	}
	return nil
}

func dsn(path, extra string) string {
	u := url.URL{Scheme: "file", Opaque: url.PathEscape(path), RawQuery: "_journal_mode=WAL&_synchronous=FULL&_busy_timeout=10000&_foreign_keys=true&_stmt_cache_size=128&_cache_size=-16384&" + extra}
	u.Opaque = strings.ReplaceAll(u.Opaque, "%2F", "/")
	return u.String()
}

func dialect() db.Dialect {
	return db.Dialect{
		Name:      "sqlite",
		Bytes:     "BLOB",
		Identity:  "INTEGER PRIMARY KEY AUTOINCREMENT",
		OneWriter: true,
		Rebind:    func(q string) string { return strings.ReplaceAll(q, "$", "?") },
		Retry:     func(err error) bool { return is(err, sqlite3.ErrBusy) || is(err, sqlite3.ErrLocked) },
		Full:      func(err error) bool { return is(err, sqlite3.ErrFull) },
	}
}

func is(err error, code sqlite3.ErrNo) bool {
	var e sqlite3.Error
	return errors.As(err, &e) && e.Code == code
}
