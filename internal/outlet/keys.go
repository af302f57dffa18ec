package outlet

import (
	"context"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/store/secretservice"
	"github.com/gerai-ikd/gerai/store/tpm"
)

// The ways of keeping the data key.
const (
	KeyAuto       = "auto" // the best that this PC offers
	KeyTPM        = "tpm"
	KeyKeyring    = "keyring"
	KeyPassphrase = "passphrase"
	KeyInFile     = "file"
)

// Keychain makes key sources.
type Keychain struct {
	Chip    tpm.Source             // zero: the PC's own TPM
	Keyring secretservice.Source   // of who is logged in; zero: there is none
	Ask     func() (string, error) // for the passphrase
	Asks    bool                   // Ask has somebody to ask: KeyAuto takes a passphrase before a key file
}

// Offer is a key source that needs nobody, and why this PC does not have it.
type Offer struct {
	Kind string
	Err  error // nil: it is here
}

// Offers tells what KeyAuto chooses from, the best first: a key in the chip stays with
// the PC, one in the keyring with who is logged in.
func (k Keychain) Offers() []Offer {
	return []Offer{{KeyTPM, k.chip().Available()}, {KeyKeyring, k.Keyring.Available()}}
}

func (k Keychain) chip() tpm.Source {
	if k.Chip.Open == nil {
		return tpm.Device(tpm.DevicePath)
	}
	return k.Chip
}

// Of names the source of one kind. KeyAuto is decided by the PC: its chip, its desktop's
// keyring, a passphrase where Asks says that one can be had, and a key file as the last
// resort. CodeConfig for a word that names none.
func (k Keychain) Of(kind string) (store.KeySource, error) {
	switch kind {
	case KeyTPM:
		return k.chip(), nil
	case KeyKeyring:
		return k.Keyring, nil
	case KeyPassphrase:
		return &store.Passphrase{Ask: k.Ask}, nil
	case KeyInFile:
		return store.KeyFile{}, nil
	case KeyAuto, "":
		if k.chip().Available() == nil {
			return k.chip(), nil
		}
		if k.Keyring.Available() == nil {
			return k.Keyring, nil
		}
		if k.Asks {
			return &store.Passphrase{Ask: k.Ask}, nil
		}
		return store.KeyFile{}, nil
	}
	return nil, enrol.NewError(enrol.CodeConfig, "choose key source").With("what", "key")
}

// For answers the source that a data directory's key needs, whatever is configured now;
// a directory without a key gets one of the wanted kind.
func (k Keychain) For(dir, wanted string) (store.KeySource, error) {
	kind, err := store.KeyKind(dir)
	if err != nil {
		return nil, err
	}
	if kind == "" {
		kind = wanted
	}
	return k.Of(kind)
}

// Rewrap moves the data key to another kind of source, or to a new passphrase, which
// fresh asks for. The counter must not be running.
func (k Keychain) Rewrap(ctx context.Context, dir, to string, fresh func() (string, error)) error {
	from, err := k.For(dir, to)
	if err != nil {
		return err
	}
	target, err := Keychain{Chip: k.Chip, Keyring: k.Keyring, Ask: fresh}.Of(to)
	if err != nil {
		return err
	}
	return store.Rewrap(ctx, dir, from, target)
}
