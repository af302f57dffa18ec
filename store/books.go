package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// The parts of the books.
const (
	partSettings  = "settings"
	partStaff     = "staff"
	partPhases    = "phases"
	partRules     = "rules"
	partKeys      = "keys"
	partRecipient = "recipient"
)

// Apply keeps a pull. Of the parts that are present, a full pull replaces each; a delta
// merges staff and keys by id and replaces the others, which come whole. Staff and phases
// that a full pull lacks are none any more.
func (s *Store) Apply(ctx context.Context, p enrol.Pull) error {
	r := s.keeper.read()
	at := s.now()
	if dated(p) {
		at = p.At.Add(p.Age)
	}
	err := s.keepPull(ctx, p, at, func(tx *sql.Tx, _ *enrol.Pull) (bool, error) { return true, noteHeard(tx, p, at, r) })
	if err == nil && dated(p) {
		s.keeper.hear(r, at)
	}
	return err
}

// keepPull keeps a pull at the time now in one transaction, with what hear notes of when the
// registry said it, and as it leaves it; where hear says no, nothing is kept.
func (s *Store) keepPull(ctx context.Context, in enrol.Pull, now time.Time, hear func(*sql.Tx, *enrol.Pull) (bool, error)) error {
	rosters, err := s.newRosterNews(in.Roster)
	if err != nil {
		return err
	}
	return s.write(ctx, "keep pull", func(tx *sql.Tx) error {
		p := in
		if news, err := hear(tx, &p); err != nil || !news {
			return err
		}
		if err := s.applyParts(tx, p); err != nil {
			return err
		}
		if err := errors.Join(rosters.put(tx), eraseRosters(tx, instant(now))); err != nil {
			return err
		}
		if err := s.dropHeardPINs(tx); err != nil {
			return err
		}
		for _, st := range p.Statuses {
			if err := noteAccount(tx, st); err != nil {
				return err
			}
		}
		if p.Cursor == "" {
			return nil
		}
		return putFact(tx, factCursor, []byte(p.Cursor))
	})
}

func (s *Store) applyParts(tx *sql.Tx, p enrol.Pull) error {
	if p.Settings != nil {
		if err := putPart(s, tx, partSettings, *p.Settings); err != nil {
			return err
		}
	}
	if p.Full { // an empty list is left out on the wire
		p.Staff, p.Phases = append([]enrol.Staff{}, p.Staff...), append([]enrol.Phase{}, p.Phases...)
	}
	if err := mergePart(s, tx, partStaff, p.Full, p.Staff, func(x enrol.Staff) string { return x.ID }); err != nil {
		return err
	}
	if err := mergePart(s, tx, partKeys, p.Full, p.Keys, func(x enrol.VerifyKey) string { return x.ID }); err != nil {
		return err
	}
	if p.Phases != nil {
		if err := putPart(s, tx, partPhases, p.Phases); err != nil {
			return err
		}
	}
	if p.Rules != nil {
		if err := putPart(s, tx, partRules, p.Rules); err != nil {
			return err
		}
	}
	if p.Recipient != "" {
		return putPart(s, tx, partRecipient, p.Recipient)
	}
	return nil
}

// mergePart puts news over what is kept, by id; a full pull's news stand alone.
func mergePart[T any](s *Store, tx *sql.Tx, part string, full bool, news []T, id func(T) string) error {
	if news == nil {
		return nil
	}
	var kept []T
	if !full {
		var err error
		if kept, err = getPart[[]T](s, tx, part); err != nil {
			return err
		}
	}
	at := map[string]int{}
	for i, x := range kept {
		at[id(x)] = i
	}
	for _, x := range news {
		if i, ok := at[id(x)]; ok {
			kept[i] = x
			continue
		}
		at[id(x)] = len(kept)
		kept = append(kept, x)
	}
	return putPart(s, tx, part, kept)
}

func putPart[T any](s *Store, tx *sql.Tx, part string, v T) error {
	plain, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("encode %s: %w", part, err)
	}
	_, err = tx.Exec(`INSERT INTO books (part, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body`,
		part, s.box.seal("books", part, plain))
	return err
}

// getPart answers T's zero value for a part that never came.
func getPart[T any](s *Store, tx *sql.Tx, part string) (T, error) {
	var v T
	var body []byte
	err := tx.QueryRow(`SELECT body FROM books WHERE part = ?`, part).Scan(&body)
	if err != nil {
		return v, ignoreNotFound(err)
	}
	plain, err := s.box.open("books", part, body)
	if err != nil {
		return v, err
	}
	if json.Unmarshal(plain, &v) != nil {
		return v, enrol.NewError(enrol.CodeDBBroken, "decode "+part)
	}
	return v, nil
}

func readPart[T any](ctx context.Context, s *Store, part string) (T, error) {
	var v T
	err := s.read(ctx, "read "+part, func(tx *sql.Tx) (err error) {
		v, err = getPart[T](s, tx, part)
		return err
	})
	return v, err
}

// Settings are the outlet's, zero before the first sync.
func (s *Store) Settings(ctx context.Context) (enrol.Settings, error) {
	return readPart[enrol.Settings](ctx, s, partSettings)
}

// Staff lists who may log in, revoked ones too, with the PINs that were chosen here.
func (s *Store) Staff(ctx context.Context) ([]enrol.Staff, error) {
	var out []enrol.Staff
	err := s.read(ctx, "read "+partStaff, func(tx *sql.Tx) error {
		staff, err := getPart[[]enrol.Staff](s, tx, partStaff)
		if err == nil {
			out, err = s.withOwnPINs(tx, staff)
		}
		return err
	})
	return out, err
}

// Phases are the programme's, none before the first sync.
func (s *Store) Phases(ctx context.Context) ([]enrol.Phase, error) {
	return readPart[[]enrol.Phase](ctx, s, partPhases)
}

// Rules are the registry's, enrol.DefaultRules until it sends any.
func (s *Store) Rules(ctx context.Context) (enrol.Rules, error) {
	r, err := readPart[enrol.Rules](ctx, s, partRules)
	if r == nil && err == nil {
		r = enrol.DefaultRules()
	}
	return r, err
}

// Keys are those that residents' QRs are signed with, revoked ones too.
func (s *Store) Keys(ctx context.Context) ([]enrol.VerifyKey, error) {
	return readPart[[]enrol.VerifyKey](ctx, s, partKeys)
}

// Recipient is the registry's key that packets are sealed to, "" before the first sync.
func (s *Store) Recipient(ctx context.Context) (string, error) {
	return readPart[string](ctx, s, partRecipient)
}

// Cursor is where the next pull begins, "" for a full one.
func (s *Store) Cursor(ctx context.Context) (string, error) {
	var cursor []byte
	err := s.read(ctx, "read cursor", func(tx *sql.Tx) (err error) {
		cursor, err = fact(tx, factCursor)
		return ignoreNotFound(err)
	})
	return string(cursor), err
}

// keepFor is how long evidence stays after it was acknowledged.
func (s *Store) keepFor(tx *sql.Tx) (time.Duration, error) {
	set, err := getPart[enrol.Settings](s, tx, partSettings)
	return time.Duration(set.KeepDays) * 24 * time.Hour, err
}

// Get answers one of this PC's secrets; CodeNotFound for an unknown name.
func (s *Store) Get(ctx context.Context, name string) ([]byte, error) {
	var body []byte
	err := s.readers.QueryRowContext(ctx, `SELECT body FROM vault WHERE name = ?`, name).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, enrol.NewError(enrol.CodeNotFound, "read secret")
	}
	if err != nil {
		return nil, coded("read secret", err)
	}
	return s.box.open("vault", name, body)
}

// Put keeps one of this PC's secrets, replacing the one of that name.
func (s *Store) Put(ctx context.Context, name string, secret []byte) error {
	body := s.box.seal("vault", name, secret)
	return s.write(ctx, "keep secret", func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO vault (name, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body`, name, body)
		return err
	})
}
