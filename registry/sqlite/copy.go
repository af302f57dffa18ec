package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Copy writes the database of one file into another, which must not be there yet, as it
// stands at one moment, while others go on writing. The copy is checked as a whole.
func Copy(ctx context.Context, from, to string) (err error) {
	source, err := sql.Open("sqlite3", dsn(from, "_txlock=deferred"))
	if err != nil {
		return fmt.Errorf("copy registry database: %w", err)
	}
	defer source.Close() //nolint:errcheck // it only reads
	if _, err := os.Lstat(to); err == nil {
		return fmt.Errorf("copy registry database: %w", os.ErrExist)
	}
	if _, err := source.ExecContext(ctx, `VACUUM INTO ?`, to); err != nil {
		return fmt.Errorf("copy registry database: %w", err)
	}
	if err := private(to); err != nil {
		return err
	}
	if err := check(ctx, to); err != nil {
		return fmt.Errorf("check the copy of the registry database: %w", err)
	}
	return Settle(to)
}

func check(ctx context.Context, path string) error {
	d, err := sql.Open("sqlite3", "file:"+filepath.ToSlash(path)+"?mode=ro")
	if err != nil {
		return err
	}
	defer d.Close() //nolint:errcheck // it only reads
	var word string
	if err := d.QueryRowContext(ctx, `PRAGMA integrity_check`).Scan(&word); err != nil {
		return err
	}
	if word != "ok" {
		return errors.New("it is damaged")
	}
	return nil
}

// Settle waits until a file, or a folder's entries, are on the disk.
func Settle(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("settle: %w", err)
	}
	return errors.Join(f.Sync(), f.Close())
}
