package store

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// ofSchema makes a database as the program of that schema left it, and opens it no
// further: its writer alone is there.
func ofSchema(t *testing.T, dir string, schema int) *Store {
	t.Helper()
	s := MustOpen(t, t.TempDir())
	text, err := os.ReadFile(filepath.Join(s.dir, keyringFile))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(dir, keyringFile), text, 0o600))
	old := &Store{dir: dir, box: s.box, now: s.now, log: s.log, sealer: testSealer{}}
	path := filepath.Join(dir, databaseFile)
	must(t, touch(path))
	old.writer, err = openWriter(path)
	must(t, err)
	steps, err := migrations(embedded)
	must(t, err)
	must(t, old.migrateWith(t.Context(), steps[:schema]))
	must(t, old.write(t.Context(), "test", old.firstFacts))
	return old
}

// TestMigrateDrafts brings a half-done, a parked and a decided case, with their pages, from
// schema 5.
func TestMigrateDrafts(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	old := ofSchema(t, dir, 5)
	half, later := withPapers(1), withPapers(2)
	later.Reason = enrol.ReasonComesBack
	later = MustMove(t, later, enrol.EventPark, noon)
	done := withPapers(3)
	must(t, old.SaveDraft(ctx, half))
	must(t, old.SaveDraft(ctx, done))
	must(t, old.Decide(ctx, later))
	var pages int
	must(t, old.writer.QueryRow(`SELECT count(*) FROM pages`).Scan(&pages))
	must(t, old.writer.Close())

	s := MustOpen(t, dir)
	var now, withoutRowid int
	must(t, s.writer.QueryRow(`SELECT count(*) FROM pages`).Scan(&now))
	must(t, s.writer.QueryRow(`SELECT count(*) FROM sqlite_schema WHERE name LIKE 'sqlite_autoindex_drafts%' OR name LIKE '%by_id'`).Scan(&withoutRowid))
	if now != pages || pages == 0 || withoutRowid != 0 {
		t.Errorf("%d pages of %d, %d leftovers", now, pages, withoutRowid)
	}
	drafts, err := s.Drafts(ctx)
	must(t, err)
	parked, err := s.ParkedCases(ctx)
	must(t, err)
	if len(drafts) != 2 || len(parked) != 1 || parked[0].ID != later.ID {
		t.Fatalf("%d half done, %d parked", len(drafts), len(parked))
	}
	full, err := s.withPages(ctx, drafts[slices.IndexFunc(drafts, func(c enrol.Case) bool { return c.ID == half.ID })])
	if err != nil || !slices.EqualFunc(full.Pages, half.Pages, func(a, b enrol.Page) bool { return string(a.Sealed) == string(b.Sealed) }) {
		t.Errorf("the pages are others: %v", err)
	}
	must(t, s.Decide(ctx, MustMove(t, done, enrol.EventReject, noon)))
	must(t, s.writer.QueryRow(`SELECT count(*) FROM pages WHERE case_id = ?`, done.ID).Scan(&now))
	if now != 0 {
		t.Errorf("%d pages outlive their draft", now)
	}
	must(t, s.Check(ctx))
	var broken int
	must(t, s.writer.QueryRow(`SELECT count(*) FROM pragma_foreign_key_check`).Scan(&broken))
	if broken != 0 {
		t.Errorf("%d rows refer to nothing", broken)
	}
}

// A backup of schema 5 is restored, salvaged from and purged.
func TestOldBackup(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	old := ofSchema(t, dir, 5)
	half, gone := withPapers(1), withPapers(2)
	must(t, old.SaveDraft(ctx, half))
	must(t, old.SaveDraft(ctx, gone))
	c := approved(t, 3)
	must(t, old.Decide(ctx, c))
	body := stored(t, old, packetOf, c.ID)
	draft := stored(t, old, draftOf, gone.ID)
	must(t, os.Mkdir(filepath.Join(dir, backupDir), 0o700))
	path := filepath.Join(dir, backupDir, "gerai-20260304-050000-000001.db")
	must(t, backup(context.WithoutCancel(ctx), old.writer, path))
	aside := filepath.Join(t.TempDir(), "old.db")
	must(t, backup(ctx, old.writer, aside))
	must(t, old.writer.Close())

	s := MustOpen(t, dir)
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: c.ID, Answer: enrol.AnswerAccepted, At: noon}}))
	must(t, s.Decide(ctx, MustMove(t, gone, enrol.EventCancel, noon)))
	if !holds(t, path, body[:400]) || !holds(t, path, draft) {
		t.Fatal("the backup never held the evidence")
	}
	must(t, s.Tidy(ctx))
	if holds(t, path, body[:400]) || holds(t, path, draft) {
		t.Error("the backup holds what was erased")
	}
	other := MustOpen(t, t.TempDir())
	other.box = s.box // of the same data key
	got, err := other.Salvage(ctx, aside)
	must(t, err)
	if got != (Salvaged{Cases: 1, Packets: 1, Drafts: 2}) {
		t.Errorf("salvaged %+v", got)
	}
	must(t, s.Close())
	_, err = Restore(ctx, dir, path)
	must(t, err)
	s = MustOpen(t, dir)
	drafts, err := s.Drafts(ctx)
	must(t, err)
	if len(drafts) != 1 || drafts[0].ID != half.ID || len(dueIDs(t, s, noon, 1<<30)) != 0 {
		t.Errorf("%d drafts", len(drafts))
	}
}
