package store

import (
	"fmt"
	"syscall"
	"testing"

	"github.com/mattn/go-sqlite3"

	"github.com/gerai-ikd/gerai/enrol"
)

// A database that may not grow stands for a full disk: SQLite answers SQLITE_FULL.
func TestFull(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	kept := map[string]bool{}
	for i := range 3 {
		kept[MustDecide(t, s, i).ID] = true
	}
	var pages int
	must(t, s.writer.QueryRow(`PRAGMA page_count`).Scan(&pages))
	c := newCase(9)
	must(t, s.SaveDraft(ctx, c))
	limit := func(n int) {
		_, err := s.writer.Exec(fmt.Sprintf(`PRAGMA max_page_count=%d`, n))
		must(t, err)
	}
	limit(pages)
	big := MustMove(t, c, enrol.EventApprove, noon)
	big.Selfie = make([]byte, 200_000)
	wantCode(t, s.Decide(ctx, big), enrol.CodeDiskFull)
	drafts, err := s.Drafts(ctx)
	must(t, err)
	if len(drafts) != 1 || drafts[0].ID != c.ID {
		t.Fatalf("%d drafts on a full disk, want the one that could not be decided", len(drafts))
	}
	if used, _ := s.Spent(ctx, c.Credential.ID); used {
		t.Error("the credential was spent without a decision")
	}
	limit(1 << 30)
	must(t, s.Decide(ctx, big))
	if b, err := s.Backlog(ctx); err != nil || b.Pending != 4 {
		t.Errorf("backlog %+v, %v", b, err)
	}
	_, err = s.Verify(ctx)
	must(t, err)
}

// TestFullDisk fills a real, small file system to the brim while cases are decided.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=4m"); err != nil {
		t.Skipf("A SMALL FILE SYSTEM CAN'T BE MOUNTED HERE (%v); TestFull stands in with a database that may not grow", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	ctx, s := t.Context(), MustOpen(t, dir)
	acknowledged, i := map[string]bool{}, 0
	fill := func() (refused enrol.Case) {
		for ; i < 1000; i++ {
			c := approved(t, i)
			c.Selfie = make([]byte, 60_000)
			if err := s.Decide(ctx, c); err != nil {
				wantCode(t, err, enrol.CodeDiskFull)
				return c
			}
			acknowledged[c.ID] = true
		}
		t.Fatal("the disk never got full")
		return refused
	}
	c := fill()
	for _, err := range []error{s.Decide(ctx, c), s.SaveDraft(ctx, newCaseLike(c))} {
		wantCode(t, err, enrol.CodeDiskFull)
	}
	if err := s.Close(); err != nil { // there may be no room for the mark of a clean end
		wantCode(t, err, enrol.CodeDiskFull)
	}
	if full, err := Open(ctx, Options{Dir: dir}); err != nil { // to open is refused plainly, or works
		wantCode(t, err, enrol.CodeDiskFull)
	} else {
		must(t, full.abandon())
	}
	must(t, syscall.Mount("tmpfs", dir, "tmpfs", syscall.MS_REMOUNT, "size=64m"))
	s = MustOpen(t, dir)
	must(t, s.Decide(ctx, c))
	acknowledged[c.ID] = true
	items, err := s.Items(ctx, enrol.Query{Limit: maxLimit})
	must(t, err)
	if len(items) != len(acknowledged) {
		t.Errorf("%d items, %d were acknowledged", len(items), len(acknowledged))
	}
	for _, it := range items {
		if !acknowledged[it.ID] {
			t.Errorf("case %s is there and was refused", it.ID)
		}
	}
	must(t, s.Check(ctx))
	_, err = s.Verify(ctx)
	must(t, err)
}

// TestFullCodes: a file that can't grow is a full disk, whoever keeps it from growing.
func TestFullCodes(t *testing.T) {
	for _, errno := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		wantCode(t, coded("write", fmt.Errorf("write log: %w", errno)), enrol.CodeDiskFull)
		wantCode(t, coded("write", sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: errno}), enrol.CodeDiskFull)
	}
	wantCode(t, coded("write", sqlite3.Error{Code: sqlite3.ErrIoErr, SystemErrno: syscall.EIO}), enrol.CodeInternal)
}
