package store

import (
	"context"
	"database/sql"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// A purge asks the database about what a copy holds evidence of, and never looks through
// its cases: there may be a million, and it runs every hour.
func TestPurgeScansNoCases(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir)
	for i := range 20 {
		MustDecide(t, s, i)
	}
	path, err := s.Backup(ctx)
	must(t, err)
	_, err = s.writer.ExecContext(ctx, `ANALYZE`)
	must(t, err)
	db, err := sql.Open("sqlite3", "file:"+pathEscaper.Replace(path)+"?mode=rw")
	must(t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, `ATTACH ? AS live; `+sqlOver[0], "file:"+pathEscaper.Replace(filepath.Join(dir, databaseFile))+"?mode=ro")
	must(t, err)
	for _, q := range slices.Concat(sqlOver[1:], []string{sqlOverParked}, sqlRenew, sqlRenewParked) {
		plan := planOf(t, db, q)
		for _, step := range plan {
			other := step == "SCAN live.spent" // knows no way in by the case
			if strings.HasPrefix(step, "SCAN l") && !other {
				t.Errorf("%s\n%s", q, strings.Join(plan, "\n"))
			}
		}
	}
}

func planOf(t *testing.T, db *sql.DB, query string) (steps []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), `EXPLAIN QUERY PLAN `+query)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		must(t, rows.Scan(&id, &parent, &unused, &step))
		steps = append(steps, step)
	}
	must(t, rows.Err())
	if len(steps) == 0 && !strings.HasPrefix(query, "CREATE") {
		t.Errorf("%s: no plan", query)
	}
	return steps
}

// Where the disk has no room for a copy's journal the copy is left as it is, and purged once
// there is; the end of the program interrupts it, and nothing is half done.
func TestPurgeNeedsRoom(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir, func(o *Options) { o.Sealer = randomSealer{} })
	id := MustDecide(t, s, 1).ID
	body := stored(t, s, packetOf, id)
	path, err := s.Backup(ctx)
	must(t, err)
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: id, Answer: enrol.AnswerAccepted, At: noon}}))
	least := func(n int64) {
		t.Helper()
		must(t, s.Apply(ctx, enrol.Pull{Settings: &enrol.Settings{Stops: enrol.Stops{MinFreeDisk: n}}}))
	}
	least(math.MaxInt64 / 2)
	wantCode(t, s.Tidy(ctx), enrol.CodeDiskFull)
	least(0)
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.purgeFile(ended, path); !errors.Is(err, context.Canceled) {
		t.Errorf("ended: %v", err)
	}
	if !holds(t, path, body) {
		t.Fatal("purged without room, or after the end")
	}
	must(t, s.Tidy(ctx))
	if holds(t, path, body) {
		t.Error("not purged once there was room")
	}
}

// What a purge that was killed leaves beside a copy goes with the copy, and is not taken for
// that of another one of the same name.
func TestJournalsGoWithTheirCopy(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir)
	oldest, err := s.Backup(ctx)
	must(t, err)
	for range backupKeep - 1 {
		_, err := s.Backup(ctx)
		must(t, err)
	}
	must(t, os.WriteFile(oldest+"-journal", []byte("left behind"), 0o600))
	_, err = s.Backup(ctx)
	must(t, err)
	again := filepath.Join(t.TempDir(), "copy.db")
	must(t, s.OnlineBackup(ctx, again))
	cutWrite(t, again, `DELETE FROM audit`)
	must(t, errors.Join(os.WriteFile(again+"-wal", []byte("left behind"), 0o600), s.OnlineBackup(ctx, again)))
	for _, path := range []string{oldest, again} {
		left, err := filepath.Glob(path + "*")
		must(t, err)
		left = slices.DeleteFunc(left, func(f string) bool { return f == again })
		if len(left) > 0 {
			t.Errorf("left are %v", left)
		}
	}
	must(t, checkFile(ctx, again))
}
