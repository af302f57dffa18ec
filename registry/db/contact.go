package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// ContactChange is another e-mail address or number that a resident asked for, and has
// not proved yet. There is one at most.
type ContactChange struct {
	NIK     enrol.NIK
	ID      string // of the job that mails the code
	Session string // SHA-256 of the log-in that asked, hex: no other can go on with it
	Email   enrol.Email
	Phone   enrol.Phone
	MAC     string // keyed hash of the code
	Expires time.Time
}

const contactColumns = `nik, id, session, email, phone, mac, expires_at`

// PutContactChange keeps one; an earlier one of the same resident ends.
func (t *Tx) PutContactChange(c ContactChange) error {
	_, err := t.exec("write contact change", `INSERT INTO contact_changes (`+contactColumns+`) VALUES `+tuples(1, 7)+`
		ON CONFLICT (nik) DO UPDATE SET id = excluded.id, session = excluded.session, email = excluded.email, phone = excluded.phone,
		mac = excluded.mac, expires_at = excluded.expires_at`,
		string(c.NIK), c.ID, c.Session, string(c.Email), string(c.Phone), c.MAC, unix(c.Expires))
	return err
}

// ContactChange reads a resident's; CodeNotFound where there is none.
func (t *Tx) ContactChange(n enrol.NIK) (ContactChange, error) {
	return one(t, "read contact change", func(c *ContactChange) []any {
		return []any{(*string)(&c.NIK), &c.ID, &c.Session, (*string)(&c.Email), (*string)(&c.Phone), &c.MAC, stamp{&c.Expires}}
	}, `SELECT `+contactColumns+` FROM contact_changes WHERE nik = $1`, string(n))
}

// DropContactChange ends a resident's.
func (t *Tx) DropContactChange(n enrol.NIK) error {
	_, err := t.exec("drop contact change", `DELETE FROM contact_changes WHERE nik = $1`, string(n))
	return err
}
