// Package secretservice wraps the store's data key with the desktop's keyring: GNOME
// Keyring, KWallet, KeePassXC or whatever else speaks the Secret Service API of
// freedesktop.org (draft 0.2) on the session bus. The keyring is opened by the log-in
// of the PC's user, so that a disk that is taken out, or a PC that is switched off,
// gives nothing without that password.
//
// A key of its own lies in the keyring, and wraps the data key: the file on the disk
// and the keyring are of no use without each other.
package secretservice

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/gerai-ikd/gerai/enrol"
)

// Source wraps with a keyring. It is a store.KeySource. Its errors are CodeKeyLocked
// with the detail "keyring": why it can't be had, one of Whys.
type Source struct {
	// Address is that of the bus, as D-Bus writes it; "" means there is none.
	Address string
	// Patience is how long somebody may take to unlock the keyring when it asks; 0:
	// two minutes.
	Patience time.Duration
}

// Whys are the values of the detail "keyring".
var Whys = []string{WhyNoBus, WhyNoService, WhyNoKeyring, WhyLocked, WhyGone, WhyOther}

// Why a keyring can't be had.
const (
	WhyNoBus     = "no-bus"     // nobody is logged in to a desktop
	WhyNoService = "no-service" // the desktop has no keyring, or it does not answer
	WhyNoKeyring = "no-keyring" // there is none that things are put into
	WhyLocked    = "locked"     // and nobody unlocked it
	WhyGone      = "gone"       // the key was taken out of it, or it is another user's
	WhyOther     = "other-key"  // what lies there is not the key that wrapped this
)

// Session is the keyring of who is logged in, as env (os.Getenv) tells. A bus is never
// started for it.
func Session(env func(string) string) Source {
	address := env("DBUS_SESSION_BUS_ADDRESS")
	if run := env("XDG_RUNTIME_DIR"); address == "" && run != "" {
		socket := filepath.Join(run, "bus")
		if _, err := os.Stat(socket); err == nil {
			address = "unix:path=" + dbus.EscapeBusAddressValue(socket)
		}
	}
	if !strings.Contains(address, "unix:") && !strings.Contains(address, "tcp:") {
		address = "" // "autolaunch:" and "disabled:"
	}
	return Source{Address: address}
}

// form is the wrapped form.
type form struct {
	Item   string `json:"item"` // of the keyring, by the attribute that names it
	Nonce  []byte `json:"nonce"`
	Sealed []byte `json:"sealed"`
}

// Kind is "keyring".
func (Source) Kind() string { return "keyring" }

// brief is how long a keyring may take that asks nobody.
const brief = 3 * time.Second

// Available tells whether there is a keyring that is unlocked. It asks nobody for
// anything; the error says why not.
func (s Source) Available() error {
	ctx, cancel := context.WithTimeout(context.Background(), brief)
	defer cancel()
	return s.with(ctx, func(b *bus) error {
		keyring, err := b.standard(ctx)
		if err != nil {
			return err
		}
		return b.unlocked(ctx, keyring)
	})
}

// Wrap puts a new key into the keyring and wraps key with it.
func (s Source) Wrap(ctx context.Context, key []byte) ([]byte, error) {
	id, kek, nonce := make([]byte, 16), make([]byte, chacha20poly1305.KeySize), make([]byte, chacha20poly1305.NonceSizeX)
	for _, b := range [][]byte{id, kek, nonce} {
		_, _ = rand.Read(b) // never fails since Go 1.24
	}
	f := form{Item: hex.EncodeToString(id), Nonce: nonce}
	ctx, cancel := s.patiently(ctx)
	defer cancel()
	err := s.with(ctx, func(b *bus) error {
		keyring, err := b.standard(ctx)
		if err == nil {
			err = b.unlock(ctx, keyring)
		}
		if err != nil {
			return err
		}
		return b.put(ctx, keyring, f.Item, kek)
	})
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(kek)
	if err != nil {
		return nil, locked(WhyOther, err)
	}
	f.Sealed = aead.Seal(nil, f.Nonce, key, []byte(f.Item))
	return json.Marshal(f)
}

// Unwrap fetches the key from the keyring. A keyring that is locked asks the person in
// front of it for the password.
func (s Source) Unwrap(ctx context.Context, wrapped []byte) ([]byte, error) {
	f, err := read(wrapped)
	if err != nil {
		return nil, err
	}
	var kek []byte
	ctx, cancel := s.patiently(ctx)
	defer cancel()
	err = s.with(ctx, func(b *bus) error {
		item, err := b.find(ctx, f.Item)
		if err == nil {
			err = b.unlock(ctx, item)
		}
		if err == nil {
			kek, err = b.secret(ctx, item)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(kek)
	if err != nil {
		return nil, locked(WhyOther, err)
	}
	key, err := aead.Open(nil, f.Nonce, f.Sealed, []byte(f.Item))
	if err != nil {
		return nil, locked(WhyOther, nil)
	}
	return key, nil
}

// Forget takes the key out of the keyring that an earlier Wrap put there. That it was
// gone already is no error.
func (s Source) Forget(ctx context.Context, wrapped []byte) error {
	f, err := read(wrapped)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, brief)
	defer cancel()
	return s.with(ctx, func(b *bus) error {
		item, err := b.find(ctx, f.Item)
		if why(err) == WhyGone {
			return nil
		}
		if err != nil {
			return err
		}
		return b.remove(ctx, item)
	})
}

func read(wrapped []byte) (form, error) {
	var f form
	if err := json.Unmarshal(wrapped, &f); err != nil || f.Item == "" || len(f.Nonce) != chacha20poly1305.NonceSizeX {
		return form{}, locked(WhyOther, errors.New("unknown form"))
	}
	return f, nil
}

func (s Source) patiently(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.Patience <= 0 {
		s.Patience = 2 * time.Minute
	}
	return context.WithTimeout(ctx, s.Patience)
}

// with connects for one piece of work.
func (s Source) with(ctx context.Context, f func(*bus) error) error {
	if s.Address == "" {
		return locked(WhyNoBus, nil)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the connection
	conn, err := dbus.Connect(s.Address, dbus.WithContext(ctx))
	if err != nil {
		return locked(WhyNoBus, err)
	}
	defer func() { _ = conn.Close() }() // what it was asked has been answered
	return f(&bus{conn: conn})
}

// locked is the one kind of error that there is.
func locked(why string, cause error) error {
	e := &enrol.Error{Code: enrol.CodeKeyLocked, Op: "ask the keyring", Err: cause}
	return e.With("keyring", why)
}

// why is the detail of an error of this package, "" of any other.
func why(err error) string {
	var e *enrol.Error
	if errors.As(err, &e) {
		return e.Details["keyring"]
	}
	return ""
}
