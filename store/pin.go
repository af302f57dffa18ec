package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
)

// partPINs are the PINs that staff chose on this PC, until the registry has them.
const partPINs = "pins"

// ownPIN holds for as long as the registry's verifier is the one that it replaced.
type ownPIN struct {
	ID       string `json:"id"`
	Verifier string `json:"verifier"`
	Base     string `json:"base"` // the registry's verifier
}

// SetPIN replaces the PIN of who logs in with the old one. It holds on this PC at once,
// without a line too; see PINChanges for how the registry hears of it. A new PIN that
// is too easy, or the old one, is CodeWeakPIN; an old one that is wrong is refused, and
// counted, as LogIn does.
func (s *Store) SetPIN(ctx context.Context, id, old, pin string) (enrol.Staff, error) {
	if err := enrol.CheckPIN(pin, old); err != nil {
		return enrol.Staff{}, err
	}
	who, err := s.LogIn(ctx, id, old)
	if err != nil {
		return enrol.Staff{}, err
	}
	verifier := phc.HashPIN(pin)
	err = s.write(ctx, "set PIN", func(tx *sql.Tx) error {
		staff, err := getPart[[]enrol.Staff](s, tx, partStaff)
		if err != nil {
			return err
		}
		for _, x := range staff {
			if x.ID != who.ID {
				continue
			}
			if err := mergePart(s, tx, partPINs, false, []ownPIN{{x.ID, verifier, x.Verifier}}, func(p ownPIN) string { return p.ID }); err != nil {
				return err
			}
			return s.audit(tx, event{kind: "pin-set", actor: who.ID})
		}
		return enrol.NewError(enrol.CodeRevoked, "set PIN") // gone with a pull at this moment
	})
	if err != nil {
		return enrol.Staff{}, err
	}
	who.MustSet = false
	return who, nil
}

// PINChanges implements enrol.PINs.
func (s *Store) PINChanges(ctx context.Context) ([]enrol.PINChange, error) {
	own, err := readPart[[]ownPIN](ctx, s, partPINs)
	out := make([]enrol.PINChange, 0, len(own))
	for _, p := range own {
		sum := sha256.Sum256([]byte(p.Base))
		out = append(out, enrol.PINChange{Staff: p.ID, Verifier: p.Verifier, Base: hex.EncodeToString(sum[:])})
	}
	return out, err
}

// withOwnPINs puts the PINs that were chosen here over what the registry sent.
func (s *Store) withOwnPINs(tx *sql.Tx, staff []enrol.Staff) ([]enrol.Staff, error) {
	own, err := getPart[[]ownPIN](s, tx, partPINs)
	if err != nil {
		return nil, err
	}
	for _, p := range own {
		for i, x := range staff {
			if x.ID == p.ID && x.Verifier == p.Base {
				staff[i].Verifier, staff[i].MustSet = p.Verifier, false
			}
		}
	}
	return staff, nil
}

// dropHeardPINs forgets those about which the registry has spoken: it has taken one, or
// has given the person another PIN.
func (s *Store) dropHeardPINs(tx *sql.Tx) error {
	own, err := getPart[[]ownPIN](s, tx, partPINs)
	if err != nil || len(own) == 0 {
		return err
	}
	staff, err := getPart[[]enrol.Staff](s, tx, partStaff)
	if err != nil {
		return err
	}
	kept := []ownPIN{}
	for _, p := range own {
		for _, x := range staff {
			if x.ID == p.ID && x.Verifier == p.Base && !x.Revoked {
				kept = append(kept, p)
			}
		}
	}
	return putPart(s, tx, partPINs, kept)
}
