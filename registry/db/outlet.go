package db

import (
	"encoding/json"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// PutOutlet inserts or replaces an outlet; its id is in the settings. What it replaces is kept, as of
// now, with Former.
func (t *Tx) PutOutlet(s enrol.Settings, now time.Time) error {
	t.forget()
	if _, err := t.exec("keep former outlet", `INSERT INTO former_settings (about, value, ended_at)
		SELECT CAST($1 AS TEXT), settings, CAST($2 AS BIGINT) FROM outlets WHERE id = $3 AND settings <> $4 ON CONFLICT (about, ended_at) DO NOTHING`,
		FormerOutlet(s.Outlet), unix(now), s.Outlet, object{s}); err != nil {
		return err
	}
	_, err := t.exec("write outlet", `INSERT INTO outlets (id, settings, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE SET settings = excluded.settings`, s.Outlet, object{s}, unix(now))
	return err
}

// Outlet reads one's settings.
func (t *Tx) Outlet(id string) (enrol.Settings, error) {
	return remember(&t.memo.outlets, id, func() (enrol.Settings, error) { return one(t, "read outlet", settingsFields, outletQuery, id) })
}

const outletQuery = `SELECT settings FROM outlets WHERE id = $1`

func settingsFields(s *enrol.Settings) []any { return []any{object{s}} }

// Outlets lists all of them.
func (t *Tx) Outlets() ([]enrol.Settings, error) {
	return many(t, "list outlets", func(s *enrol.Settings) []any { return []any{object{s}} }, `SELECT settings FROM outlets ORDER BY id`)
}

// Staff is a person at an outlet, with the time from when on decisions no longer count.
type Staff struct {
	enrol.Staff
	RevokedAt time.Time // zero: in force
}

// PutStaff inserts or replaces one.
func (t *Tx) PutStaff(outlet string, s Staff) error {
	t.forget()
	_, err := t.exec("write staff", `INSERT INTO staff (outlet, id, name, role, verifier, must_set, revoked_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (outlet, id) DO UPDATE SET name = excluded.name, role = excluded.role, verifier = excluded.verifier,
		must_set = excluded.must_set, revoked_at = excluded.revoked_at`,
		outlet, s.ID, s.Name, string(s.Role), s.Verifier, bit(s.MustSet), unix(s.RevokedAt))
	return err
}

// Staff lists an outlet's people, those who left included.
func (t *Tx) Staff(outlet string) ([]Staff, error) {
	return remember(&t.memo.staff, outlet, func() ([]Staff, error) { return t.loadStaff(outlet) })
}

func (t *Tx) loadStaff(outlet string) ([]Staff, error) {
	list, err := many(t, "list staff", staffFields, staffQuery, outlet)
	return revoked(list), err
}

const staffQuery = `SELECT id, name, role, verifier, must_set, revoked_at FROM staff WHERE outlet = $1 ORDER BY id`

func staffFields(s *Staff) []any {
	return []any{&s.ID, &s.Name, (*string)(&s.Role), &s.Verifier, flag{&s.MustSet}, stamp{&s.RevokedAt}}
}

// revoked sets what the outlets are told of those who left.
func revoked(list []Staff) []Staff {
	for i := range list {
		list[i].Revoked = !list[i].RevokedAt.IsZero()
	}
	return list
}

// PutPhase inserts or replaces one; outlet "" means every outlet.
func (t *Tx) PutPhase(p enrol.Phase) error {
	t.forget()
	until := ""
	if !p.Until.IsZero() {
		until = p.Until.Format(time.RFC3339)
	}
	_, err := t.exec("write phase", `INSERT INTO phases (outlet, category, from_at, until_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (outlet, category, from_at) DO UPDATE SET until_at = excluded.until_at`,
		p.Outlet, string(p.Category), p.From.Format(time.RFC3339), until)
	return err
}

// Phases lists those that hold at an outlet.
func (t *Tx) Phases(outlet string) ([]enrol.Phase, error) {
	return remember(&t.memo.phases, outlet, func() ([]enrol.Phase, error) {
		return many(t, "list phases", phaseFields, phaseQuery, outlet)
	})
}

const phaseQuery = `SELECT outlet, category, from_at, until_at FROM phases WHERE outlet = $1 OR outlet = '' ORDER BY from_at, category, outlet`

func phaseFields(p *enrol.Phase) []any {
	return []any{&p.Outlet, (*string)(&p.Category), moment{&p.From}, moment{&p.Until}}
}

// Config reads a setting of the whole registry into v; false where it is not set.
func (t *Tx) Config(key string, v any) (bool, error) {
	text, err := remember(&t.memo.config, key, func() (string, error) {
		text, err := one(t, "read configuration", itself[string], configQuery, key)
		if enrol.CodeOf(err) == enrol.CodeNotFound {
			return "", nil
		}
		return text, err
	})
	if err != nil || text == "" {
		return false, err
	}
	return true, json.Unmarshal([]byte(text), v)
}

const configQuery = `SELECT value FROM config WHERE key = $1`

// PutConfig writes a setting of the whole registry.
func (t *Tx) PutConfig(key string, v any) error {
	t.forget()
	_, err := t.exec("write configuration", `INSERT INTO config (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
		key, object{v})
	return err
}

// AddKey publishes a key that residents' QRs are verified with; a known one stays as it is.
func (t *Tx) AddKey(k enrol.VerifyKey) error {
	t.forget()
	_, err := t.exec("add key", `INSERT INTO verify_keys (id, public, not_before, not_after, revoked_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO NOTHING`, k.ID, k.Public, unix(k.NotBefore), unix(k.NotAfter), unix(k.Revoked))
	return err
}

// Keys lists every key, revoked ones too.
func (t *Tx) Keys() ([]enrol.VerifyKey, error) {
	return remember(&t.memo.keys, "", func() ([]enrol.VerifyKey, error) {
		return many(t, "list keys", keyFields, keyQuery)
	})
}

const keyQuery = `SELECT id, public, not_before, not_after, revoked_at FROM verify_keys ORDER BY id`

func keyFields(k *enrol.VerifyKey) []any {
	return []any{&k.ID, &k.Public, stamp{&k.NotBefore}, stamp{&k.NotAfter}, stamp{&k.Revoked}}
}
