package store

import (
	"context"
	"database/sql"
	"strconv"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// codesFailed is the condition of the index cases_codes.
const codesFailed = `account IN ('bounced', 'expired') AND looked = 0`

// notLater leaves out a resident who was approved again since: that case has the newer word.
const notLater = `NOT EXISTS (SELECT 1 FROM cases AS later WHERE later.nik_index = cases.nik_index
	AND later.id > cases.id AND later.state = 'approved' AND later.training = 0)`

// codes is the condition of what the counter should look at because a code did not reach its resident, at the
// time now.
func codes(now time.Time) string {
	return codesFailed + ` AND account_at >= ` + strconv.FormatInt(instant(now.Add(-enrol.CodeWatch)), 10) + ` AND training = 0 AND ` + notLater
}

// Looked records that somebody looked at cases whose codes bounced or expired: they leave Backlog.Codes
// and FilterAttention until the registry has news of them.
func (s *Store) Looked(ctx context.Context, ids ...string) error {
	return s.write(ctx, "note what was looked at", func(tx *sql.Tx) error {
		for _, id := range ids {
			if _, err := tx.Exec(`UPDATE cases SET looked = 1 WHERE id = ? AND `+codesFailed, id); err != nil {
				return err
			}
		}
		return nil
	})
}
