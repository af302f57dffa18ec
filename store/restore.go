package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"

	"github.com/gerai-ikd/gerai/enrol"
)

// Restore puts a backup in the place of dir's database, which no gerai may have open
// (CodeDBInUse). The backup is checked first (CodeDBBroken); what is replaced is kept
// beside it and named in the answer, "" where there was nothing. Packets that were
// delivered after the backup are sent again: the registry knows them by their id. Cases that
// Tidy has renewed in the backup are there with their decision, while the backup's chain,
// which Tidy leaves alone, ends before it: the next shift's sheet names those of them that
// fall into it as unrecorded or lost. Cut
// at any moment it is undone or carried through by the next Open or Restore. The backup
// may lie where nothing can be written.
func Restore(ctx context.Context, dir, from string) (aside string, err error) {
	source, err := carry(ctx, dir, from)
	if err != nil {
		return "", coded("open backup", err)
	}
	defer closing(&err, source)
	if err := checkFile(ctx, source.path); err != nil {
		return "", err
	}
	err = alone(dir, func() error {
		if err := copyFile(ctx, source.path, filepath.Join(dir, freshFile)); err != nil {
			return err
		}
		aside, err = replace(dir, replacement{Fresh: true})
		return coded("restore database", err)
	})
	return aside, err
}

// alone does f where no counter works on the database, and after what a replacement that
// was cut off left to do.
func alone(dir string, f func() error) (err error) {
	l, err := takeLock(filepath.Join(dir, lockFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.release()) }()
	if err := finishReplacement(dir); err != nil {
		return coded("finish replacing the database", err)
	}
	return f()
}

// KeyOpens tells whether dir's data key, had from keys, opens a backup: CodeKeyLocked, with
// the detail "what", where it is another PC's ("other key") or where dir has no key ("no key").
// Restored it would keep the counter from starting.
func KeyOpens(ctx context.Context, dir, from string, keys KeySource) error {
	if kind, err := KeyKind(dir); err != nil || kind == "" {
		return errors.Join(err, enrol.NewError(enrol.CodeKeyLocked, "check backup's key").With("what", "no key"))
	}
	key, err := loadKey(ctx, dir, keys, false)
	if err != nil {
		return err
	}
	box, err := newBox(key)
	if err != nil {
		return err
	}
	source, err := carry(ctx, dir, from)
	if err != nil {
		return coded("open backup", err)
	}
	defer closing(&err, source)
	if err := checkFile(ctx, source.path); err != nil {
		return err
	}
	db, err := openPlain(source.path)
	if err != nil {
		return coded("open backup", err)
	}
	defer closing(&err, db)
	return coded("check backup's key", inTx(ctx, db, (&Store{box: box}).checkKey))
}

// replace answers where what was replaced lies, "" where there was nothing.
func replace(dir string, r replacement) (aside string, err error) {
	chosen, err := newReplacement(dir)
	if err != nil {
		return "", err
	}
	r.Aside = chosen.Aside
	if _, err := os.Lstat(filepath.Join(dir, databaseFile)); err == nil {
		aside = filepath.Join(dir, r.Aside)
	}
	return aside, r.run(dir)
}

// SetAside puts a database and its key file out of the way, so that Open makes new
// ones: the way out where the data key is gone for good (a cleared TPM, a forgotten
// passphrase). Packets that wait in it are sealed to the registry, not to this PC:
// Salvage brings them over from the answered path.
func SetAside(dir string) (aside string, err error) {
	err = alone(dir, func() error {
		if _, err := os.Lstat(filepath.Join(dir, databaseFile)); err != nil {
			return coded("set database aside", err)
		}
		aside, err = replace(dir, replacement{Key: true}) // that the key is gone may be why we are here
		return coded("set database aside", err)
	})
	return aside, err
}

func copyFile(ctx context.Context, from, to string) (err error) {
	db, err := openPlain(from)
	if err != nil {
		return coded("open backup", err)
	}
	defer closing(&err, db)
	return backup(ctx, db, to)
}

func openPlain(path string) (*sql.DB, error) {
	if _, err := os.Stat(path); err != nil {
		return nil, err
	}
	return sql.Open("sqlite3", "file:"+pathEscaper.Replace(path)+"?mode=ro")
}

// checkFile tells whether a file is a whole database of ours.
func checkFile(ctx context.Context, path string) (err error) {
	db, err := openPlain(path)
	if err != nil {
		return coded("open backup", err)
	}
	defer closing(&err, db)
	steps, err := migrations(embedded)
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, db, len(steps))
	if err == nil && version == 0 {
		err = enrol.NewError(enrol.CodeDBBroken, "check backup").With("what", "empty")
	}
	if err != nil {
		return err
	}
	return coded("check backup", inTx(ctx, db, func(tx *sql.Tx) error { return integrityCheck(ctx, tx) }))
}
