package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// The kinds of session.
const (
	SessionLogin  = "login"
	SessionTicket = "ticket" // leave to choose PIN and password
)

// Session is a log-in or a ticket.
type Session struct {
	ID      string // SHA-256 of the secret, hex
	Kind    string
	NIK     enrol.NIK
	Device  string // SHA-256 of the phone's handle
	Created time.Time
	Expires time.Time
}

// AddSession keeps a new one.
func (t *Tx) AddSession(s Session) error {
	return t.post("add session", `INSERT INTO sessions (id, kind, nik, device, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		s.ID, s.Kind, string(s.NIK), s.Device, unix(s.Created), unix(s.Expires))
}

// Session reads one that has not expired; CodeNotFound otherwise.
func (t *Tx) Session(kind, id string, now time.Time) (Session, error) {
	return one(t, "read session", func(s *Session) []any {
		return []any{&s.ID, &s.Kind, (*string)(&s.NIK), &s.Device, stamp{&s.Created}, stamp{&s.Expires}}
	}, `SELECT id, kind, nik, device, created_at, expires_at FROM sessions WHERE id = $1 AND kind = $2 AND expires_at > $3`, id, kind, unix(now))
}

// DropSession ends one.
func (t *Tx) DropSession(id string) error {
	_, err := t.exec("drop session", `DELETE FROM sessions WHERE id = $1`, id)
	return err
}

// DropSessions ends all of a resident's but keep ("": all).
func (t *Tx) DropSessions(n enrol.NIK, keep string) error {
	return t.post("drop sessions", `DELETE FROM sessions WHERE nik = $1 AND id <> $2`, string(n), keep)
}

// Throttle counts failures of one key (a keyed hash: it names nobody).
type Throttle struct {
	Key     string
	Fails   int
	Until   time.Time // refused before
	Updated time.Time
}

// Throttle reads a counter; an unknown key has none yet.
func (t *Tx) Throttle(key string) (Throttle, error) {
	v, err := one(t, "read throttle", func(v *Throttle) []any { return []any{&v.Key, &v.Fails, stamp{&v.Until}, stamp{&v.Updated}} },
		`SELECT key, fails, until_at, updated_at FROM throttles WHERE key = $1`, key)
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return Throttle{Key: key}, nil
	}
	return v, err
}

// PutThrottle writes a counter.
func (t *Tx) PutThrottle(v Throttle) error {
	return t.post("write throttle", `INSERT INTO throttles (key, fails, until_at, updated_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (key) DO UPDATE SET fails = excluded.fails, until_at = excluded.until_at, updated_at = excluded.updated_at`,
		v.Key, v.Fails, unix(v.Until), unix(v.Updated))
}

// DropThrottle forgets a counter.
func (t *Tx) DropThrottle(key string) error {
	return t.post("drop throttle", `DELETE FROM throttles WHERE key = $1`, key)
}
