package faults

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"syscall"
	"unsafe"
)

// roomy is the size of the counter's disk while it is not full.
const roomy = 512 << 20

// disk is the counter's, which can be filled in two ways: a small file system without room
// for what is written, and files that may not grow, which every user can have done to
// processes of their own. Where no small file system can be had the other way does for both.
type disk struct {
	dir   string
	small bool
}

// newDisk mounts a small file system on dir where that is allowed.
func newDisk(dir string) disk {
	d := disk{dir: dir}
	d.small = syscall.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprintf("size=%d", int64(roomy))) == nil
	return d
}

func (d disk) remove() {
	if d.small {
		_ = syscall.Unmount(d.dir, syscall.MNT_DETACH)
	}
}

// fill leaves so many bytes of the file system free. A counter may write between the look
// and the change, and less than is used the file system refuses to become.
func (d disk) fill(room int64) (err error) {
	for range 50 {
		var fs syscall.Statfs_t
		if err := syscall.Statfs(d.dir, &fs); err != nil {
			return err
		}
		if err = d.resize(int64(fs.Blocks-fs.Bfree)*fs.Bsize + room); !errors.Is(err, syscall.EINVAL) {
			return err
		}
		room += 4096
	}
	return err
}

func (d disk) unfill() error { return d.resize(roomy) }

func (d disk) resize(bytes int64) error {
	return syscall.Mount("tmpfs", d.dir, "tmpfs", syscall.MS_REMOUNT, fmt.Sprintf("size=%d", bytes))
}

// fileSize is RLIMIT_FSIZE (setrlimit(2)): writing beyond it answers EFBIG.
const fileSize = 1

// stint lets no file that a process writes grow beyond the journal's present size and room.
// It ends with the process.
func (d disk) stint(pid int, room int64) error {
	var size int64
	err := filepath.WalkDir(d.dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || filepath.Base(path) != "gerai.db-wal" {
			return nil //nolint:nilerr // what goes away meanwhile is not the journal
		}
		info, err := e.Info()
		if err == nil {
			size = info.Size()
		}
		return nil
	})
	if err != nil {
		return err
	}
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(fileSize, &limit); err != nil {
		return err
	}
	limit.Cur = min(limit.Max, uint64(size+room))
	_, _, errno := syscall.Syscall6(syscall.SYS_PRLIMIT64, uintptr(pid), fileSize, uintptr(unsafe.Pointer(&limit)), 0, 0, 0)
	if errno != 0 {
		return errno
	}
	return nil
}
