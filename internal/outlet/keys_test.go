package outlet

import (
	"errors"
	"testing"

	"github.com/google/go-tpm/tpm2/transport"

	"github.com/gerai-ikd/gerai/store/tpm"
)

// A PC without a chip and a keyring asks for a passphrase before it leaves the key in a
// file, where there is somebody to ask.
func TestKeyAutoOrder(t *testing.T) {
	none := tpm.Source{Open: func() (transport.TPMCloser, error) { return nil, errors.New("none") }}
	ask := func() (string, error) { return "kata sandi", nil }
	for _, tt := range []struct {
		name string
		k    Keychain
		want string
	}{
		{"Asks", Keychain{Chip: none, Ask: ask, Asks: true}, KeyPassphrase},
		{"NobodyToAsk", Keychain{Chip: none, Ask: ask}, KeyInFile},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src, err := tt.k.Of(KeyAuto)
			if err != nil || src.Kind() != tt.want {
				t.Errorf("%v, %v; want %s", src, err, tt.want)
			}
		})
	}
}
