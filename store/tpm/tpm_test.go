package tpm

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-tpm/tpm2/transport"
	"github.com/google/go-tpm/tpm2/transport/linuxudstpm"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// MustChip starts a software TPM with a seed of its own.
func MustChip(t *testing.T) Source {
	t.Helper()
	program, err := exec.LookPath("swtpm")
	if err != nil {
		t.Skip("SWTPM IS NOT INSTALLED: the TPM key source is not tested (Debian package swtpm)")
	}
	dir, err := os.MkdirTemp("", "tpm") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(dir, "s")
	cmd := exec.Command(program, "socket", "--tpm2", "--tpmstate", "dir="+dir,
		"--server", "type=unixio,path="+socket, "--flags", "not-need-init,startup-clear")
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // it ends in no other way
		_ = cmd.Wait()
		_ = os.RemoveAll(dir)
	})
	src := Source{Open: func() (transport.TPMCloser, error) { return linuxudstpm.Open(socket) }}
	for deadline := time.Now().Add(time.Minute); src.Available() != nil; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("software TPM does not answer: %v", src.Available())
		}
	}
	return src
}

func wantLocked(t *testing.T, err error) {
	t.Helper()
	if enrol.CodeOf(err) != enrol.CodeKeyLocked {
		t.Fatalf("error %v, want %s", err, enrol.CodeKeyLocked)
	}
}

func TestWrap(t *testing.T) {
	chip, other := MustChip(t), MustChip(t)
	key := bytes.Repeat([]byte{0x5E, 0xC7}, 16)
	wrapped, err := chip.Wrap(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(wrapped, key[:8]) {
		t.Error("the wrapped form shows the key")
	}
	for range 5 { // each use frees what it made in the chip
		got, err := chip.Unwrap(t.Context(), wrapped)
		if err != nil || !bytes.Equal(got, key) {
			t.Fatalf("own chip: %v, same key %v", err, bytes.Equal(got, key))
		}
	}
	_, err = other.Unwrap(t.Context(), wrapped)
	wantLocked(t, err)
	for _, form := range []string{"", "{}", `{"public":"AAA=","private":"AAA="}`} {
		_, err = chip.Unwrap(t.Context(), []byte(form))
		wantLocked(t, err)
	}
	_, err = Device(filepath.Join(t.TempDir(), "none")).Wrap(t.Context(), key)
	wantLocked(t, err)
}

// A database moves from the key file to the chip, and then opens only there.
func TestStore(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	chip, other := MustChip(t), MustChip(t)
	s, err := store.Open(ctx, store.Options{Dir: dir})
	if err == nil {
		err = s.Put(ctx, "name", []byte("secret"))
	}
	if err == nil {
		err = s.Close()
	}
	if err == nil {
		err = store.Rewrap(ctx, dir, store.KeyFile{}, chip)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range []store.KeySource{other, store.KeyFile{}} {
		_, err = store.Open(ctx, store.Options{Dir: dir, Keys: src})
		wantLocked(t, err)
	}
	s, err = store.Open(ctx, store.Options{Dir: dir, Keys: chip})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if got, err := s.Get(ctx, "name"); err != nil || string(got) != "secret" {
		t.Errorf("secret %q, %v", got, err)
	}
}
