package store

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"

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
	if err := flock(f); err != nil {
		_ = f.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, enrol.WrapError(enrol.CodeDBInUse, "lock database", err)
		}
		return nil, fmt.Errorf("lock database: %w", err)
	}
	return &lock{f}, nil
}

// lockPatience is how long a lock may still be held by one who is going: a child
// process that this one is just starting has its files for a moment too.
const lockPatience = 300 * time.Millisecond

func flock(f *os.File) error {
	for till := time.Now().Add(lockPatience); ; time.Sleep(10 * time.Millisecond) {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if !errors.Is(err, syscall.EWOULDBLOCK) || time.Now().After(till) {
			return err
		}
	}
}

func (l *lock) release() error { return l.file.Close() }
