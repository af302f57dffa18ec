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
// without what may be private. A kiosk's parent makes it as soon as the window's process has
// died. Without one nobody is left to do so before the next start: what the runtime says
// could otherwise only go to a second process that did nothing but wait for it.
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
	kept := p.takeCrash(f, folder)
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("keep crashes: %w", err)
	}
	return errors.Join(kept, debug.SetCrashOutput(f, debug.CrashOptions{}))
}

// keepLast keeps what a process said that has died, and answers nil where it said nothing.
// The file stays, empty: another process may have begun to write its own there.
func (p *program) keepLast(folder string) error {
	f, err := os.OpenFile(filepath.Join(folder, crashRaw), os.O_RDWR, 0)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("keep last crash: %w", err)
	}
	defer f.Close()
	return p.takeCrash(f, folder)
}

// takeCrash keeps what raw has and empties it, also where it can't be kept: on a full disk
// the report is lost, and what may be private in it does not lie there until there is room.
func (p *program) takeCrash(raw *os.File, folder string) error {
	err := errors.Join(p.keepCrash(raw, filepath.Join(folder, crashFile)), raw.Truncate(0))
	if err != nil {
		return fmt.Errorf("keep last crash: %w", err)
	}
	return nil
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
