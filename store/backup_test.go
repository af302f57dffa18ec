package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// A backup taken while cases are decided holds one moment, and each case of it.
func TestOnlineBackup(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir)
	for i := range 20 {
		MustDecide(t, s, i)
	}
	var wg sync.WaitGroup
	busy, stop := context.WithCancel(ctx)
	wg.Go(func() {
		for i := 100; busy.Err() == nil; i++ {
			if err := s.Decide(ctx, approved(t, i)); err != nil {
				t.Error(err)
				return
			}
		}
	})
	path := filepath.Join(dir, "copy.db")
	must(t, s.OnlineBackup(ctx, path))
	stop()
	wg.Wait()
	must(t, s.Close())

	info, err := os.Stat(path)
	must(t, err)
	if info.Mode() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	aside, err := Restore(ctx, dir, path)
	must(t, err)
	if _, err := os.Stat(aside); err != nil {
		t.Errorf("what was replaced is not kept: %v", err)
	}
	s = MustOpen(t, dir)
	must(t, s.Check(ctx))
	_, err = s.Verify(ctx)
	must(t, err)
	items, err := s.Items(ctx, enrol.Query{Limit: maxLimit})
	must(t, err)
	if len(items) < 20 || bodies(t, s) != len(items) {
		t.Errorf("%d items, %d packets in the backup", len(items), bodies(t, s))
	}
}

func TestOnlineBackupStopped(t *testing.T) {
	dir := t.TempDir()
	s := MustOpen(t, dir)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := filepath.Join(dir, "copy.db")
	wantCode(t, s.OnlineBackup(ctx, path), enrol.CodeCancelled)
	left, err := filepath.Glob(path + "*")
	must(t, err)
	if len(left) != 0 {
		t.Errorf("a stopped backup left %v", left)
	}
	wantCode(t, s.OnlineBackup(t.Context(), filepath.Join(dir, "no", "such", "folder")), enrol.CodeNotFound)
}

func TestBackup(t *testing.T) {
	dir, c := t.TempDir(), &clock{t: noon}
	s := MustOpen(t, dir, withClock(c))
	var last string
	for range backupKeep + 3 {
		var err error
		last, err = s.Backup(t.Context())
		must(t, err)
		c.Advance(24 * time.Hour)
	}
	all, err := Backups(dir)
	must(t, err)
	if len(all) != backupKeep || all[0] != last {
		t.Errorf("%d backups kept, the newest first: %v", len(all), all[0] == last)
	}
}

func TestRestoreRefused(t *testing.T) {
	dir := t.TempDir()
	s := MustOpen(t, dir)
	good := filepath.Join(dir, "good.db")
	must(t, s.OnlineBackup(t.Context(), good))
	bad := filepath.Join(dir, "bad.db")
	must(t, os.WriteFile(bad, []byte("no database, but long enough to be looked at as one"), 0o600))
	empty := filepath.Join(dir, "empty.db")
	must(t, os.WriteFile(empty, nil, 0o600))
	for name, tt := range map[string]struct {
		from string
		want enrol.Code
	}{
		"ErrInUse": {good, enrol.CodeDBInUse}, "ErrBroken": {bad, enrol.CodeDBBroken},
		"ErrEmpty": {empty, enrol.CodeDBBroken}, "ErrMissing": {filepath.Join(dir, "none.db"), enrol.CodeNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Restore(t.Context(), dir, tt.from)
			wantCode(t, err, tt.want)
		})
	}
}

// before is what TestSalvage's backup knows only half of.
type before struct{ open, parked, rejected, dropped, cancelled, resumed enrol.Case }

// park keeps a case for later.
func park(t *testing.T, s *Store, n int) enrol.Case {
	t.Helper()
	c := newCase(n)
	c.Reason = enrol.ReasonComesBack
	c = MustMove(t, c, enrol.EventPark, noon)
	must(t, s.Decide(t.Context(), c))
	return c
}

func halfDone(t *testing.T, s *Store) before {
	t.Helper()
	b := before{open: newCase(300), dropped: newCase(301), parked: park(t, s, 302), rejected: park(t, s, 303), cancelled: park(t, s, 304), resumed: park(t, s, 305)}
	must(t, errors.Join(s.SaveDraft(t.Context(), b.open), s.SaveDraft(t.Context(), b.dropped)))
	return b
}

// goOn takes each case of b to where it is when the disk breaks.
func (b *before) goOn(t *testing.T, s *Store) {
	t.Helper()
	again := func(c enrol.Case) enrol.Case {
		for _, e := range []enrol.Event{enrol.EventResume, enrol.EventAdmit, enrol.EventConsent, enrol.EventCapture, enrol.EventCompare} {
			if e == enrol.EventCapture {
				c.Selfie, c.Face = newCase(1).Selfie, newCase(1).Face
			}
			c = MustMove(t, c, e, noon)
		}
		return c
	}
	b.resumed = again(b.resumed)
	rejected := again(b.rejected)
	rejected.Reason = enrol.ReasonOtherPerson
	must(t, errors.Join(
		s.Decide(t.Context(), MustMove(t, b.open, enrol.EventApprove, noon)),
		s.Decide(t.Context(), MustMove(t, again(b.parked), enrol.EventApprove, noon)),
		s.Decide(t.Context(), MustMove(t, rejected, enrol.EventReject, noon)),
		s.Decide(t.Context(), MustMove(t, b.dropped, enrol.EventCancel, noon)),
		s.Decide(t.Context(), MustMove(t, b.cancelled, enrol.EventCancel, noon)),
		s.SaveDraft(t.Context(), b.resumed)))
}

// breakDisk ends s as a power cut does, with the root page of an index gone.
func breakDisk(t *testing.T, s *Store, index string) {
	t.Helper()
	var root int
	must(t, s.writer.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = ?`, index).Scan(&root))
	_, err := s.writer.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`)
	must(t, err)
	must(t, s.abandon())
	spoilPage(t, filepath.Join(s.dir, databaseFile), root)
}

// TestSalvage breaks a database after its backup, restores, and looks for what was
// decided in between.
func TestSalvage(t *testing.T) {
	ctx, dir, c := t.Context(), t.TempDir(), &clock{t: noon}
	s := MustOpen(t, dir, withClock(c))
	for i := range 30 {
		MustDecide(t, s, i)
	}
	half := halfDone(t, s)
	_, err := s.Backup(ctx)
	must(t, err)
	c.Advance(time.Hour)
	half.goOn(t, s)
	after := map[string]bool{half.open.ID: true, half.parked.ID: true, half.rejected.ID: true}
	for i := range 30 {
		after[MustDecide(t, s, 100+i).ID] = true
	}
	must(t, s.SaveDraft(ctx, newCase(200)))
	breakDisk(t, s, "cases_nik")

	_, err = Open(ctx, Options{Dir: dir})
	wantCode(t, err, enrol.CodeDBBroken)
	var e *enrol.Error
	all, _ := Backups(dir)
	if !errors.As(err, &e) || len(all) != 1 || e.Details["backup"] != filepath.Base(all[0]) {
		t.Fatalf("the error does not name the backup: %v", e.Details)
	}
	aside, err := Restore(ctx, dir, all[0])
	must(t, err)
	s = MustOpen(t, dir, withClock(c))
	got, err := s.Salvage(ctx, aside)
	must(t, err)
	if got != (Salvaged{Cases: 33, Packets: 33, Drafts: 2, Cancelled: 2}) {
		t.Errorf("salvaged %+v", got)
	}
	if again, err := s.Salvage(ctx, aside); err != nil || again != (Salvaged{}) {
		t.Errorf("salvaged twice: %+v, %v", again, err)
	}
	checkHalf(t, s, half)
	parcels, err := s.Due(ctx, c.Now(), 1<<30)
	must(t, err)
	for _, p := range parcels {
		delete(after, p.ID)
	}
	if len(parcels) != 63 || len(after) != 0 {
		t.Errorf("%d parcels due, %d decided ones missing", len(parcels), len(after))
	}
	_, err = s.Verify(ctx)
	must(t, err)
}

// checkHalf looks for what became of the cases that the backup knew half of.
func checkHalf(t *testing.T, s *Store, b before) {
	t.Helper()
	ctx := t.Context()
	drafts, err := s.Drafts(ctx)
	must(t, err)
	if len(drafts) != 2 {
		t.Errorf("%d drafts: what was decided, or cancelled, after the backup is none", len(drafts))
	}
	for _, d := range drafts {
		if d.ID == b.resumed.ID && d.State != enrol.StateCompared {
			t.Errorf("the resumed case is %s", d.State)
		}
	}
	if parked, err := s.ParkedCases(ctx); err != nil || len(parked) != 0 {
		t.Errorf("%d parked cases, %v", len(parked), err)
	}
	if spent, err := s.Spent(ctx, b.parked.Credential.ID); err != nil || !spent {
		t.Errorf("the credential is not spent: %v", err)
	}
	for id, want := range map[string]enrol.State{b.parked.ID: enrol.StateApproved, b.rejected.ID: enrol.StateRejected,
		b.cancelled.ID: enrol.StateCancelled, b.dropped.ID: enrol.StateCancelled} {
		must(t, s.read(ctx, "test", func(tx *sql.Tx) error {
			now, err := standingOf(tx, id)
			if now.state != want {
				t.Errorf("case %s is %q, want %s", id, now.state, want)
			}
			return err
		}))
	}
}

// A data key that is gone costs the drafts, not what waits for the registry.
func TestSetAside(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	_, err := SetAside(dir)
	wantCode(t, err, enrol.CodeNotFound)
	s := MustOpen(t, dir, func(o *Options) { o.Keys = passphrase("terlupa") })
	c := MustDecide(t, s, 1)
	must(t, s.SaveDraft(ctx, newCase(2)))
	_, err = SetAside(dir)
	wantCode(t, err, enrol.CodeDBInUse)
	must(t, s.abandon())

	aside, err := SetAside(dir)
	must(t, err)
	s = MustOpen(t, dir)
	got, err := s.Salvage(ctx, aside)
	must(t, err)
	if got != (Salvaged{Cases: 1, Packets: 1, Lost: 1}) {
		t.Errorf("salvaged %+v", got)
	}
	if ids := dueIDs(t, s, noon, 1); len(ids) != 1 || ids[0] != c.ID {
		t.Error("the packet is not due")
	}
}

// Damage that is found beside the lane stops all writing, and the next start.
func TestCheckBeside(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir)
	for i := range 30 {
		MustDecide(t, s, i)
	}
	backup, err := s.Backup(ctx)
	must(t, err)
	var root int
	must(t, s.writer.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = 'cases_masked'`).Scan(&root))
	must(t, s.Close())

	whole := MustOpen(t, dir)
	whole.checker.done.Wait()
	MustDecide(t, whole, 50)
	must(t, whole.Close())

	spoilPage(t, filepath.Join(dir, databaseFile), root)
	s = MustOpen(t, dir) // a clean end: not checked before it is served
	s.checker.done.Wait()
	wantCode(t, s.Decide(ctx, approved(t, 51)), enrol.CodeDBBroken)
	wantCode(t, s.Close(), enrol.CodeDBBroken)
	_, err = Open(ctx, Options{Dir: dir})
	wantCode(t, err, enrol.CodeDBBroken)
	_, err = Restore(ctx, dir, backup)
	must(t, err)
	s = MustOpen(t, dir)
	MustDecide(t, s, 52)
}

func spoilPage(t *testing.T, path string, page int) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	must(t, err)
	_, err = f.WriteAt(make([]byte, 4096), int64(page-1)*4096)
	must(t, errors.Join(err, f.Close()))
}

// A backup of another PC is told from one's own before anything is replaced.
func TestKeyOpens(t *testing.T) {
	ctx, dir, other := t.Context(), t.TempDir(), t.TempDir()
	made := func(dir string) string {
		t.Helper()
		s := MustOpen(t, dir)
		MustDecide(t, s, 1)
		path, err := s.Backup(ctx)
		must(t, errors.Join(err, s.Close()))
		return path
	}
	own, strange := made(dir), made(other)
	junk := filepath.Join(t.TempDir(), "junk.db")
	must(t, os.WriteFile(junk, []byte("no database"), 0o600))
	for _, tt := range []struct {
		name, dir, from string
		keys            KeySource
		want            enrol.Code
	}{
		{"OK", dir, own, KeyFile{}, ""},
		{"ErrOtherPC", dir, strange, KeyFile{}, enrol.CodeKeyLocked},
		{"ErrNoKey", t.TempDir(), own, KeyFile{}, enrol.CodeKeyLocked},
		{"ErrOtherKind", dir, own, &Passphrase{}, enrol.CodeKeyLocked},
		{"ErrJunk", dir, junk, KeyFile{}, enrol.CodeDBBroken},
	} {
		t.Run(tt.name, func(t *testing.T) { wantCode(t, KeyOpens(ctx, tt.dir, tt.from, tt.keys), tt.want) })
	}
}
