package store

import (
	"context"
	"database/sql"
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
// slip through together; a success sets the count back.
func (s *Store) countTry(ctx context.Context, id string, now time.Time) error {
	name := s.box.blind("staff", id)
	return s.write(ctx, "log in", func(tx *sql.Tx) error {
		_, err := tx.Exec(`DELETE FROM tries WHERE at < ? OR at > ?`, instant(now.Add(-forgetTry)), instant(now.Add(forgetTry)))
		if err != nil {
			return err
		}
		var failures int
		var until int64
		err = tx.QueryRow(`SELECT failures, until FROM tries WHERE name = ?`, name).Scan(&failures, &until)
		if err := ignoreNotFound(err); err != nil {
			return err
		}
		// Longer than it was ever told to last: the clock ran ahead then, and was put right.
		if wait := moment(until).Sub(now); until > 0 && wait > 0 && wait <= pauseAfter(failures) {
			locked := enrol.NewError(enrol.CodeLocked, "log in")
			locked.RetryAfter = min(wait, longPause)
			return locked
		}
		failures++
		_, err = tx.Exec(`INSERT INTO tries (name, failures, at, until) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET
			failures = excluded.failures, at = excluded.at, until = excluded.until`,
			name, failures, instant(now), instant(now.Add(pauseAfter(failures))))
		return err
	})
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
	return s.write(ctx, "log in", func(tx *sql.Tx) error {
		if outcome == nil {
			if _, err := tx.Exec(`DELETE FROM tries WHERE name = ?`, s.box.blind("staff", id)); err != nil {
				return err
			}
		}
		return s.audit(tx, e)
	})
}
