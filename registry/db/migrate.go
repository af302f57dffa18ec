package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
)

//go:embed schema/*.sql
var schemas embed.FS

// Migrate brings the schema up to date: all that is pending and the record of it in
// one transaction. A schema of a newer version is refused with CodeDBNewer. It
// answers the version before and after.
func (d *DB) Migrate(ctx context.Context) (from, to int, err error) {
	steps, err := migrations()
	if err != nil {
		return 0, 0, err
	}
	err = d.Update(ctx, func(t *Tx) error {
		if err := t.Lock("migrate"); err != nil {
			return err
		}
		if from, err = t.version(); err != nil {
			return err
		}
		if from > len(steps) {
			return enrol.NewError(enrol.CodeDBNewer, "migrate").With("version", strconv.Itoa(from))
		}
		return t.migrate(steps, from)
	})
	return from, len(steps), err
}

// migrations answers the embedded steps; step i leads to version i+1.
func migrations() ([]string, error) {
	names, err := fs.Glob(schemas, "schema/*.sql")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	steps := make([]string, len(names))
	for i, name := range names {
		if !strings.HasPrefix(path.Base(name), fmt.Sprintf("%04d_", i+1)) {
			return nil, fmt.Errorf("migration %s is not number %d", name, i+1)
		}
		b, err := schemas.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read migration: %w", err)
		}
		steps[i] = string(b)
	}
	return steps, nil
}

func (t *Tx) version() (int, error) {
	const create = `CREATE TABLE IF NOT EXISTS schema_version (version BIGINT PRIMARY KEY)`
	if _, err := t.exec("create version table", create); err != nil {
		return 0, err
	}
	return one(t, "read version", itself[int], `SELECT COALESCE(MAX(version), 0) FROM schema_version`)
}

func (t *Tx) migrate(steps []string, from int) error {
	for i := from; i < len(steps); i++ {
		if _, err := t.tx.ExecContext(t.ctx, t.dialect.schema(steps[i])); err != nil {
			return fmt.Errorf("migrate to %d: %w", i+1, err)
		}
		if i == 0 {
			for _, s := range t.dialect.AfterInit {
				if _, err := t.exec("tune schema", s); err != nil {
					return err
				}
			}
		}
		if _, err := t.exec("record version", `INSERT INTO schema_version (version) VALUES ($1)`, i+1); err != nil {
			return err
		}
	}
	return nil
}
