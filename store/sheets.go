package store

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
)

// sheetsKept is how many sheets of closed shifts stay: about a year of two shifts a day.
const sheetsKept = 730

// keepSheet keeps a closed shift's sheet with the entry that closes it: files can be lost,
// and what is half-done or odd can't be reckoned once more later.
func (s *Store) keepSheet(tx *sql.Tx, sheet enrol.Sheet) error {
	body, err := s.sealJSON("sheets", strconv.FormatInt(sheet.Seq, 10), sheet)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`INSERT INTO sheets (seq, body) VALUES (?, ?)`, sheet.Seq, body); err != nil {
		return err
	}
	_, err = tx.Exec(`DELETE FROM sheets WHERE seq <= (SELECT seq FROM sheets ORDER BY seq DESC LIMIT 1 OFFSET ?)`, sheetsKept)
	return err
}

// Sheets answers the sheets of the newest closed shifts, the newest first, as CloseShift
// answered them; at most so many.
func (s *Store) Sheets(ctx context.Context, most int) ([]enrol.Sheet, error) {
	var out []enrol.Sheet
	err := s.read(ctx, "read sheets", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT seq, body FROM sheets ORDER BY seq DESC LIMIT ?`, most)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var (
				seq   int64
				body  []byte
				sheet enrol.Sheet
			)
			if err := rows.Scan(&seq, &body); err != nil {
				return err
			}
			if err := s.openJSON("sheets", strconv.FormatInt(seq, 10), body, &sheet); err != nil {
				return err
			}
			out = append(out, sheet)
		}
		return rows.Err()
	})
	return out, err
}
