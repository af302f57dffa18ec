package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/sqlite"
)

// databaseFile is the embedded database within the data folder; keysFolder are the keys.
const (
	databaseFile = "pusat.db"
	keysFolder   = "secrets"
)

// backup writes a new folder that can stand in for the data folder, while others serve from
// that one. It gets its name when it is whole. A PostgreSQL is backed up by its own tools, and
// the folder then holds the keys alone.
func (m *Main) backup(ctx context.Context) error {
	if len(m.args) != 1 {
		return usageError("backup needs the name of one new folder")
	}
	to := filepath.Clean(m.args[0])
	if _, err := os.Lstat(to); err == nil {
		return usageError("%s is there already: a backup is a new folder", to)
	}
	if _, err := m.service(ctx, nil); err != nil { // keys that were never made are none to keep
		return err
	}
	part := to + ".part"
	if err := os.Mkdir(part, 0o700); err != nil {
		return fmt.Errorf("make the backup's folder: %w", err)
	}
	if err := m.fillBackup(ctx, part); err != nil {
		return errors.Join(err, os.RemoveAll(part))
	}
	if err := os.Rename(part, to); err != nil {
		return fmt.Errorf("name the backup: %w", err)
	}
	if err := registry.RecordDeed(ctx, m.db, m.Clock(), m.who(), "backup", m.db.Engine(), ""); err != nil {
		return err
	}
	fmt.Fprintln(m.Stdout, to)
	if m.db.Engine() != "sqlite" {
		fmt.Fprintln(m.Stdout, "the folder holds the keys alone: the database is PostgreSQL's own to back up (pg_dump -Fc; see docs/BACKUP.md)")
	}
	return sqlite.Settle(filepath.Dir(to))
}

func (m *Main) fillBackup(ctx context.Context, to string) error {
	if m.db.Engine() == "sqlite" {
		if err := sqlite.Copy(ctx, filepath.Join(m.Config.Data, databaseFile), filepath.Join(to, databaseFile)); err != nil {
			return err
		}
	}
	if err := copyKeys(filepath.Join(m.Config.Data, keysFolder), filepath.Join(to, keysFolder)); err != nil {
		return fmt.Errorf("copy the keys: %w", err)
	}
	return sqlite.Settle(to)
}

func copyKeys(from, to string) error {
	list, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	if err := os.Mkdir(to, 0o700); err != nil {
		return err
	}
	for _, f := range list {
		if !f.Type().IsRegular() {
			continue
		}
		data, err := os.ReadFile(filepath.Join(from, f.Name()))
		if err != nil {
			return err
		}
		path := filepath.Join(to, f.Name())
		if err := os.WriteFile(path, data, 0o600); err != nil {
			return err
		}
		if err := sqlite.Settle(path); err != nil {
			return err
		}
	}
	return sqlite.Settle(to)
}
