package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Account is a resident's digital identity.
type Account struct {
	NIK       enrol.NIK
	State     enrol.Account
	Email     enrol.Email
	Phone     enrol.Phone
	Lang      string
	PIN       string // argon2id, PHC form; "": none chosen
	Password  string // argon2id, PHC form
	Device    string // SHA-256 of the phone's handle; "": none bound
	CaseID    string // the case that approved it last
	Approved  time.Time
	Activated time.Time
	Updated   time.Time
}

const accountColumns = `nik, state, email, phone, lang, pin, password, device, case_id, approved_at, activated_at, updated_at`

func accountFields(a *Account) []any {
	return []any{(*string)(&a.NIK), (*string)(&a.State), (*string)(&a.Email), (*string)(&a.Phone), &a.Lang, &a.PIN, &a.Password,
		&a.Device, &a.CaseID, stamp{&a.Approved}, stamp{&a.Activated}, stamp{&a.Updated}}
}

// Account reads one, to be changed; CodeNotFound where there is none.
func (t *Tx) Account(n enrol.NIK) (Account, error) {
	return ahead(t.memo.accounts, n, "read account", func() (Account, error) {
		return one(t, "read account", accountFields, accountQuery, string(n))
	})
}

const accountQuery = `SELECT ` + accountColumns + ` FROM accounts WHERE nik = $1`

// PutAccount inserts or replaces one, and hands its state on to the case that the
// outlet asks about.
func (t *Tx) PutAccount(a Account) error {
	delete(t.memo.accounts, a.NIK)
	delete(t.memo.cases, a.CaseID)
	err := t.post("write account", `INSERT INTO accounts (`+accountColumns+`) VALUES `+tuples(1, 12)+`
		ON CONFLICT (nik) DO UPDATE SET state = excluded.state, email = excluded.email, phone = excluded.phone, lang = excluded.lang,
		pin = excluded.pin, password = excluded.password, device = excluded.device, case_id = excluded.case_id,
		approved_at = excluded.approved_at, activated_at = excluded.activated_at, updated_at = excluded.updated_at`,
		string(a.NIK), string(a.State), string(a.Email), string(a.Phone), a.Lang, a.PIN, a.Password,
		a.Device, a.CaseID, unix(a.Approved), unix(a.Activated), unix(a.Updated))
	if err != nil || a.CaseID == "" {
		return err
	}
	return t.post("write status", `UPDATE cases SET account = $1, account_at = $2 WHERE id = $3 AND account <> $4`,
		string(a.State), unix(a.Updated), a.CaseID, string(a.State))
}

// Code is an activation code that works until it expires.
type Code struct {
	ID      string // of the job that mails it
	NIK     enrol.NIK
	MAC     string // keyed hash of the code
	Device  string // SHA-256 of the handle of the phone that entered it; "": none yet
	Expires time.Time
}

// PutCode makes a code valid, or extends the life of the one that the same job mails.
func (t *Tx) PutCode(c Code) error {
	return t.post("write code", `INSERT INTO codes (id, nik, mac, expires_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at`, c.ID, string(c.NIK), c.MAC, unix(c.Expires))
}

// Codes lists a resident's codes, expired ones too.
func (t *Tx) Codes(n enrol.NIK) ([]Code, error) {
	return many(t, "read codes", func(c *Code) []any { return []any{&c.ID, (*string)(&c.NIK), &c.MAC, &c.Device, stamp{&c.Expires}} },
		`SELECT id, nik, mac, device, expires_at FROM codes WHERE nik = $1`, string(n))
}

// DropCodes ends a resident's codes but the one with the id keep ("": all).
func (t *Tx) DropCodes(n enrol.NIK, keep string) error {
	return t.post("drop codes", `DELETE FROM codes WHERE nik = $1 AND id <> $2`, string(n), keep)
}

// BindCode lets only one phone go on with a code.
func (t *Tx) BindCode(id, device string) error {
	return t.post("bind code", `UPDATE codes SET device = $1 WHERE id = $2`, device, id)
}
