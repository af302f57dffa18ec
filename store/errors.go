package store

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"

	"github.com/mattn/go-sqlite3"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/nospace"
)

// coded gives a driver's error the code that staff can act on. Errors that have one
// already pass; nil stays nil.
func coded(op string, err error) error {
	if err == nil {
		return nil
	}
	var e *enrol.Error
	if errors.As(err, &e) {
		return err
	}
	return enrol.WrapError(codeOf(err), op, err)
}

func codeOf(err error) enrol.Code {
	switch {
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return enrol.CodeCancelled
	case nospace.Is(err):
		return enrol.CodeDiskFull
	case errors.Is(err, sql.ErrNoRows), errors.Is(err, fs.ErrNotExist):
		return enrol.CodeNotFound
	}
	var se sqlite3.Error
	if !errors.As(err, &se) {
		return enrol.CodeInternal
	}
	switch {
	case se.Code == sqlite3.ErrFull, nospace.Is(se.SystemErrno):
		return enrol.CodeDiskFull
	case se.Code == sqlite3.ErrCorrupt, se.Code == sqlite3.ErrNotADB:
		return enrol.CodeDBBroken
	case se.Code == sqlite3.ErrBusy, se.Code == sqlite3.ErrLocked:
		return enrol.CodeDBInUse
	case se.Code == sqlite3.ErrInterrupt:
		return enrol.CodeCancelled
	}
	return enrol.CodeInternal
}
