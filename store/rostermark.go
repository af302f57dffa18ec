package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// MarkExpected keeps what staff say of an expected person, to be told the registry; the
// chain has that somebody was marked, never who. CodeNotFound where nobody has that id.
func (s *Store) MarkExpected(ctx context.Context, id string, m enrol.Mark, by string) error {
	if m != enrol.MarkNone && m != enrol.MarkPresent && m != enrol.MarkAbsent {
		return enrol.NewError(enrol.CodeField, "mark expected person").With("field", "mark")
	}
	// As exact as the registry keeps it, and after the mark before even where the clock
	// was set back: the newest counts.
	now := instant(s.now().Truncate(time.Millisecond))
	return s.write(ctx, "mark expected person", func(tx *sql.Tx) error {
		res, err := tx.Exec(`UPDATE roster_people SET mark = ?1, mark_at = max(?2, mark_at + 1000000), mark_by = ?3, unsent = 1 WHERE id = ?4`, m, now, by, id)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return enrol.WrapError(enrol.CodeNotFound, "mark expected person", sql.ErrNoRows)
		}
		said := string(m)
		if m == enrol.MarkNone {
			said = "none"
		}
		return s.audit(tx, event{kind: "mark", actor: by, data: map[string]string{"mark": said}})
	})
}

// UnsentMarks lists marks that the registry has not heard of, the oldest first.
func (s *Store) UnsentMarks(ctx context.Context, limit int) ([]enrol.RosterMark, error) {
	var out []enrol.RosterMark
	err := s.read(ctx, "list marks", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT id, mark, mark_at, mark_by FROM roster_people WHERE unsent = 1 ORDER BY mark_at, id LIMIT ?`, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var m enrol.RosterMark
			var at int64
			if err := rows.Scan(&m.ID, &m.Mark, &at, &m.By); err != nil {
				return err
			}
			m.At = moment(at)
			out = append(out, m)
		}
		return rows.Err()
	})
	return out, err
}

// MarksSent is told of marks that the registry has; one that was changed meanwhile stays
// unsent.
func (s *Store) MarksSent(ctx context.Context, sent []enrol.RosterMark) error {
	return s.write(ctx, "note sent marks", func(tx *sql.Tx) error {
		for _, m := range sent {
			if _, err := tx.Exec(`UPDATE roster_people SET unsent = 0 WHERE id = ? AND mark_at = ?`, m.ID, instant(m.At)); err != nil {
				return err
			}
		}
		return nil
	})
}
