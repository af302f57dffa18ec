package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Device is a counter's PC.
type Device struct {
	ID         string
	Outlet     string
	Name       string
	SigningKey []byte // Ed25519 public key
	Enrolled   time.Time
	Seen       time.Time
	Revoked    time.Time // zero: in force
	ReplacedBy string    // id of the device that took its place; "": none
	ReplacedAt time.Time // when somebody at the office said so
}

// Ended is when a device's right to report ended, zero where it has not.
func (d Device) Ended() time.Time {
	if d.ReplacedBy == "" || !d.Revoked.IsZero() && d.Revoked.Before(d.ReplacedAt) {
		return d.Revoked
	}
	return d.ReplacedAt
}

const deviceColumns = `id, outlet, name, signing_key, enrolled_at, seen_at, revoked_at, replaced_by, replaced_at`

func deviceFields(d *Device) []any {
	return []any{&d.ID, &d.Outlet, &d.Name, &d.SigningKey, stamp{&d.Enrolled}, stamp{&d.Seen}, stamp{&d.Revoked}, &d.ReplacedBy, stamp{&d.ReplacedAt}}
}

// AddDevice makes one known.
func (t *Tx) AddDevice(d Device) error {
	_, err := t.exec("add device", `INSERT INTO devices (`+deviceColumns+`) VALUES `+tuples(1, 9),
		d.ID, d.Outlet, d.Name, d.SigningKey, unix(d.Enrolled), unix(d.Seen), unix(d.Revoked), d.ReplacedBy, unix(d.ReplacedAt))
	return err
}

// Device reads one; CodeNotFound where it was never enrolled.
func (t *Tx) Device(id string) (Device, error) {
	return one(t, "read device", deviceFields, `SELECT `+deviceColumns+` FROM devices WHERE id = $1`, id)
}

// Devices lists an outlet's ("": all).
func (t *Tx) Devices(outlet string) ([]Device, error) {
	return many(t, "list devices", deviceFields,
		`SELECT `+deviceColumns+` FROM devices WHERE outlet = $1 OR $2 = '' ORDER BY enrolled_at, id`, outlet, outlet)
}

// SeeDevice notes that one has reported.
func (t *Tx) SeeDevice(id string, now time.Time) error {
	_, err := t.exec("see device", `UPDATE devices SET seen_at = $1 WHERE id = $2`, unix(now), id)
	return err
}

// RevokeDevice ends one's right to report.
func (t *Tx) RevokeDevice(id string, now time.Time) error {
	return t.need("revoke device", `UPDATE devices SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0`, unix(now), id)
}

// ReplaceDevice notes which device took one's place; "" takes that back. CodeNotFound
// where nothing changes by it, or another device has the place already.
func (t *Tx) ReplaceDevice(id, by string, now time.Time) error {
	at := unix(now)
	if by == "" {
		at = 0
	}
	return t.need("replace device", `UPDATE devices SET replaced_by = $1, replaced_at = $2 WHERE id = $3 AND replaced_by <> $4 AND (replaced_by = '' OR $5 = '')`, by, at, id, by, by)
}

// EnrolCode is the right to enrol one device.
type EnrolCode struct {
	MAC      string // keyed hash of the code
	Outlet   string
	Name     string
	Expires  time.Time
	Replaces string // id of the device whose place the new one takes; "": none
}

// AddEnrolCode keeps one.
func (t *Tx) AddEnrolCode(c EnrolCode) error {
	_, err := t.exec("add enrolment code", `INSERT INTO enrol_codes (mac, outlet, name, expires_at, used_by, replaces) VALUES ($1, $2, $3, $4, '', $5)`,
		c.MAC, c.Outlet, c.Name, unix(c.Expires), c.Replaces)
	return err
}

// UseEnrolCode takes one for a device. It answers the id of the device that has it:
// the given one, or an earlier one's where it was used before. CodeEnrolCode where it
// is unknown or expired.
func (t *Tx) UseEnrolCode(mac, device string, now time.Time) (EnrolCode, string, error) {
	var by string
	c, err := one(t, "use enrolment code", func(c *EnrolCode) []any {
		return []any{&c.MAC, &c.Outlet, &c.Name, stamp{&c.Expires}, &c.Replaces, &by}
	},
		`UPDATE enrol_codes SET used_by = CASE WHEN used_by = '' THEN $1 ELSE used_by END WHERE mac = $2 AND expires_at > $3
		RETURNING mac, outlet, name, expires_at, replaces, used_by`, device, mac, unix(now))
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		err = enrol.NewError(enrol.CodeEnrolCode, "use enrolment code")
	}
	return c, by, err
}
