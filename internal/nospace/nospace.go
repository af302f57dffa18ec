// Package nospace tells a full disk from other faults of a file, in one way for all rooms that write.
package nospace

import (
	"errors"
	"syscall"
)

// Is tells whether a file could not grow: the disk has no room, this user may have no more of it, or the
// file system takes none so large (errno(3)).
func Is(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG)
}
