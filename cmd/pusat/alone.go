package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// alone keeps a second pusat serve away from a folder whose database is a file: it would
// take back the mails that the first one is about to send. Other commands may work beside
// it. The lock ends with the process, however it ends. On PostgreSQL there is nothing to lock.
func (m *Main) alone() (io.Closer, error) {
	if dsn, err := m.Config.dsn(); err != nil || dsn != "" {
		return io.NopCloser(nil), err
	}
	if err := privateFolder(m.Config.Data); err != nil {
		return nil, fmt.Errorf("make data folder: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(m.Config.Data, "serve.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data folder: %w", err)
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if err == nil {
		return f, nil
	}
	_ = f.Close()
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, usageError("another pusat serve works in the folder %s: stop it first, or name another --data; several at once need PostgreSQL (--dsn)", m.Config.Data)
	}
	return nil, fmt.Errorf("lock the data folder: %w", err)
}
