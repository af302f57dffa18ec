package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Figures are a day's, for the lane. Training does not count.
type Figures struct {
	Counts map[enrol.State]int // approved, rejected, parked, cancelled
	Median time.Duration       // at the counter, of the approved; 0: none yet
}

const (
	sqlCounts = `SELECT state, count(*) FROM cases WHERE decided_at >= ?1 AND decided_at < ?2 AND training = 0 GROUP BY state
		UNION ALL SELECT 'cancelled', count(*) FROM cancelled WHERE at >= ?1 AND at < ?2`
	sqlMedian = `SELECT served_ms FROM cases
		WHERE decided_at >= ? AND decided_at < ? AND training = 0 AND state = 'approved'
		ORDER BY served_ms LIMIT 1 OFFSET ?`
)

// Today answers the figures of now's day, in now's location.
func (s *Store) Today(ctx context.Context, now time.Time) (Figures, error) {
	from, until := day(now)
	f := Figures{Counts: map[enrol.State]int{}}
	err := s.read(ctx, "read figures", func(tx *sql.Tx) error {
		if err := countStates(ctx, tx, from, until, f.Counts); err != nil {
			return err
		}
		n := f.Counts[enrol.StateApproved]
		if n == 0 {
			return nil
		}
		ms, err := medianServed(ctx, tx, from, until, n)
		f.Median = time.Duration(ms) * time.Millisecond
		return err
	})
	return f, err
}

func countStates(ctx context.Context, tx *sql.Tx, from, until int64, into map[enrol.State]int) error {
	rows, err := tx.QueryContext(ctx, sqlCounts, from, until)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var state enrol.State
		var n int
		if err := rows.Scan(&state, &n); err != nil {
			return err
		}
		if n > 0 {
			into[state] = n
		}
	}
	return rows.Err()
}

// medianServed is the nearest rank among n, as enrol.Times has it: a time that a case took.
func medianServed(ctx context.Context, tx *sql.Tx, from, until int64, n int) (int64, error) {
	var ms int64
	err := tx.QueryRowContext(ctx, sqlMedian, from, until, (n-1)/2).Scan(&ms)
	return ms, err
}
