package store

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// The log of a run that ended cleanly is laid out for the next one: empty, as long as it
// was, and with nothing of what was in it.
func TestLayLog(t *testing.T) {
	dir := t.TempDir()
	log := filepath.Join(dir, databaseFile+"-wal")
	s := MustOpen(t, dir)
	for i := range 5 {
		MustDecide(t, s, i)
	}
	size := s.logSize()
	must(t, s.Close())
	text, err := os.ReadFile(log)
	must(t, err)
	if int64(len(text)) != size || size == 0 || len(bytes.Trim(text, "\x00")) != 0 {
		t.Fatalf("the log has %d bytes, it had %d", len(text), size)
	}
	if info, err := os.Stat(log); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	s = MustOpen(t, dir)
	if s.Unclean() {
		t.Error("a clean end is called unclean")
	}
	MustDecide(t, s, 6)
	if s.logSize() != size {
		t.Errorf("the log grew from %d to %d bytes", size, s.logSize())
	}
	must(t, s.Check(t.Context()))
	// As a power cut leaves it: what was committed into the laid out log is there.
	copied := t.TempDir()
	for _, name := range []string{databaseFile, databaseFile + "-wal", keyringFile} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(copied, name), text, 0o600))
	}
	if n := bodies(t, MustOpen(t, copied)); n != 6 {
		t.Errorf("%d packets after the cut, want 6", n)
	}
}

// A log that somebody beside still has open is left alone, and what can't be written is
// not left half laid out.
func TestLayLogRefused(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "log")
	must(t, layLog(path, 0))
	if _, err := os.Stat(path); err == nil {
		t.Error("an empty log was laid out")
	}
	must(t, os.WriteFile(path, []byte("in use"), 0o600))
	must(t, layLog(path, 100))
	if text, err := os.ReadFile(path); err != nil || string(text) != "in use" {
		t.Errorf("%q, %v", text, err)
	}
	must(t, layLog(path+"-long", 4*logLaid))
	if info, err := os.Stat(path + "-long"); err != nil || info.Size() != logLaid {
		t.Errorf("%v, %v", info, err)
	}
	if layLog(filepath.Join(dir, "none", "log"), 100) == nil {
		t.Error("laid out where there is no folder")
	}
}
