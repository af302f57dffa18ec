package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
)

// applicationID is "GRAI" in the file's header, so that file(1) and we know our own.
const applicationID = 0x47524149

//go:embed migrations/*.sql
var embedded embed.FS

// migration is one numbered step of the schema.
type migration struct {
	number int
	name   string
	sql    string
}

// migrations reads the steps of a folder named NNNN_title.sql, numbered 1, 2, 3 …
func migrations(fsys fs.FS) ([]migration, error) {
	names, err := fs.Glob(fsys, "migrations/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	slices.Sort(names)
	var out []migration
	for i, path := range names {
		name := strings.TrimPrefix(path, "migrations/")
		digits, _, _ := strings.Cut(name, "_")
		n, err := strconv.Atoi(digits)
		if err != nil || n != i+1 {
			return nil, fmt.Errorf("list migrations: %s is not number %d", name, i+1)
		}
		text, err := fs.ReadFile(fsys, path)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		out = append(out, migration{n, name, string(text)})
	}
	return out, nil
}

// schemaVersion answers the file's version, CodeDBNewer for one that steps don't
// reach, and CodeDBBroken for another program's database.
func schemaVersion(ctx context.Context, db *sql.DB, latest int) (int, error) {
	var app, version, tables int
	err := db.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id),
		(SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)`).Scan(&app, &version, &tables)
	switch {
	case err != nil:
		return 0, coded("read schema version", err)
	case app != applicationID && tables > 0:
		return 0, enrol.NewError(enrol.CodeDBBroken, "read schema version").With("what", "foreign")
	case version > latest:
		return 0, enrol.NewError(enrol.CodeDBNewer, "read schema version").
			With("schema", strconv.Itoa(version)).With("known", strconv.Itoa(latest))
	}
	return version, nil
}

// migrate brings the file from version to the last step, all of it or nothing.
func migrate(ctx context.Context, db *sql.DB, steps []migration, version int, at int64) error {
	return inTx(ctx, db, func(tx *sql.Tx) error {
		if _, err := tx.Exec(`CREATE TABLE IF NOT EXISTS migrations
			(number INTEGER PRIMARY KEY, name TEXT NOT NULL, at INTEGER NOT NULL) STRICT`); err != nil {
			return err
		}
		for _, step := range steps[version:] {
			if _, err := tx.Exec(step.sql); err != nil {
				return fmt.Errorf("migrate to %s: %w", step.name, err)
			}
			if _, err := tx.Exec(`INSERT INTO migrations VALUES (?, ?, ?)`, step.number, step.name, at); err != nil {
				return err
			}
		}
		_, err := tx.Exec(fmt.Sprintf("PRAGMA application_id=%d; PRAGMA user_version=%d", applicationID, len(steps)))
		return err
	})
}

// inTx runs f in one transaction; f's error undoes it.
func inTx(ctx context.Context, db *sql.DB, f func(tx *sql.Tx) error) error {
	err := attempt(ctx, db, f)
	var own *enrol.Error
	if err != nil && ctx.Err() != nil && !errors.As(err, &own) && codeOf(err) == enrol.CodeInternal {
		// database/sql has rolled it back behind our back, and says no more than that it is gone.
		return fmt.Errorf("%w: %w", err, ctx.Err())
	}
	return err
}

func attempt(ctx context.Context, db *sql.DB, f func(tx *sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback() // the first error is the one to tell
		return err
	}
	return tx.Commit()
}
