package pages

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Keeper seals what a resident typed, so that her own browser can keep it while she
// waits. All instances behind one address need the same.
type Keeper interface {
	Seal(secret []byte, about string) []byte
	Unseal(sealed []byte, about string) ([]byte, error)
}

// kept is a form that waits for its turn. It lies, sealed, in a cookie of the browser that
// sent it: so it may wait at any instance, the registry remembers nothing, and nobody who
// finds the cookie can read it.
type kept struct {
	ID    string     `json:"i"`
	Path  string     `json:"p"`
	Form  url.Values `json:"f"`
	Asked time.Time  `json:"t"` // first
}

// How long a form is kept, and how large it may be: browsers take cookies of 4,096 octets.
const (
	keptLife = 30 * time.Minute
	keptMax  = 3900
	keptFor  = "waiting form"
)

// keepForm lets the browser keep the form; false where it is too large for that.
func (v *visit) keepForm(f kept) bool {
	plain, err := json.Marshal(f)
	if err != nil {
		return false
	}
	text := base64.RawURLEncoding.EncodeToString(v.Keeper.Seal(plain, keptFor))
	if len(text) > keptMax {
		return false
	}
	v.keepSecret(cookieForm, text, v.Now().Add(keptLife))
	return true
}

// keptForm answers the form that this browser keeps; CodeNotFound where there is none, or
// it was kept too long.
func (v *visit) keptForm() (f kept, err error) {
	none := enrol.NewError(enrol.CodeNotFound, "find the form that waits")
	text := v.cookie(cookieForm)
	if text == "" {
		return f, none
	}
	sealed, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return f, none
	}
	plain, err := v.Keeper.Unseal(sealed, keptFor)
	if err != nil {
		return f, none
	}
	if err := json.Unmarshal(plain, &f); err != nil {
		return f, none
	}
	if age := time.Since(f.Asked); age > keptLife || age < -time.Minute {
		return f, none
	}
	return f, nil
}

// ownKeeper seals with a key that ends with the process.
type ownKeeper struct{ aead cipher.AEAD }

func newKeeper() (Keeper, error) {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // never fails since Go 1.24
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("make a key for forms: %w", err)
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("make a key for forms: %w", err)
	}
	return ownKeeper{aead}, nil
}

// Seal implements Keeper.
func (k ownKeeper) Seal(secret []byte, about string) []byte {
	return k.aead.Seal(nil, nil, secret, []byte(about))
}

// Unseal implements Keeper.
func (k ownKeeper) Unseal(sealed []byte, about string) ([]byte, error) {
	out, err := k.aead.Open(nil, nil, sealed, []byte(about))
	if err != nil {
		return nil, errors.New("unseal: sealed with another key, or altered")
	}
	return out, nil
}

// spent remembers which kept forms have had their turn here, so that a copied cookie is
// good for one.
type spent struct {
	mu   sync.Mutex
	gone map[string]time.Time // id → when it can be forgotten
}

// spentKeeps bounds the memory of a spent, about 10 MB.
const spentKeeps = 100_000

// take answers false where the form had its turn before.
func (s *spent) take(id string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Before(s.gone[id]) {
		return false
	}
	if len(s.gone) >= spentKeeps {
		for k, until := range s.gone {
			if !now.Before(until) {
				delete(s.gone, k)
			}
		}
	}
	if len(s.gone) < spentKeeps {
		s.gone[id] = now.Add(2 * keptLife)
	}
	return true
}
