package db

import (
	"time"
)

// Admin is a person at the registry's own office.
type Admin struct {
	ID       string // log-in name
	Name     string
	Role     string
	Verifier string // argon2id, PHC form
	MustSet  bool   // must choose a password of her own first
	Created  time.Time
	Revoked  time.Time // zero: in force

	Factor     []byte   // secret of the second factor, sealed by the service; nil: none
	FactorStep int64    // the last step whose code was used
	Recovery   []string // keyed hashes of the recovery codes that are left
}

const adminColumns = `id, name, role, verifier, must_set, created_at, revoked_at`

func adminFields(a *Admin) []any {
	return []any{&a.ID, &a.Name, &a.Role, &a.Verifier, flag{&a.MustSet}, stamp{&a.Created}, stamp{&a.Revoked},
		&a.Factor, &a.FactorStep, object{&a.Recovery}}
}

// factorColumns stand beside adminColumns wherever one is read; PutFactor alone writes them.
const factorColumns = `factor, factor_step, recovery`

// PutAdmin inserts or replaces one; when she was created and her second factor stay.
func (t *Tx) PutAdmin(a Admin) error {
	_, err := t.exec("write administrator", `INSERT INTO admins (`+adminColumns+`) VALUES `+tuples(1, 7)+`
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, verifier = excluded.verifier,
		must_set = excluded.must_set, revoked_at = excluded.revoked_at`,
		a.ID, a.Name, a.Role, a.Verifier, bit(a.MustSet), unix(a.Created), unix(a.Revoked))
	return err
}

// Admin reads one; CodeNotFound where there is none.
func (t *Tx) Admin(id string) (Admin, error) {
	return one(t, "read administrator", adminFields, `SELECT `+adminColumns+`, `+factorColumns+` FROM admins WHERE id = $1`, id)
}

// Admins lists all, those who left included.
func (t *Tx) Admins() ([]Admin, error) {
	return many(t, "list administrators", adminFields, `SELECT `+adminColumns+`, `+factorColumns+` FROM admins ORDER BY id`)
}

// PutFactor writes a person's second factor; nil takes it away. CodeNotFound where
// there is no such person.
func (t *Tx) PutFactor(id string, factor []byte, step int64, recovery []string) error {
	if recovery == nil {
		recovery = []string{}
	}
	return t.need("write second factor", `UPDATE admins SET factor = $1, factor_step = $2, recovery = $3 WHERE id = $4`,
		factor, step, object{recovery}, id)
}

// AdminSession is a log-in at the office.
type AdminSession struct {
	ID      string // SHA-256 of the secret, hex
	Admin   string
	Created time.Time
	Seen    time.Time
	Expires time.Time
}

// AddAdminSession keeps a new one.
func (t *Tx) AddAdminSession(s AdminSession) error {
	_, err := t.exec("add session", `INSERT INTO admin_sessions (id, admin, created_at, seen_at, expires_at) VALUES `+tuples(1, 5),
		s.ID, s.Admin, unix(s.Created), unix(s.Seen), unix(s.Expires))
	return err
}

// AdminSession reads one that has not expired and was used after idle.
func (t *Tx) AdminSession(id string, now, idle time.Time) (AdminSession, error) {
	return one(t, "read session", func(s *AdminSession) []any {
		return []any{&s.ID, &s.Admin, stamp{&s.Created}, stamp{&s.Seen}, stamp{&s.Expires}}
	}, `SELECT id, admin, created_at, seen_at, expires_at FROM admin_sessions WHERE id = $1 AND expires_at > $2 AND seen_at > $3`,
		id, unix(now), unix(idle))
}

// SeeAdminSession notes that one is in use.
func (t *Tx) SeeAdminSession(id string, now time.Time) error {
	_, err := t.exec("see session", `UPDATE admin_sessions SET seen_at = $1 WHERE id = $2`, unix(now), id)
	return err
}

// DropAdminSession ends one.
func (t *Tx) DropAdminSession(id string) error {
	_, err := t.exec("drop session", `DELETE FROM admin_sessions WHERE id = $1`, id)
	return err
}

// DropAdminSessions ends all of a person's but keep ("": all).
func (t *Tx) DropAdminSessions(admin, keep string) error {
	_, err := t.exec("drop sessions", `DELETE FROM admin_sessions WHERE admin = $1 AND id <> $2`, admin, keep)
	return err
}

// Deed is one line of the office's own record: who did what, to whom, and why.
type Deed struct {
	ID     string // UUIDv7
	At     time.Time
	Admin  string
	Action string
	About  string // id of an outlet, a device, a person; a NIK
	Reason string
}

// AddDeed writes one.
func (t *Tx) AddDeed(d Deed) error {
	_, err := t.exec("record deed", `INSERT INTO office_log (id, at, admin, action, about, reason) VALUES `+tuples(1, 6),
		d.ID, unix(d.At), d.Admin, d.Action, d.About, d.Reason)
	return err
}

// Deeds lists the newest first.
func (t *Tx) Deeds(limit int) ([]Deed, error) {
	return many(t, "list deeds", func(d *Deed) []any {
		return []any{&d.ID, stamp{&d.At}, &d.Admin, &d.Action, &d.About, &d.Reason}
	}, `SELECT id, at, admin, action, about, reason FROM office_log ORDER BY at DESC, id DESC LIMIT $1`, limit)
}
