package registry

import (
	"context"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

// Documents opens KTP and KK with the PIN. A wrong PIN is CodeLogin; too many are
// CodeLocked with RetryAfter, and in the end lock the account (CodeLocked without
// RetryAfter): then only a counter can help.
func (s *Service) Documents(ctx context.Context, id SessionID, pin string) (Documents, error) {
	if _, err := s.checkPIN(ctx, id, pin); err != nil {
		return Documents{}, err
	}
	var out Documents
	err := s.db.View(ctx, func(t *db.Tx) error {
		_, a, err := s.holder(t, id)
		if err != nil {
			return err
		}
		rec, err := t.Resident(a.NIK)
		if err != nil {
			return err
		}
		out.KTP = ktp(rec)
		if rec.KK == "" {
			return nil
		}
		family, err := t.Family(rec.KK)
		out.KK = kk(rec.KK, family)
		return err
	})
	return out, err
}

// checkPIN answers the account of a session whose PIN is right.
func (s *Service) checkPIN(ctx context.Context, id SessionID, pin string) (db.Account, error) {
	return s.checkSecret(ctx, id, pacePIN, func(a db.Account) string { return a.PIN }, pin)
}

// checkSecret checks a PIN or password of who is logged in, slowed down by p.
func (s *Service) checkSecret(ctx context.Context, id SessionID, p pace, verifier func(db.Account) string, secret string) (db.Account, error) {
	var a db.Account
	var fails int
	var tries budget
	err := s.db.Update(ctx, func(t *db.Tx) (err error) {
		if _, a, err = s.holder(t, id); err != nil {
			return err
		}
		tries = budget{{p, string(a.NIK)}}
		if p == paceLogin {
			tries = ofPhone(p, a.NIK, a.Device)
		}
		fails, err = s.spend(t, tries)
		return err
	})
	if err != nil {
		return a, err
	}
	ok, err := s.verify(ctx, verifier(a), secret)
	if err != nil {
		return a, err
	}
	if !ok && p == pacePIN && fails >= lockAfter {
		return a, s.lock(ctx, a.NIK)
	}
	if !ok {
		return a, enrol.NewError(enrol.CodeLogin, "check "+p.name)
	}
	return a, s.db.Update(ctx, func(t *db.Tx) error { return s.refund(t, tries) })
}

// lock ends an account's use after too many wrong PINs.
func (s *Service) lock(ctx context.Context, n enrol.NIK) error {
	err := s.db.Update(ctx, func(t *db.Tx) error {
		if err := t.Lock(string(n)); err != nil {
			return err
		}
		a, err := t.Account(n)
		if err != nil {
			return err
		}
		return s.rest(t, a, AccountLock)
	})
	if err != nil {
		return err
	}
	return enrol.NewError(enrol.CodeLocked, "check pin")
}

// ChangePIN replaces the PIN: the old one is asked for again.
func (s *Service) ChangePIN(ctx context.Context, id SessionID, old, new string) error {
	a, err := s.checkPIN(ctx, id, old)
	if err != nil {
		return err
	}
	rec, err := s.record(ctx, a.NIK)
	if err != nil {
		return err
	}
	if err := CheckPIN(rec, a.NIK, new); err != nil {
		return err
	}
	return s.replace(ctx, id, new, func(a *db.Account) *string { return &a.PIN })
}

// ChangePassword replaces the password: the old one is asked for again. Every other
// session ends.
func (s *Service) ChangePassword(ctx context.Context, id SessionID, old, new string) error {
	a, err := s.checkSecret(ctx, id, paceLogin, func(a db.Account) string { return a.Password }, old)
	if err != nil {
		return err
	}
	if err := CheckPassword(a.NIK, new); err != nil {
		return err
	}
	return s.replace(ctx, id, new, func(a *db.Account) *string { return &a.Password })
}

// replace writes a new verifier into one field of the account.
func (s *Service) replace(ctx context.Context, id SessionID, secret string, field func(*db.Account) *string) error {
	verifier, err := s.hash(ctx, secret)
	if err != nil {
		return err
	}
	return s.db.Update(ctx, func(t *db.Tx) error {
		row, a, err := s.holder(t, id)
		if err != nil {
			return err
		}
		if err := t.Lock(string(a.NIK)); err != nil {
			return err
		}
		if row, a, err = s.holder(t, id); err != nil { // again, now that nobody else can change it
			return err
		}
		*field(&a) = verifier
		a.Updated = s.now()
		if err := t.PutAccount(a); err != nil {
			return err
		}
		return t.DropSessions(a.NIK, row.ID)
	})
}

// record is a resident's; empty where the register has none.
func (s *Service) record(ctx context.Context, n enrol.NIK) (rec db.Resident, err error) {
	err = s.db.View(ctx, func(t *db.Tx) error {
		rec, err = t.Resident(n)
		return err
	})
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return db.Resident{}, nil
	}
	return rec, err
}

func ktp(r db.Resident) KTP {
	return KTP{NIK: r.NIK, Name: r.Name, BirthPlace: r.BirthPlace, Birth: r.Birth, Sex: r.Sex, Blood: r.Blood, Address: Address(r.Address),
		Religion: r.Religion, Marital: r.Marital, Occupation: r.Occupation, Citizenship: r.Citizenship, Portrait: r.Portrait}
}

// head is the relation of who heads a family card.
const head = "KEPALA KELUARGA"

// kk lays a family out: the head first, the others by birth as they come.
func kk(number string, family []db.Resident) KK {
	out := KK{Number: number}
	for _, r := range family {
		m := Member{NIK: r.NIK, Name: r.Name, Relation: r.Relation, BirthPlace: r.BirthPlace, Birth: r.Birth, Sex: r.Sex,
			Religion: r.Religion, Marital: r.Marital, Occupation: r.Occupation}
		if r.Relation == head && out.Head == "" {
			out.Head, out.Address = r.Name, Address(r.Address)
			out.Members = append([]Member{m}, out.Members...)
			continue
		}
		out.Members = append(out.Members, m)
	}
	if out.Head == "" && len(family) > 0 {
		out.Address = Address(family[0].Address)
	}
	return out
}
