package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
)

// The first schemas with rosters, and with pages beside the drafts.
const (
	schemaRosters = 3
	schemaPages   = 4
)

// sqlOver collects what a copy, "main", still holds evidence of, although the database,
// "live", has none of it: the registry has answered, or the case was decided, cancelled or
// parked since. What the database does not know stays: it may have been put back from an
// older copy itself. CROSS JOIN keeps the order: the copy's few pieces of evidence lead to
// the database's cases, of which there may be a million, and never the other way round.
var sqlOver = []string{
	`CREATE TEMP TABLE over (id TEXT PRIMARY KEY) WITHOUT ROWID`,
	`INSERT OR IGNORE INTO over SELECT c.id FROM main.packets AS p CROSS JOIN main.cases AS c USING (row) CROSS JOIN live.cases AS l ON l.id = c.id
		WHERE l.delivery = 'answered' AND (c.delivery <> 'answered' OR NOT EXISTS (SELECT 1 FROM live.packets AS q WHERE q.row = l.row))`,
	`INSERT OR IGNORE INTO over SELECT d.id FROM main.drafts AS d CROSS JOIN live.cases AS l ON l.id = d.id WHERE l.state IN ('approved', 'rejected')`,
	`INSERT OR IGNORE INTO over SELECT d.id FROM main.drafts AS d CROSS JOIN live.cancelled AS l ON l.id = d.id`,
}

// sqlOverParked finds cases that were parked since: their selfie was dropped.
const sqlOverParked = `INSERT OR IGNORE INTO over SELECT d.id FROM main.drafts AS d CROSS JOIN live.drafts AS l ON l.id = d.id
	WHERE l.state = 'parked' AND l.saved_at > d.saved_at`

// sqlRenew puts in the place of what is over how the database has it, undelivered packets
// too: a copy that is restored then has nothing to deliver that it does not hold, and
// lacks nothing that is to be delivered. QRs come first, while it can be told whether a
// draft is among what is over: all are looked through, so only where one may be new.
var sqlRenew = []string{
	`INSERT OR IGNORE INTO main.spent (credential, case_id, at) SELECT credential, case_id, at FROM live.spent
		WHERE EXISTS (SELECT 1 FROM over JOIN main.drafts USING (id)) AND case_id IN (SELECT id FROM over)`,
	`DELETE FROM main.packets WHERE row IN (SELECT row FROM main.cases WHERE id IN (SELECT id FROM over))`,
	`DELETE FROM main.drafts WHERE id IN (SELECT id FROM over)`,
	`DELETE FROM main.cases WHERE id IN (SELECT id FROM over)`,
	`INSERT INTO main.cases (` + caseColumns + `) SELECT ` + caseColumns + ` FROM over CROSS JOIN live.cases USING (id)`,
	`INSERT INTO main.packets (row, erase_at, body) SELECT c.row, p.erase_at, p.body FROM over CROSS JOIN main.cases AS c USING (id)
		CROSS JOIN live.cases AS l USING (id) CROSS JOIN live.packets AS p ON p.row = l.row`,
	`INSERT OR IGNORE INTO main.cancelled (id, at) SELECT id, at FROM over CROSS JOIN live.cancelled USING (id)`,
}

// sqlRenewParked brings a parked case's draft and pages as they are now.
var sqlRenewParked = []string{
	`INSERT INTO main.drafts (id, nik_index, state, saved_at, body) SELECT id, nik_index, state, saved_at, body FROM over CROSS JOIN live.drafts USING (id)`,
	`INSERT INTO main.pages (case_id, digest, body) SELECT case_id, digest, body FROM over CROSS JOIN live.pages ON case_id = over.id`,
}

// purge erases from a copy of the database what the database itself has erased since. The
// copy keeps its time, by which its age is told. CodeDiskFull where its journal, at worst as
// large as the copy, would leave the lane less room than it must have: the next hour tries
// again.
func (s *Store) purge(ctx context.Context, path string) error {
	before, err := os.Stat(path)
	if err == nil {
		err = s.room(ctx, "purge backup", path)
	}
	if err == nil {
		err = s.purgeFile(ctx, path)
	}
	if err != nil {
		return coded("purge backup", err)
	}
	return coded("purge backup", os.Chtimes(path, before.ModTime(), before.ModTime()))
}

// purgeFile works in the copy itself, in one transaction that is undone where it is cut:
// to write a large database anew for the few pages of evidence in it would be too much.
func (s *Store) purgeFile(ctx context.Context, path string) (err error) {
	db, err := sql.Open("sqlite3", "file:"+pathEscaper.Replace(path)+"?mode=rw&_journal_mode=DELETE&_synchronous=FULL&_foreign_keys=1&_busy_timeout=5000&_secure_delete=true")
	if err != nil {
		return err
	}
	defer closing(&err, db)
	db.SetMaxOpenConns(1) // that which has the other database attached
	steps, err := migrations(embedded)
	if err != nil {
		return err
	}
	version, err := schemaVersion(ctx, db, len(steps))
	if err != nil || version == 0 {
		return err
	}
	live := "file:" + pathEscaper.Replace(filepath.Join(s.dir, databaseFile)) + "?mode=ro"
	if _, err := db.ExecContext(ctx, `ATTACH ? AS live`, live); err != nil {
		return fmt.Errorf("attach database: %w", err)
	}
	if _, err := db.ExecContext(ctx, `PRAGMA temp_store=MEMORY`); err != nil {
		return err
	}
	return inTx(ctx, db, func(tx *sql.Tx) error { return renew(ctx, tx, version, instant(s.now())) })
}

func renew(ctx context.Context, tx *sql.Tx, version int, now int64) error {
	find, put := sqlOver, sqlRenew
	if version >= schemaPages {
		find, put = append(find[:len(find):len(find)], sqlOverParked), append(put[:len(put):len(put)], sqlRenewParked...)
	}
	if err := runAll(ctx, tx, find); err != nil {
		return err
	}
	var over bool
	if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM over)`).Scan(&over); err != nil {
		return err
	}
	if over {
		if err := runAll(ctx, tx, put); err != nil {
			return err
		}
	}
	if version < schemaRosters {
		return nil
	}
	return eraseRosters(tx, now)
}

func runAll(ctx context.Context, tx *sql.Tx, queries []string) error {
	for _, q := range queries {
		if _, err := tx.ExecContext(ctx, q); err != nil {
			return err
		}
	}
	return nil
}
