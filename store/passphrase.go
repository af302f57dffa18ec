package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
)

// Passphrase wraps the data key with a passphrase that is asked for at each start:
// argon2id makes a key of it, XChaCha20-Poly1305 wraps with that.
type Passphrase struct {
	Ask   func() (string, error)
	Costs phc.Params // of Wrap; zero: phc.Default. Unwrap reads them from the wrapped form
}

// passphraseForm is the wrapped form.
type passphraseForm struct {
	Memory  uint32 `json:"m"`
	Time    uint32 `json:"t"`
	Threads uint8  `json:"p"`
	Salt    []byte `json:"salt"`
	Nonce   []byte `json:"nonce"`
	Sealed  []byte `json:"sealed"`
}

// Kind is "passphrase".
func (*Passphrase) Kind() string { return "passphrase" }

// Wrap asks for the passphrase and wraps key.
func (p *Passphrase) Wrap(_ context.Context, key []byte) ([]byte, error) {
	costs := p.Costs
	if costs == (phc.Params{}) {
		costs = phc.Default
	}
	form := passphraseForm{Memory: costs.Memory, Time: costs.Time, Threads: costs.Threads,
		Salt: make([]byte, 16), Nonce: make([]byte, chacha20poly1305.NonceSizeX)}
	_, _ = rand.Read(form.Salt)
	_, _ = rand.Read(form.Nonce)
	kek, err := p.derive(form)
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(kek)
	if err != nil {
		return nil, fmt.Errorf("wrap with passphrase: %w", err)
	}
	form.Sealed = aead.Seal(nil, form.Nonce, key, nil)
	return json.Marshal(form)
}

// Unwrap asks for the passphrase; CodeKeyLocked with the detail "what" = "passphrase"
// where it is wrong.
func (p *Passphrase) Unwrap(_ context.Context, wrapped []byte) ([]byte, error) {
	var form passphraseForm
	if err := json.Unmarshal(wrapped, &form); err != nil || len(form.Nonce) != chacha20poly1305.NonceSizeX ||
		form.Time < 1 || form.Threads < 1 || form.Memory > 1<<20 || form.Time > 16 {
		return nil, enrol.WrapError(enrol.CodeKeyLocked, "unwrap with passphrase", errors.New("unknown form"))
	}
	kek, err := p.derive(form)
	if err != nil {
		return nil, err
	}
	aead, err := chacha20poly1305.NewX(kek)
	if err != nil {
		return nil, fmt.Errorf("unwrap with passphrase: %w", err)
	}
	key, err := aead.Open(nil, form.Nonce, form.Sealed, nil)
	if err != nil {
		return nil, enrol.NewError(enrol.CodeKeyLocked, "unwrap with passphrase").With("what", "passphrase")
	}
	return key, nil
}

func (p *Passphrase) derive(form passphraseForm) ([]byte, error) {
	text, err := p.Ask()
	if err != nil {
		return nil, enrol.WrapError(enrol.CodeKeyLocked, "ask for passphrase", err)
	}
	if text == "" {
		return nil, enrol.NewError(enrol.CodeKeyLocked, "ask for passphrase").With("what", "empty")
	}
	return argon2.IDKey([]byte(text), form.Salt, form.Time, form.Memory, form.Threads, chacha20poly1305.KeySize), nil
}
