package store

import (
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"

	"golang.org/x/crypto/chacha20poly1305"

	"github.com/gerai-ikd/gerai/enrol"
)

// dataKeyBytes is the length of the data key.
const dataKeyBytes = 32

// box encrypts and indexes under keys derived from the data key (HKDF, RFC 5869), one
// for each purpose so that none can be used for another.
type box struct {
	aead  cipher.AEAD // XChaCha20-Poly1305: random nonces without counting
	index []byte
	head  []byte
	check []byte
}

func newBox(dataKey []byte) (*box, error) {
	if len(dataKey) != dataKeyBytes {
		return nil, enrol.NewError(enrol.CodeKeyLocked, "derive keys")
	}
	derive := func(purpose string) ([]byte, error) {
		return hkdf.Key(sha256.New, dataKey, nil, "gerai store v1 "+purpose, 32)
	}
	keys := map[string][]byte{}
	for _, purpose := range []string{"rows", "index", "audit head", "check"} {
		k, err := derive(purpose)
		if err != nil {
			return nil, fmt.Errorf("derive keys: %w", err)
		}
		keys[purpose] = k
	}
	aead, err := chacha20poly1305.NewX(keys["rows"])
	if err != nil {
		return nil, fmt.Errorf("derive keys: %w", err)
	}
	return &box{aead: aead, index: keys["index"], head: keys["audit head"], check: keys["check"]}, nil
}

// seal encrypts plain for one row: put into another table or row it does not open.
func (b *box) seal(table, id string, plain []byte) []byte {
	nonce := make([]byte, b.aead.NonceSize(), b.aead.NonceSize()+len(plain)+b.aead.Overhead())
	_, _ = rand.Read(nonce) // never fails since Go 1.24
	return b.aead.Seal(nonce, nonce, plain, place(table, id))
}

// open answers CodeDBBroken for a body that was changed or moved.
func (b *box) open(table, id string, sealed []byte) ([]byte, error) {
	n := b.aead.NonceSize()
	if len(sealed) < n {
		return nil, enrol.NewError(enrol.CodeDBBroken, "decrypt row").With("table", table)
	}
	plain, err := b.aead.Open(nil, sealed[:n], sealed[n:], place(table, id))
	if err != nil {
		return nil, enrol.NewError(enrol.CodeDBBroken, "decrypt row").With("table", table)
	}
	return plain, nil
}

func place(table, id string) []byte { return []byte(table + "\x00" + id) }

// blind is a keyed hash to search by: equal values meet, nothing can be read from it.
func (b *box) blind(purpose, value string) []byte {
	return mac(b.index, []byte(purpose+"\x00"+value))[:16]
}

func mac(key, message []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(message)
	return h.Sum(nil)
}
