package pages

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
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
	Due   time.Time  `json:"d"` // when it was told to come back
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
// good for one. An id is remembered as long as its cookie would be taken, by eight octets of its
// digest: they are our own random ones.
type spent struct {
	mu    sync.Mutex
	gone  map[[8]byte]time.Time // when it can be forgotten
	swept time.Time
	most  int
}

// What take answers.
type spentState int

const (
	spentFresh spentState = iota
	spentBefore
	spentFull // no room to remember it: not now
)

// spentKeeps bounds the memory of a spent, about 20 MB: a hundred forms a second for as
// long as cookies are taken.
const spentKeeps = 250_000

func newSpent(most int) *spent { return &spent{gone: map[[8]byte]time.Time{}, most: most} }

// take answers whether a form may have its turn.
func (s *spent) take(id string, now time.Time) spentState {
	sum := sha256.Sum256([]byte(id))
	key := [8]byte(sum[:8])
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Before(s.gone[key]) {
		return spentBefore
	}
	if len(s.gone) >= s.most && now.Sub(s.swept) >= time.Second {
		s.swept = now
		for k, until := range s.gone {
			if !now.Before(until) {
				delete(s.gone, k)
			}
		}
	}
	if len(s.gone) >= s.most {
		return spentFull
	}
	s.gone[key] = now.Add(keptLife + time.Minute) // a clock of another instance may be ahead
	return spentFresh
}
