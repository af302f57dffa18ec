package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"
)

// What a counter's window said when it ended without being asked lies in the data folder, for a
// support file: crashRaw is written by the runtime in its last moment, crashFile is the same
// after the next start, without what may be private.
const (
	crashRaw   = "crash.new"
	crashFile  = "crash.txt"
	crashBytes = 64 << 10 // that are kept, from the beginning: there the fault is named
)

// keepCrashes has the runtime write a crash of this process into the data folder, and keeps what
// is there of an earlier one. Only the process that has the database may ask for it.
func (p *program) keepCrashes(folder string) error {
	f, err := os.OpenFile(filepath.Join(folder, crashRaw), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("keep crashes: %w", err)
	}
	defer f.Close() // the runtime has a descriptor of its own
	if err := p.keepCrash(f, filepath.Join(folder, crashFile)); err != nil {
		return fmt.Errorf("keep last crash: %w", err)
	}
	if err := f.Truncate(0); err != nil {
		return fmt.Errorf("keep crashes: %w", err)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("keep crashes: %w", err)
	}
	return debug.SetCrashOutput(f, debug.CrashOptions{})
}

// keepCrash writes down what raw has, if anything. What functions were called with is left out:
// it may be part of what somebody typed.
func (p *program) keepCrash(raw *os.File, path string) error {
	about, err := raw.Stat()
	if err != nil || about.Size() == 0 {
		return err
	}
	said, err := io.ReadAll(io.LimitReader(raw, crashBytes))
	if err != nil {
		return err
	}
	said = arguments.ReplaceAll(said, []byte("\n"))
	return writeWhole(path, []byte(about.ModTime().Format(time.RFC3339)+"\n"+p.blot(string(said))))
}

// lastCrash is what was kept of the last crash, or why that can't be read; nil: nothing was.
func lastCrash(folder string) []byte {
	said, err := os.ReadFile(filepath.Join(folder, crashFile))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return []byte(err.Error() + "\n")
	}
	return said
}
