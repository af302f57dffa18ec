package store

import (
	"context"

	"github.com/gerai-ikd/gerai/enrol"
)

const sqlPlace = `SELECT count(*) FROM cases INDEXED BY cases_day
	WHERE decided_at >= ? AND decided_at <= ? AND state = 'approved' AND training = 0`

// Place answers the how-manieth approval of its day an approved case was at this counter;
// the day is that of DecidedAt's location.
func (s *Store) Place(ctx context.Context, it enrol.Item) (int, error) {
	var n int
	from, _ := day(it.DecidedAt)
	err := s.readers.QueryRowContext(ctx, sqlPlace, from, instant(it.DecidedAt)).Scan(&n)
	return n, coded("count approvals", err)
}
