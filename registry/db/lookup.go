package db

import (
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Lookup is that a counter asked about a resident on a day, however often.
type Lookup struct {
	ID     string
	Device string
	Outlet string
	Day    string // YYYY-MM-DD in the registry's zone
	NIK    enrol.NIK
	Known  bool // the register has a record
	Times  int64
	First  time.Time
	Last   time.Time
}

const lookupColumns = `id, device, outlet, day, nik, known, times, first_at, last_at`

func lookupFields(l *Lookup) []any {
	return []any{&l.ID, &l.Device, &l.Outlet, &l.Day, (*string)(&l.NIK), flag{&l.Known}, &l.Times, stamp{&l.First}, stamp{&l.Last}}
}

// LookedUp counts whom a device asked about on a day, each once and except ones.
func (t *Tx) LookedUp(device, day string, except enrol.NIK) (int, error) {
	return one(t, "count lookups", itself[int], `SELECT COUNT(*) FROM lookups WHERE device = $1 AND day = $2 AND nik <> $3`, device, day, string(except))
}

// AddLookup notes one; the same again on the day counts as another time.
func (t *Tx) AddLookup(l Lookup) error {
	_, err := t.exec("note lookup", `INSERT INTO lookups (`+lookupColumns+`) VALUES `+tuples(1, 9)+`
		ON CONFLICT (device, day, nik) DO UPDATE SET times = lookups.times + 1, last_at = excluded.last_at, known = excluded.known`,
		l.ID, l.Device, l.Outlet, l.Day, string(l.NIK), bit(l.Known), l.Times, unix(l.First), unix(l.Last))
	return err
}

// Lookups lists who asked about a resident, the latest first.
func (t *Tx) Lookups(n enrol.NIK, limit int) ([]Lookup, error) {
	return many(t, "list lookups", lookupFields, `SELECT `+lookupColumns+` FROM lookups WHERE nik = $1 ORDER BY last_at DESC LIMIT $2`, string(n), limit)
}

// LookedUpBy counts whom each device of an outlet asked about on a day, by the
// index over devices and days.
func (t *Tx) LookedUpBy(outlet, day string) ([]Count, error) {
	return many(t, "count lookups", countFields, `SELECT device, COUNT(*) FROM lookups
		WHERE device IN (SELECT id FROM devices WHERE outlet = $1) AND day = $2 GROUP BY device ORDER BY device`, outlet, day)
}
