package registry

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// recoveryCodes is how many a person gets, each good once, for a phone that is gone.
const recoveryCodes = 8

// NewFactor is a second factor that is shown and not yet in force.
type NewFactor struct {
	Text  string // to type into an app, in groups of four
	Link  string // for the app's camera
	Proof string // to be handed to SetFactor with a code; opaque
}

// BeginFactor makes a second factor for who is logged in. Nothing is kept: SetFactor
// puts it in force.
func (s *Service) BeginFactor(ctx context.Context, id SessionID) (NewFactor, error) {
	who, err := s.Admin(ctx, id)
	if err != nil {
		return NewFactor{}, err
	}
	key := newTOTPSecret()
	return s.shownFactor(who.ID, key), nil
}

func (s *Service) shownFactor(who string, key []byte) NewFactor {
	return NewFactor{Text: totpText(key), Link: totpLink(key, s.opts.Issuer, who),
		Proof: base64.RawURLEncoding.EncodeToString(s.secrets.Seal(key, factorOf(who)))}
}

// factorOf binds a sealed secret to its owner.
func factorOf(who string) string { return "second factor of " + who }

// ShownFactor is a factor of BeginFactor again, for the page that asks for its code;
// CodeField for a proof that is not of this person.
func (s *Service) ShownFactor(ctx context.Context, id SessionID, proof string) (NewFactor, error) {
	who, err := s.Admin(ctx, id)
	if err != nil {
		return NewFactor{}, err
	}
	key, err := s.openFactor(who.ID, proof)
	if err != nil {
		return NewFactor{}, err
	}
	return s.shownFactor(who.ID, key), nil
}

func (s *Service) openFactor(who, proof string) ([]byte, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(proof)
	if err != nil {
		return nil, badField("proof")
	}
	key, err := s.secrets.Unseal(sealed, factorOf(who))
	if err != nil {
		return nil, badField("proof")
	}
	return key, nil
}

// SetFactor puts a second factor in force: the app's code shows that it has the secret
// (CodeCode where it does not), the password that the desk was not left alone
// (CodeLogin). It answers the recovery codes, which are shown this once. Every other
// session of the person ends.
func (s *Service) SetFactor(ctx context.Context, id SessionID, proof, password, code string) ([]string, error) {
	who, err := s.Admin(ctx, id)
	if err != nil {
		return nil, err
	}
	key, err := s.openFactor(who.ID, proof)
	if err != nil {
		return nil, err
	}
	row, err := s.ownPassword(ctx, who.ID, password)
	if err != nil {
		return nil, err
	}
	step, ok := checkTOTP(key, digits(code), s.now(), 0)
	if !ok {
		return nil, enrol.NewError(enrol.CodeCode, "set second factor")
	}
	texts, macs := s.newRecovery(who.ID)
	return texts, s.db.Update(ctx, func(t *db.Tx) error {
		fresh, err := t.Admin(who.ID)
		if err != nil {
			return err
		}
		if fresh.Verifier != row.Verifier || !fresh.Revoked.IsZero() {
			return enrol.NewError(enrol.CodeSession, "set second factor")
		}
		if err := t.PutFactor(who.ID, s.secrets.Seal(key, factorOf(who.ID)), step, macs); err != nil {
			return err
		}
		if err := s.refund(t, ofDesk(who.ID)); err != nil {
			return err
		}
		if err := t.DropAdminSessions(who.ID, digest(string(id))); err != nil {
			return err
		}
		return s.deed(t, who, "factor-set", who.ID, "")
	})
}

// ownPassword checks who is before the desk; CodeLogin where it is somebody else.
func (s *Service) ownPassword(ctx context.Context, id, password string) (row db.Admin, err error) {
	if err := s.db.View(ctx, func(t *db.Tx) (err error) { row, err = t.Admin(id); return err }); err != nil {
		return row, err
	}
	ok, err := s.verifyPaced(ctx, s.hashing, ofDesk(id), row.Verifier, password)
	if err == nil && !ok {
		err = enrol.NewError(enrol.CodeLogin, "check password")
	}
	return row, err
}

// newRecovery makes recovery codes: 40 random bits each, and how they are kept.
func (s *Service) newRecovery(who string) (texts, macs []string) {
	for range recoveryCodes {
		text := newToken()
		texts = append(texts, text)
		macs = append(macs, s.recoveryMAC(who, text))
	}
	return texts, macs
}

func (s *Service) recoveryMAC(who, code string) string {
	return s.secrets.MAC("recovery code", who, code)
}

// ResetFactor takes a person's second factor away, so that she can set another: her
// phone is gone, and so are her recovery codes. Nobody resets her own. Her sessions end.
func (s *Service) ResetFactor(ctx context.Context, by Admin, id string) error {
	if err := allow(by, AdminChief); err != nil {
		return err
	}
	if by.ID == id {
		return enrol.NewError(enrol.CodeForbidden, "reset one's own factor")
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.PutFactor(id, nil, 0, nil); err != nil {
			return err
		}
		if err := t.DropAdminSessions(id, ""); err != nil {
			return err
		}
		return s.deed(t, by, "factor-reset", id, "")
	})
}

// passFactor checks the second factor of a log-in, where there is one, and uses the
// code up. It stands in the transaction of the log-in: CodeLogin where it does not fit,
// so that a thief never learns that the password alone was right.
func (s *Service) passFactor(t *db.Tx, row db.Admin, code string) error {
	if len(row.Factor) == 0 {
		return nil
	}
	key, err := s.secrets.Unseal(row.Factor, factorOf(row.ID))
	if err != nil {
		return err
	}
	if step, ok := checkTOTP(key, digits(code), s.now(), row.FactorStep); ok {
		return t.PutFactor(row.ID, row.Factor, step, row.Recovery)
	}
	text, ok := parseToken(code)
	mac := s.recoveryMAC(row.ID, text)
	at := slices.IndexFunc(row.Recovery, func(m string) bool { return hmac.Equal([]byte(m), []byte(mac)) })
	if !ok || at < 0 {
		return enrol.NewError(enrol.CodeLogin, "log in")
	}
	if err := t.PutFactor(row.ID, row.Factor, row.FactorStep, slices.Delete(slices.Clone(row.Recovery), at, at+1)); err != nil {
		return err
	}
	return s.deed(t, admin(row), "factor-recovery", row.ID, "")
}

// digits drops the spaces with which apps show codes.
func digits(code string) string { return strings.ReplaceAll(strings.TrimSpace(code), " ", "") }
