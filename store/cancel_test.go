package store

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestCancelledBeforeCommit: a transaction whose context ended after its last statement was
// given up by who asked for it, and nothing of it is kept unless it says so.
func TestCancelledBeforeCommit(t *testing.T) {
	s := MustOpen(t, t.TempDir())
	defer s.Close()
	for i := range 20 {
		ctx, cancel := context.WithCancel(t.Context())
		table := fmt.Sprintf("cancelled_%d", i)
		err := s.write(ctx, "test", func(tx *sql.Tx) error {
			_, err := tx.Exec("CREATE TABLE " + table + " (x)")
			cancel()
			time.Sleep(time.Duration(i%4) * time.Millisecond) // the roll-back comes on a goroutine of its own
			return err
		})
		if err != nil {
			wantCode(t, err, enrol.CodeCancelled)
		}
		var n int
		must(t, s.writer.QueryRow("SELECT count(*) FROM sqlite_master WHERE name = ?", table).Scan(&n))
		if (n == 1) != (err == nil) {
			t.Errorf("%d tables after %v", n, err)
		}
	}
}
