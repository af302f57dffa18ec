package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
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
		err = single(ctx, tmp)
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

// single makes a database whole in itself: without a log beside it, so that it can be
// read where nothing can be written. What a log beside it holds goes into it.
func single(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite3", "file:"+pathEscaper.Replace(path)+"?mode=rw&_synchronous=FULL")
	if err != nil {
		return err
	}
	defer closing(&err, db)
	var mode string
	if err := db.QueryRowContext(ctx, `PRAGMA journal_mode=DELETE`).Scan(&mode); err != nil {
		return err
	}
	if mode != "delete" {
		return fmt.Errorf("make one file: the journal is %s", mode)
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
	for _, ext := range []string{"-journal", "-wal"} { // of a copy of that name, which would be taken for this one's
		if err := removeIfThere(path + ext); err != nil {
			return err
		}
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
