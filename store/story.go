package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/gerai-ikd/gerai/enrol"
)

const auditColumns = `seq, at, kind, actor, case_id, data, hash`

const sqlStory = `SELECT ` + auditColumns + ` FROM audit WHERE case_id = ? AND case_id <> '' ORDER BY seq`

var _ enrol.History = (*Store)(nil)

// Story answers every entry of the audit chain about a case, the oldest first. The
// entries are read, not checked: see Verify.
func (s *Store) Story(ctx context.Context, id string) ([]enrol.AuditEntry, error) {
	var out []enrol.AuditEntry
	err := s.read(ctx, "read story", func(tx *sql.Tx) (err error) {
		out, err = entries(ctx, tx, sqlStory, id)
		return err
	})
	return out, err
}

// entries reads what a query over auditColumns answers.
func entries(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]enrol.AuditEntry, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []enrol.AuditEntry
	for rows.Next() {
		var e enrol.AuditEntry
		var at int64
		var data string
		var hash []byte
		if err := rows.Scan(&e.Seq, &at, &e.Kind, &e.Actor, &e.Case, &data, &hash); err != nil {
			return nil, err
		}
		e.At, e.Hash = moment(at), hex.EncodeToString(hash)
		if err := json.Unmarshal([]byte(data), &e.Data); err != nil {
			return nil, fmt.Errorf("read audit entry %d: %w", e.Seq, err)
		}
		out = append(out, e)
	}
	return out, rows.Err()
}
