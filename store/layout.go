package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// logLaid is the most of a write-ahead log that is laid out ahead, in bytes: what it grows
// to between two checkpoints.
const logLaid = 16 << 20

// logSize is the present length of the write-ahead log, 0 without one.
func (s *Store) logSize() int64 {
	info, err := os.Stat(filepath.Join(s.dir, databaseFile+"-wal"))
	if err != nil {
		return 0
	}
	return info.Size()
}

// layLog lays out the write-ahead log of the next run, as long as this run's was, where
// SQLite has removed its own: zeros, which it takes for an empty log. A commit that makes
// the log longer has the file system write down the new length as well before it is
// synced, and takes half as long again as one that writes over what is there. A log that
// somebody beside still has open stays as it is.
func layLog(path string, size int64) error {
	if size == 0 {
		return nil
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	zeros := make([]byte, min(size, 1<<20))
	for left := min(size, logLaid); left > 0 && err == nil; left -= int64(len(zeros)) {
		_, err = f.Write(zeros[:min(left, int64(len(zeros)))])
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path)) // the next run makes its own
	}
	return nil
}
