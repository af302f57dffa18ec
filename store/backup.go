package store

import (
	"context"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"

	"github.com/gerai-ikd/gerai/enrol"
)

// backupPages is copied between two looks at the context: 8 MB.
const backupPages = 2048

// partial ends the name of a copy that is not whole yet.
const partial = ".part"

// OnlineBackup copies the database to path while work goes on. The copy is whole or
// not there, holds one moment, and is as encrypted as the original: it opens only with
// the same data key. Damage, which a copy is searched for, is CodeDBBroken; where
// the database has it too, nothing more is written to it.
func (s *Store) OnlineBackup(ctx context.Context, path string) error {
	err := backup(ctx, s.readers, path)
	if enrol.CodeOf(err) == enrol.CodeDBBroken && enrol.CodeOf(s.Check(ctx)) == enrol.CodeDBBroken { // not the copy alone
		s.checker.found(s)
	}
	return err
}

func backup(ctx context.Context, from *sql.DB, path string) error {
	tmp := path + partial
	err := errors.Join(os.RemoveAll(tmp), touch(tmp))
	if err == nil {
		err = copyDatabase(ctx, from, tmp)
	}
	if err == nil {
		err = checkCopy(ctx, tmp)
	}
	if err == nil {
		err = finishBackup(tmp, path)
	}
	if err != nil {
		return errors.Join(coded("back up database", err), os.RemoveAll(tmp))
	}
	return nil
}

// checkCopy refuses to call a copy of a damaged database a backup.
func checkCopy(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite3", "file:"+pathEscaper.Replace(path)+"?mode=ro&immutable=1")
	if err != nil {
		return err
	}
	defer closing(&err, db)
	return inTx(ctx, db, func(tx *sql.Tx) error { return integrityCheck(ctx, tx) })
}

func finishBackup(tmp, path string) error {
	f, err := os.OpenFile(tmp, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

func copyDatabase(ctx context.Context, from *sql.DB, path string) (err error) {
	to, err := sql.Open("sqlite3", "file:"+pathEscaper.Replace(path)+"?_journal_mode=OFF")
	if err != nil {
		return err
	}
	defer closing(&err, to)
	src, err := from.Conn(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, src)
	dst, err := to.Conn(ctx)
	if err != nil {
		return err
	}
	defer closing(&err, dst)
	return dst.Raw(func(d any) error {
		return src.Raw(func(s any) error { return copyPages(ctx, d.(*sqlite3.SQLiteConn), s.(*sqlite3.SQLiteConn)) })
	})
}

// closing closes at the end of a function without losing the error.
func closing(err *error, c io.Closer) { *err = errors.Join(*err, c.Close()) }

// copyPages holds one snapshot from the first page to the last, so that decisions
// taken meanwhile neither disturb the copy nor have to wait for it.
func copyPages(ctx context.Context, dst, src *sqlite3.SQLiteConn) (err error) {
	for _, stmt := range []string{"BEGIN DEFERRED", "SELECT 1 FROM sqlite_schema"} {
		if _, err := src.Exec(stmt, nil); err != nil {
			return err
		}
	}
	defer func() {
		_, end := src.Exec("ROLLBACK", nil)
		err = errors.Join(err, end)
	}()
	b, err := dst.Backup("main", src, "main")
	if err != nil {
		return err
	}
	for done := false; !done; {
		if err := ctx.Err(); err != nil {
			return errors.Join(err, b.Finish())
		}
		if done, err = b.Step(backupPages); err != nil {
			return errors.Join(err, b.Finish())
		}
	}
	return b.Finish()
}

// Restore puts a backup in the place of dir's database, which no gerai may have open
// (CodeDBInUse). The backup is checked first (CodeDBBroken); what is replaced is kept
// beside it and named in the answer, "" where there was nothing. Packets that were
// delivered after the backup are sent again: the registry knows them by their id. Cut
// at any moment it is undone or carried through by the next Open or Restore.
func Restore(ctx context.Context, dir, from string) (aside string, err error) {
	if err := checkFile(ctx, from); err != nil {
		return "", err
	}
	l, err := takeLock(filepath.Join(dir, lockFile))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, l.release()) }()
	if err := finishReplacement(dir); err != nil {
		return "", coded("finish replacing the database", err)
	}
	if err := copyFile(ctx, from, filepath.Join(dir, freshFile)); err != nil {
		return "", err
	}
	aside, err = replace(dir, replacement{Fresh: true})
	return aside, coded("restore database", err)
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
	l, err := takeLock(filepath.Join(dir, lockFile))
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, l.release()) }()
	if err := finishReplacement(dir); err != nil {
		return "", coded("finish replacing the database", err)
	}
	if _, err := os.Lstat(filepath.Join(dir, databaseFile)); err != nil {
		return "", coded("set database aside", err)
	}
	aside, err = replace(dir, replacement{Key: true}) // that the key is gone may be why we are here
	return aside, coded("set database aside", err)
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
