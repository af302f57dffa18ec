package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Registration is what a resident entered on the phone, with the QR it got.
type Registration struct {
	ID           string // SHA-256 of the page's handle, hex
	NIK          enrol.NIK
	Email        enrol.Email
	Phone        enrol.Phone
	Kind         enrol.Kind
	Lang         string
	ConsentAt    time.Time
	CredentialID string
	QR           string
	Token        string
	Expires      time.Time
	Created      time.Time
	CaseID       string // the case that decided it; "": none yet
}

const registrationColumns = `id, nik, email, phone, kind, lang, consent_at, credential_id, qr, token, expires_at, created_at, case_id`

func registrationFields(r *Registration) []any {
	return []any{&r.ID, (*string)(&r.NIK), (*string)(&r.Email), (*string)(&r.Phone), (*string)(&r.Kind), &r.Lang, stamp{&r.ConsentAt},
		&r.CredentialID, &r.QR, &r.Token, stamp{&r.Expires}, stamp{&r.Created}, &r.CaseID}
}

// AddRegistration keeps a new one.
func (t *Tx) AddRegistration(r Registration) error {
	_, err := t.exec("add registration", `INSERT INTO registrations (`+registrationColumns+`) VALUES `+tuples(1, 13),
		r.ID, string(r.NIK), string(r.Email), string(r.Phone), string(r.Kind), r.Lang, unix(r.ConsentAt),
		r.CredentialID, r.QR, r.Token, unix(r.Expires), unix(r.Created), r.CaseID)
	return err
}

// Registration reads one by its id, to be changed.
func (t *Tx) Registration(id string) (Registration, error) {
	return one(t, "read registration", registrationFields,
		`SELECT `+registrationColumns+` FROM registrations WHERE id = $1`, id)
}

// RegistrationByToken finds the one that a short token stands for: its present one, or one
// that a renewal replaced and that has not expired.
func (t *Tx) RegistrationByToken(token string, now time.Time) (Registration, error) {
	return one(t, "read registration", registrationFields, `SELECT `+registrationColumns+` FROM registrations WHERE token = $1
		OR id = (SELECT registration FROM former_qrs WHERE token = $1 AND expires_at > $2)`, token, unix(now))
}

// RenewRegistration replaces QR, token and expiry of one that is undecided, and remembers
// which ones they replace; CodeNotFound where there is none.
func (t *Tx) RenewRegistration(r Registration) error {
	if _, err := t.exec("keep the former QR", `INSERT INTO former_qrs (credential_id, registration, token, expires_at)
		SELECT credential_id, id, token, expires_at FROM registrations WHERE id = $1 AND case_id = ''`, r.ID); err != nil {
		return err
	}
	return t.need("renew registration", `UPDATE registrations SET credential_id = $1, qr = $2, token = $3, expires_at = $4 WHERE id = $5 AND case_id = ''`,
		r.CredentialID, r.QR, r.Token, unix(r.Expires), r.ID)
}

// DecideRegistration notes the case that a credential was used for, one that was renewed
// meanwhile too, and answers the registration's language; CodeNotFound where the credential
// belongs to none. Where several credentials of one registration were used, an approval
// stands, and otherwise the first.
func (t *Tx) DecideRegistration(credentialID, caseID string, approved bool) (lang string, err error) {
	return one(t, "decide registration", itself[string], `UPDATE registrations SET case_id = CASE WHEN case_id = '' OR $3 = 1 THEN $1 ELSE case_id END
		WHERE credential_id = $2 OR id = (SELECT registration FROM former_qrs WHERE credential_id = $2) RETURNING lang`,
		caseID, credentialID, bit(approved))
}

// Spend uses up a credential; false where another case has used it before.
func (t *Tx) Spend(credentialID string, n enrol.NIK, caseID string) (bool, error) {
	return t.did("spend credential", `INSERT INTO credentials (id, nik, case_id) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING`,
		credentialID, string(n), caseID)
}
