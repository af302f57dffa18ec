package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

const (
	sqlDay = `SELECT kind, state, reason, operator, decided_at, served_ms, delivery, answer, code,
		` + purposeBand + `
		FROM cases INDEXED BY cases_day
		WHERE decided_at >= ? AND decided_at < ? AND training = 0`
	sqlQueued = `SELECT queued_at FROM cases WHERE ` + open + ` ORDER BY queued_at LIMIT 100000`
	// sqlReached counts from its index alone. Its kinds are those that Kind.Begins names.
	sqlReached = `SELECT count(*), coalesce(sum(account = 'active'), 0) FROM cases INDEXED BY cases_reached WHERE state = 'approved' AND training = 0 AND answer IN ('accepted', 'duplicate')
		AND kind IN ('` + string(enrol.KindNew) + `', '` + string(enrol.KindFirstCard) + `')`
)

// Day answers the figures of now's day, in now's location, and of what waits.
func (s *Store) Day(ctx context.Context, now time.Time) (enrol.Day, error) {
	from, until := day(now)
	var cases []enrol.DayCase
	var queued []time.Time
	var cancelled int
	err := s.read(ctx, "read day", func(tx *sql.Tx) (err error) {
		if cases, err = dayCases(ctx, tx, from, until); err != nil {
			return err
		}
		if queued, err = queuedSince(ctx, tx); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM cancelled WHERE at >= ? AND at < ?`, from, until).Scan(&cancelled)
	})
	return enrol.NewDay(cases, cancelled, queued, now), err
}

func dayCases(ctx context.Context, tx *sql.Tx, from, until int64) ([]enrol.DayCase, error) {
	rows, err := tx.QueryContext(ctx, sqlDay, from, until)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []enrol.DayCase
	for rows.Next() {
		var c enrol.DayCase
		var decided, served int64
		var chain string
		if err := rows.Scan(&c.Kind, &c.State, &c.Reason, &c.Operator, &decided, &served, &c.Delivery, &c.Answer, &c.Code, &chain); err != nil {
			return nil, err
		}
		purpose, band, _ := strings.Cut(chain, " ")
		c.Purpose, c.Band = enrol.Purpose(purpose), enrol.Band(band)
		c.DecidedAt, c.Served = moment(decided), time.Duration(served)*time.Millisecond
		out = append(out, c)
	}
	return out, rows.Err()
}

func queuedSince(ctx context.Context, tx *sql.Tx) ([]time.Time, error) {
	rows, err := tx.QueryContext(ctx, sqlQueued)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []time.Time
	for rows.Next() {
		var at int64
		if err := rows.Scan(&at); err != nil {
			return nil, err
		}
		out = append(out, moment(at))
	}
	return out, rows.Err()
}

// Reached counts the digital identities that began at this counter and that the registry
// has acknowledged, since the beginning: see enrol.Reach.
func (s *Store) Reached(ctx context.Context) (r enrol.Reach, err error) {
	err = s.read(ctx, "count acknowledged cases", func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, sqlReached).Scan(&r.Acknowledged, &r.Active); err != nil {
			return err
		}
		b, err := inStep(tx)
		r.Told = b.Synced()
		return err
	})
	return r, err
}
