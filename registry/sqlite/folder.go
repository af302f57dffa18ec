package sqlite

import (
	"context"
	"database/sql"
	"time"
)

const (
	// foldEvery is how often the write-ahead log is folded into the file while it grows.
	foldEvery = 500 * time.Millisecond
	// walCeiling is the log's length in pages (64 MB) at which SQLite folds it on its own,
	// within a commit; what was folded before is not done again there.
	walCeiling = 16_000
)

// fold folds the write-ahead log into the file beside the intake until ctx ends, so that
// no commit has to wait for the file's own sync. It never blocks a writer (PASSIVE); what
// it can't fold because somebody reads stays for the next time, and what a kill leaves is
// in the log, which was synced with each commit.
func fold(ctx context.Context, pool *sql.DB) {
	tick := time.NewTicker(foldEvery)
	defer tick.Stop()
	folder := &folder{}
	defer folder.close()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			folder.round(ctx, pool)
		}
	}
}

// folder keeps one connection, since data_version compares with what that saw before.
type folder struct {
	conn *sql.Conn
	seen int64
}

// round folds where somebody wrote since the last time. A fault costs nothing but this
// round: the ceiling holds all the same.
func (f *folder) round(ctx context.Context, pool *sql.DB) {
	if f.conn == nil {
		conn, err := pool.Conn(ctx)
		if err != nil {
			return
		}
		f.conn = conn
	}
	var version int64
	if err := f.conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version); err != nil {
		f.close()
		return
	}
	if version == f.seen {
		return
	}
	if _, err := f.conn.ExecContext(ctx, `PRAGMA wal_checkpoint(PASSIVE)`); err != nil {
		f.close()
		return
	}
	f.seen = version
}

func (f *folder) close() {
	if f.conn != nil {
		_ = f.conn.Close() // back into the pool
	}
	f.conn = nil
}
