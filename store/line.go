package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gerai-ikd/gerai/enrol"
)

var _ enrol.LineBook = (*Store)(nil)

// Line answers how the line stood when that was kept last; nothing where it can't be read, which no
// more than the beginning of an outage depends on.
func (s *Store) Line(ctx context.Context) (enrol.LineNote, error) {
	var n enrol.LineNote
	err := s.read(ctx, "read line", func(tx *sql.Tx) error {
		value, err := fact(tx, factLine)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err == nil && json.Unmarshal(value, &n) != nil {
			n = enrol.LineNote{}
		}
		return err
	})
	return n, err
}

// KeepLine keeps how the line stands.
func (s *Store) KeepLine(ctx context.Context, n enrol.LineNote) error {
	value, err := json.Marshal(n)
	if err != nil {
		return fmt.Errorf("encode line: %w", err)
	}
	return s.write(ctx, "keep line", func(tx *sql.Tx) error { return putFact(tx, factLine, value) })
}
