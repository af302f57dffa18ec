package nospace_test

import (
	"fmt"
	"io/fs"
	"syscall"
	"testing"

	"github.com/gerai-ikd/gerai/internal/nospace"
)

func TestIs(t *testing.T) {
	for err, want := range map[error]bool{
		syscall.ENOSPC: true, syscall.EDQUOT: true, syscall.EFBIG: true,
		fmt.Errorf("write log: %w", &fs.PathError{Op: "write", Path: "log", Err: syscall.ENOSPC}): true,
		syscall.EIO: false, syscall.EROFS: false, fs.ErrPermission: false, nil: false,
	} {
		if got := nospace.Is(err); got != want {
			t.Errorf("%v: %v", err, got)
		}
	}
}
