package store

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/gerai-ikd/gerai/enrol"
)

// lock holds the data directory for one process. The kernel lets go of it when the
// process ends, however it ends.
type lock struct{ file *os.File }

// takeLock answers CodeDBInUse where another process holds path.
func takeLock(path string) (*lock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, coded("open lock file", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, enrol.WrapError(enrol.CodeDBInUse, "lock database", err)
		}
		return nil, fmt.Errorf("lock database: %w", err)
	}
	return &lock{f}, nil
}

func (l *lock) release() error { return l.file.Close() }
