package outlet

import (
	"context"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
	"github.com/gerai-ikd/gerai/store/tpm"
)

// The ways of keeping the data key.
const (
	KeyAuto       = "auto" // the TPM where there is one that answers, else a key file
	KeyTPM        = "tpm"
	KeyPassphrase = "passphrase"
	KeyInFile     = "file"
)

// Keychain makes key sources.
type Keychain struct {
	Chip tpm.Source             // zero: the PC's own TPM
	Ask  func() (string, error) // for the passphrase
}

// Of names the source of one kind. KeyAuto is decided by the PC; CodeConfig for a word
// that names none.
func (k Keychain) Of(kind string) (store.KeySource, error) {
	chip := k.Chip
	if chip.Open == nil {
		chip = tpm.Device(tpm.DevicePath)
	}
	switch kind {
	case KeyTPM:
		return chip, nil
	case KeyPassphrase:
		return &store.Passphrase{Ask: k.Ask}, nil
	case KeyInFile:
		return store.KeyFile{}, nil
	case KeyAuto, "":
		if chip.Available() == nil {
			return chip, nil
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
	target, err := Keychain{Chip: k.Chip, Ask: fresh}.Of(to)
	if err != nil {
		return err
	}
	return store.Rewrap(ctx, dir, from, target)
}
