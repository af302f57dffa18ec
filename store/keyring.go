package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gerai-ikd/gerai/enrol"
)

// KeySource wraps the data key with something that the disk alone does not give.
type KeySource interface {
	// Kind names the way of wrapping: "file", "passphrase", "keyring", "tpm".
	Kind() string
	// Wrap makes the form of key that may be kept on the disk.
	Wrap(ctx context.Context, key []byte) ([]byte, error)
	// Unwrap is Wrap's way back; CodeKeyLocked where it can't be done.
	Unwrap(ctx context.Context, wrapped []byte) ([]byte, error)
}

// Forgetter is a KeySource that keeps something of its own for each wrapped form, which
// is to go when the form is used no more.
type Forgetter interface {
	Forget(ctx context.Context, wrapped []byte) error
}

const keyringFile = "gerai.key"

// keyring is the file beside the database that holds the data key, wrapped.
type keyring struct {
	Version int    `json:"version"`
	Kind    string `json:"kind"`
	Wrapped []byte `json:"wrapped"`
}

// KeyKind tells which kind of KeySource the data directory asks for; "" where it has
// no key yet.
func KeyKind(dir string) (string, error) {
	r, err := readKeyring(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return r.Kind, err
}

func readKeyring(dir string) (keyring, error) {
	var r keyring
	path := filepath.Join(dir, keyringFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return r, err
	}
	if err := os.Chmod(path, 0o600); err != nil { // a copy may have come with another mode
		return r, err
	}
	if err := json.Unmarshal(text, &r); err != nil || r.Version != 1 {
		return r, enrol.NewError(enrol.CodeKeyLocked, "read key file")
	}
	return r, nil
}

// loadKey answers the data key. Only for a new database one is made: an existing one
// whose key is gone must say so, not hide its data behind a fresh key.
func loadKey(ctx context.Context, dir string, src KeySource, fresh bool) ([]byte, error) {
	r, err := readKeyring(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist) && fresh:
		key := make([]byte, dataKeyBytes)
		_, _ = rand.Read(key) // never fails since Go 1.24
		return key, writeKeyring(ctx, dir, src, key)
	case errors.Is(err, fs.ErrNotExist):
		return nil, enrol.WrapError(enrol.CodeKeyLocked, "read key file", err)
	case err != nil:
		return nil, coded("read key file", err)
	case r.Kind != src.Kind():
		return nil, enrol.NewError(enrol.CodeKeyLocked, "unwrap data key").With("kind", r.Kind)
	}
	key, err := src.Unwrap(ctx, r.Wrapped)
	if err != nil {
		var e *enrol.Error
		if errors.As(err, &e) {
			return nil, err
		}
		return nil, enrol.WrapError(enrol.CodeKeyLocked, "unwrap data key", err)
	}
	return key, nil
}

// Rewrap hands the data key from one source to another, for instance from the key
// file to the TPM. The database itself is not touched; a running gerai is CodeDBInUse.
func Rewrap(ctx context.Context, dir string, from, to KeySource) (err error) {
	l, err := takeLock(filepath.Join(dir, lockFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.release()) }()
	key, err := loadKey(ctx, dir, from, false)
	if err != nil {
		return err
	}
	old, err := readKeyring(dir)
	if err != nil {
		return coded("read key file", err)
	}
	if err := writeKeyring(ctx, dir, to, key); err != nil {
		return err
	}
	if f, ok := from.(Forgetter); ok {
		_ = f.Forget(ctx, old.Wrapped) // what stays there opens nothing without the form that was replaced
	}
	return nil
}

func writeKeyring(ctx context.Context, dir string, src KeySource, key []byte) error {
	wrapped, err := src.Wrap(ctx, key)
	if err != nil {
		return fmt.Errorf("wrap data key: %w", err)
	}
	text, err := json.Marshal(keyring{Version: 1, Kind: src.Kind(), Wrapped: wrapped})
	if err != nil {
		return fmt.Errorf("write key file: %w", err)
	}
	return coded("write key file", writeDurably(filepath.Join(dir, keyringFile), text))
}

// writeDurably replaces a file so that a crash leaves the old or the new one.
func writeDurably(path string, text []byte) error {
	tmp, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = tmp.Write(text)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err != nil {
		return errors.Join(err, os.Remove(tmp.Name()))
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	return syncDir(filepath.Dir(path))
}

// syncDir makes a rename or a new file survive a power cut.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// KeyFile keeps the data key as it is, in a file that only its owner may read. It
// protects a copied database, not a stolen disk: the last resort, of which doctor warns.
type KeyFile struct{}

// Kind is "file".
func (KeyFile) Kind() string { return "file" }

// Wrap answers key itself.
func (KeyFile) Wrap(_ context.Context, key []byte) ([]byte, error) { return key, nil }

// Unwrap answers wrapped itself.
func (KeyFile) Unwrap(_ context.Context, wrapped []byte) ([]byte, error) { return wrapped, nil }
