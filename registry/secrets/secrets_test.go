package secrets

import (
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

var now = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func mustOpen(tb testing.TB, dir string) *Secrets {
	tb.Helper()
	s, err := Open(dir, now)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// TestInstancesShareThem: also those that start at the same moment on an empty folder.
func TestInstancesShareThem(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "secrets")
	all := make([]*Secrets, 4)
	var wg sync.WaitGroup
	for i := range all {
		wg.Go(func() { all[i] = mustOpen(t, dir) })
	}
	wg.Wait()
	sealed := all[0].Seal([]byte("043217"), "job-1")
	for _, s := range all {
		if s.KeyID != all[0].KeyID || s.Recipient() != all[0].Recipient() || s.CA.Fingerprint() != all[0].CA.Fingerprint() || s.MAC("p", "x") != all[0].MAC("p", "x") {
			t.Fatal("two instances have different secrets")
		}
		if b, err := s.Unseal(sealed, "job-1"); err != nil || string(b) != "043217" {
			t.Fatal("one can't read what the other sealed")
		}
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 4 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", f.Name(), info.Mode())
		}
	}
}

func TestSealBindsToItsRow(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	sealed := s.Seal([]byte("043217"), "job-1")
	if _, err := s.Unseal(sealed, "job-2"); err == nil {
		t.Error("opened in another row")
	}
	sealed[len(sealed)-1] ^= 1
	if _, err := s.Unseal(sealed, "job-1"); err == nil {
		t.Error("altered, and opened")
	}
	if _, err := mustOpen(t, t.TempDir()).Unseal(s.Seal(nil, "x"), "x"); err == nil {
		t.Error("opened with another registry's key")
	}
}

// TestMACKeepsPartsApart: no two lists of parts run together.
func TestMACKeepsPartsApart(t *testing.T) {
	s := mustOpen(t, t.TempDir())
	seen := map[string]bool{}
	for _, parts := range [][]string{{"a", "b"}, {"ab"}, {"", "ab"}, {"ab", ""}, {"a", "", "b"}} {
		seen[s.MAC("p", parts...)] = true
	}
	seen[s.MAC("q", "ab")] = true
	if len(seen) != 6 {
		t.Fatalf("%d different codes of 6", len(seen))
	}
}

func TestBrokenFiles(t *testing.T) {
	for _, name := range []string{"signing.key", "packet.key", "ca.pem", "pepper.key"} {
		dir := t.TempDir()
		mustOpen(t, dir)
		if err := os.WriteFile(filepath.Join(dir, name), []byte("geheim"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(dir, now); err == nil {
			t.Errorf("a broken %s is taken", name)
		}
	}
}

// TestRestoredKeysBecomePrivate: a backup may have come back with other modes.
func TestRestoredKeysBecomePrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "secrets")
	before := mustOpen(t, dir)
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 4 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, p := range files {
		if err := os.Chmod(p, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if after := mustOpen(t, dir); after.KeyID != before.KeyID {
		t.Error("another key")
	}
	if st, err := os.Stat(dir); err != nil || st.Mode().Perm() != 0o700 {
		t.Errorf("folder: %v, %v", st.Mode(), err)
	}
	for _, p := range files {
		if st, err := os.Stat(p); err != nil || st.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v, %v", filepath.Base(p), st.Mode(), err)
		}
	}
}
