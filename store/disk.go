package store

import (
	"math"
	"syscall"
)

// FreeDisk answers how many bytes this user may still write where the database is.
func (s *Store) FreeDisk() (int64, error) {
	var fs syscall.Statfs_t
	if err := syscall.Statfs(s.dir, &fs); err != nil {
		return 0, coded("read free disk", err)
	}
	free := fs.Bavail * uint64(fs.Bsize)
	return int64(min(free, math.MaxInt64)), nil
}
