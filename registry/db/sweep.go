package db

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// sweepBatch is how many rows a transaction of the sweep deletes: others wait for it.
const sweepBatch = 500

// How long what is over is kept: for staff to see, and for packets that come late.
const (
	keepOver    = 7  // days
	keepLookups = 90 // days: who asked about whom
	keepDecided = 30 // days: a registration after its decision, and mails that were given up
)

// useless is what time has made useless in one table.
type useless struct {
	table, key, where string
	after             int // days
}

// All are deleted in an order in which none needs another.
var uselessRows = []useless{
	{"evidence", "case_id", "keep_until < $1", 0},
	{"sessions", "id", "expires_at < $1", 0},
	{"admin_sessions", "id", "expires_at < $1", 0},
	{"contact_changes", "nik", "expires_at < $1", keepOver},
	{"codes", "id", "expires_at < $1", keepOver},
	{"throttles", "key", "updated_at < $1", keepOver},
	{"registrations", "id", "expires_at < $1 AND case_id = ''", keepOver},
	{"registrations", "id", "expires_at < $1", keepDecided},
	{"offers", "id", "expires_at < $1", keepOver},
	{"jobs", "id", "state = 'done' AND done_at < $1", keepOver},
	{"jobs", "id", "state = 'dead' AND done_at < $1", keepDecided},
	{"rosters", "id", "keep_until < $1", 0},
	{"lookups", "id", "last_at < $1", keepLookups},
	{"enrol_codes", "mac", "expires_at < $1", keepOver},
}

// Sweep deletes what time has made useless: sessions and codes that expired, counters
// that rested, evidence past its retention, registrations long after their decision. Each
// kind goes by itself and in small parts, so that a backlog of one neither holds others up
// nor is given up as a whole; the error is that of all that failed.
func (d *DB) Sweep(ctx context.Context, now time.Time) error {
	var failed []error
	for _, u := range uselessRows {
		if err := d.sweepRows(ctx, u, now); err != nil {
			failed = append(failed, fmt.Errorf("sweep %s: %w", u.table, err))
		}
	}
	return errors.Join(failed...)
}

func (d *DB) sweepRows(ctx context.Context, u useless, now time.Time) error {
	q := `DELETE FROM ` + u.table + ` WHERE ` + u.key + ` IN (SELECT ` + u.key + ` FROM ` + u.table + ` WHERE ` + u.where + ` LIMIT $2)`
	for {
		var deleted int64
		err := d.Update(ctx, func(t *Tx) (err error) {
			deleted, err = t.exec("sweep", q, unix(now.AddDate(0, 0, -u.after)), sweepBatch)
			return err
		})
		if err != nil || deleted < sweepBatch {
			return err
		}
	}
}
