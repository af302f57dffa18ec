package store

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/mattn/go-sqlite3"
)

// carriedFolder begins the name of a folder in the data directory that holds a copy of a
// foreign file for as long as it is read.
const carriedFolder = "carried-"

// carried is a database file that can be read: the one that was named or, where SQLite
// would have to write beside it and can't, as on a read-only stick, a copy of it.
type carried struct {
	path   string
	folder string // "": nothing was copied
}

// carry answers the file itself where it can be read, or is broken in some other way:
// that is for the caller to find.
func carry(ctx context.Context, dir, from string) (carried, error) {
	if !needsWriting(look(ctx, from)) {
		return carried{path: from}, nil
	}
	folder, err := os.MkdirTemp(dir, carriedFolder+"*")
	if err != nil {
		return carried{}, err
	}
	c := carried{path: filepath.Join(folder, databaseFile), folder: folder}
	for _, ext := range []string{"", "-wal", "-journal"} { // a copy without its log would be an older one
		err := copyBytes(ctx, from+ext, c.path+ext)
		if err != nil && (ext == "" || !errors.Is(err, os.ErrNotExist)) {
			return carried{}, errors.Join(err, c.Close())
		}
	}
	_ = single(ctx, c.path) // what is damaged in it is met by whoever reads it
	return c, nil
}

// Close drops the copy.
func (c carried) Close() error {
	if c.folder == "" {
		return nil
	}
	return os.RemoveAll(c.folder)
}

// look reads the least that there is.
func look(ctx context.Context, path string) (err error) {
	db, err := openPlain(path)
	if err != nil {
		return err
	}
	defer closing(&err, db)
	var n int
	return db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&n)
}

// needsWriting tells that SQLite could not set up its log's index, or undo what a cut
// left half written, beside the file.
func needsWriting(err error) bool {
	var se sqlite3.Error
	return errors.As(err, &se) && (se.Code == sqlite3.ErrCantOpen || se.Code == sqlite3.ErrReadonly)
}

func copyBytes(ctx context.Context, from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer closing(&err, in)
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer closing(&err, out)
	_, err = io.Copy(out, untilDone{ctx, in})
	return err
}

// untilDone reads until somebody wants to stop.
type untilDone struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (r untilDone) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
