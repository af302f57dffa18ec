package store

import (
	"context"
	"database/sql"
	"maps"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
)

// Lock-out: some free tries, then a pause that doubles with each further one. The count
// is kept in the database, so that a restart does not clear it.
const (
	freeTries  = 5
	firstPause = 30 * time.Second
	longPause  = 15 * time.Minute
	forgetTry  = 24 * time.Hour
)

// LogIn checks a member of staff offline: see enrol.Gatekeeper. An unknown name costs
// the same time as a wrong PIN, and each outcome is in the audit chain. The answered
// Staff has no verifier.
func (s *Store) LogIn(ctx context.Context, id, pin string) (enrol.Staff, error) {
	return s.identify(ctx, id, pin, "login")
}

// Vouch implements enrol.Gatekeeper. The chain has it as "vouch", so that nobody seems to have
// been logged in.
func (s *Store) Vouch(ctx context.Context, id, pin string, role enrol.Role) (enrol.Staff, error) {
	who, err := s.identify(ctx, id, pin, "vouch")
	if err == nil {
		err = who.MayAct(role)
	}
	if err != nil {
		return enrol.Staff{}, err
	}
	return who, nil
}

// identify is the one gate: kind is what the chain calls it.
func (s *Store) identify(ctx context.Context, id, pin, kind string) (enrol.Staff, error) {
	id = strings.ToLower(strings.TrimSpace(id)) // as names are typed
	now := s.now()
	who, known, err := s.findStaff(ctx, id)
	if err != nil {
		return enrol.Staff{}, err
	}
	if err := s.countTry(ctx, id, now); err != nil {
		return enrol.Staff{}, err
	}
	fits := false
	if known && phc.Valid(who.Verifier) {
		fits = phc.VerifyPIN(who.Verifier, pin)
	} else {
		phc.Waste(pin)
	}
	who.Verifier = ""
	outcome := error(nil)
	switch {
	case !fits:
		outcome = enrol.NewError(enrol.CodeLogin, "log in")
	case who.Revoked:
		outcome = enrol.NewError(enrol.CodeRevoked, "log in")
	}
	if err := s.noteLogIn(ctx, kind, id, known, outcome); err != nil {
		return enrol.Staff{}, err
	}
	if outcome != nil {
		return enrol.Staff{}, outcome
	}
	return who, nil
}

func (s *Store) findStaff(ctx context.Context, id string) (enrol.Staff, bool, error) {
	all, err := s.Staff(ctx)
	if err != nil {
		return enrol.Staff{}, false, err
	}
	for _, x := range all {
		if strings.ToLower(x.ID) == id {
			return x, true, nil
		}
	}
	return enrol.Staff{}, false, nil
}

// countTry counts before the PIN is looked at, so that tries at the same moment can't
// slip through together; a success sets the count back. Where nothing can be written it
// counts in memory, by the same rules, until the program ends: a full disk is no way around
// the lock-out for who can't end it, and locks nobody out who has to free it.
func (s *Store) countTry(ctx context.Context, id string, now time.Time) error {
	name := s.box.blind("staff", id)
	err := s.write(ctx, "log in", func(tx *sql.Tx) error {
		_, err := tx.Exec(`DELETE FROM tries WHERE at < ? OR at > ?`, instant(now.Add(-forgetTry)), instant(now.Add(forgetTry)))
		if err != nil {
			return err
		}
		t, err := s.triedSoFar(tx, name)
		if err != nil {
			return err
		}
		if t, err = t.again(now); err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO tries (name, failures, at, until) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
			failures = excluded.failures, at = excluded.at, until = excluded.until`,
			name, t.failures, instant(t.at), instant(t.until))
		return err
	})
	switch {
	case err == nil:
		s.apart.written(string(name))
	case unwritable(err):
		return s.countApart(ctx, name, now)
	}
	return err
}

// countApart counts in memory, from where the database stands as far as that can be read.
func (s *Store) countApart(ctx context.Context, name []byte, now time.Time) error {
	var from tried
	err := s.read(ctx, "log in", func(tx *sql.Tx) (err error) {
		from, err = s.triedSoFar(tx, name)
		return err
	})
	if err != nil && !unwritable(err) {
		return err
	}
	return s.apart.again(string(name), from, now)
}

// triedSoFar is what is counted under a blinded name.
func (s *Store) triedSoFar(tx *sql.Tx, name []byte) (tried, error) {
	if t, ok := s.apart.of(string(name)); ok {
		return t, nil
	}
	var failures int
	var at, until int64
	err := tx.QueryRow(`SELECT failures, at, until FROM tries WHERE name = ?`, name).Scan(&failures, &at, &until)
	if err != nil {
		return tried{}, ignoreNotFound(err)
	}
	return tried{failures: failures, at: moment(at), until: moment(until)}, nil
}

// pauseAfter is how long the next try has to wait.
func pauseAfter(failures int) time.Duration {
	if failures < freeTries {
		return 0
	}
	return min(firstPause<<min(failures-freeTries, 10), longPause)
}

func (s *Store) noteLogIn(ctx context.Context, kind, id string, known bool, outcome error) error {
	e := event{kind: kind, actor: "unknown"} // a mistyped name may be a PIN
	if known {
		e.actor = id
	}
	if outcome != nil {
		e.kind, e.data = kind+"-refused", map[string]string{"code": string(enrol.CodeOf(outcome))}
	}
	name := s.box.blind("staff", id)
	err := s.write(ctx, "log in", func(tx *sql.Tx) error {
		if outcome == nil {
			if _, err := tx.Exec(`DELETE FROM tries WHERE name = ?`, name); err != nil {
				return err
			}
		}
		return s.audit(tx, e)
	})
	if err == nil && outcome == nil {
		s.apart.written(string(name)) // the disk may have come back between the try and this
	}
	if !unwritable(err) {
		return err
	}
	if outcome == nil {
		s.apart.clear(string(name), s.now())
	}
	s.owe(e)
	return nil
}

// owe keeps an entry for the chain until something can be written again; when it happened is in it.
func (s *Store) owe(e event) {
	data := map[string]string{"at": s.now().UTC().Format(time.RFC3339)}
	maps.Copy(data, e.data)
	e.data = data
	s.apart.owe(e)
	s.log.Warn("the chain is owed an entry", "kind", e.kind)
}

// chainOwed pays what the chain is owed before anything else is written.
func (s *Store) chainOwed(ctx context.Context) {
	owed := s.apart.take()
	if len(owed) == 0 {
		return
	}
	err := inTx(ctx, s.writer, func(tx *sql.Tx) error {
		for _, e := range owed {
			if err := s.audit(tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.apart.oweAgain(owed)
	}
}
