package store

import (
	"context"
	"database/sql"

	"github.com/gerai-ikd/gerai/enrol"
)

// Refused calls each for every packet that the registry refused and nobody has looked
// after, the oldest first, and changes nothing: for a bundle, since the registry judges a
// packet anew whichever way it comes. An error of each ends it.
func (s *Store) Refused(ctx context.Context, each func(enrol.Parcel) error) error {
	return s.read(ctx, "read refused packets", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT id, queued_at, attempts, body FROM cases JOIN packets USING (row)
			WHERE answer = 'refused' AND attended = 0 ORDER BY id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		return eachParcel(rows, each)
	})
}

func eachParcel(rows *sql.Rows, each func(enrol.Parcel) error) error {
	for rows.Next() {
		var p enrol.Parcel
		var queued int64
		if err := rows.Scan(&p.ID, &queued, &p.Attempts, &p.Body); err != nil {
			return err
		}
		p.Queued = moment(queued)
		if err := each(p); err != nil {
			return err
		}
	}
	return rows.Err()
}
