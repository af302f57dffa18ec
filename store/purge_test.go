package store

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// randomSealer makes packets that can be told from each other, as sealed ones can.
type randomSealer struct{}

func (randomSealer) Seal(c enrol.Case) ([]byte, error) {
	noise := make([]byte, len(c.Selfie)+500)
	_, _ = rand.Read(noise)
	return append([]byte("sealed "+c.ID+" "), noise...), nil
}

// stored is what a row of s holds, as it lies on the disk.
func stored(t *testing.T, s *Store, query, id string) []byte {
	t.Helper()
	var body []byte
	must(t, s.writer.QueryRow(query, id).Scan(&body))
	return body
}

const (
	packetOf = `SELECT body FROM packets WHERE row = (SELECT row FROM cases WHERE id = ?)`
	draftOf  = `SELECT body FROM drafts WHERE id = ?`
	pageOf   = `SELECT body FROM pages WHERE case_id = ?`
)

// holds tells whether any stretch of a body lies in a file or beside it: a body is spread
// over pages, so stretches are looked for, not the whole.
func holds(t *testing.T, path string, body []byte) bool {
	t.Helper()
	files, err := filepath.Glob(path + "*")
	must(t, err)
	for _, f := range files {
		text, err := os.ReadFile(f)
		must(t, err)
		for from := 100; from+32 <= len(body); from += 200 {
			if bytes.Contains(text, body[from:from+32]) {
				return true
			}
		}
	}
	return false
}

// dayBefore fills s with a case of every kind before the backup, and dayAfter lets them go
// on and tells whose evidence must be in no copy any more.
func dayBefore(t *testing.T, s *Store) (cases map[string]enrol.Case, before map[string][]byte) {
	t.Helper()
	cases, before = map[string]enrol.Case{}, map[string][]byte{}
	for i, name := range []string{"delivered", "refused", "attended", "waiting"} {
		cases[name] = MustDecide(t, s, i)
		before[name] = stored(t, s, packetOf, cases[name].ID)
	}
	for i, name := range []string{"approved", "approved and delivered", "cancelled", "parked", "half done"} {
		c := newCase(10 + i)
		c.Selfie = make([]byte, 20_000)
		_, _ = rand.Read(c.Selfie)
		c.Documents, c.Pages = []enrol.Document{enrol.DocKK}, []enrol.Page{enrol.NewPage(enrol.DocKK, c.Selfie[5000:9000])}
		cases[name] = c
		must(t, s.SaveDraft(t.Context(), c))
		before[name], before[name+", page"] = stored(t, s, draftOf, c.ID), stored(t, s, pageOf, c.ID)
	}
	return cases, before
}

func dayAfter(t *testing.T, s *Store, c *clock, cases map[string]enrol.Case) {
	t.Helper()
	ctx := t.Context()
	c.Advance(time.Minute)
	for name, e := range map[string]enrol.Event{"approved": enrol.EventApprove, "approved and delivered": enrol.EventApprove,
		"cancelled": enrol.EventCancel, "parked": enrol.EventPark} {
		k := cases[name]
		k.Reason = enrol.ReasonComesBack
		must(t, s.Decide(ctx, MustMove(t, k, e, c.Now())))
	}
	answer := func(name string, a enrol.Answer) enrol.Receipt {
		return enrol.Receipt{ID: cases[name].ID, Answer: a, Account: enrol.AccountCodeSent, At: c.Now()}
	}
	must(t, s.Settle(ctx, []enrol.Receipt{answer("delivered", enrol.AnswerAccepted), answer("refused", enrol.AnswerRefused),
		answer("attended", enrol.AnswerRefused), answer("approved and delivered", enrol.AnswerDuplicate)}))
	must(t, s.Attend(ctx, cases["attended"].ID, cases["attended"].Operator))
}

// What the database has erased is in no backup after the next tidying; what waits still is,
// and a backup that is then restored has everything to deliver that the database had.
func TestPurge(t *testing.T) {
	ctx, dir, c := t.Context(), t.TempDir(), &clock{t: noon}
	random := func(o *Options) { o.Sealer = randomSealer{} }
	s := MustOpen(t, dir, withClock(c), random)
	cases, evidence := dayBefore(t, s)
	path, err := s.Backup(ctx)
	must(t, err)
	made, err := os.Stat(path)
	must(t, err)
	for name, body := range evidence {
		if !holds(t, path, body) {
			t.Fatalf("the backup never held what was kept of the one %s", name)
		}
	}
	dayAfter(t, s, c, cases)
	must(t, s.Tidy(ctx))

	for name, body := range evidence {
		// A parked case's page waits with it; it is the selfie that was dropped.
		want := name == "waiting" || name == "refused" || strings.HasPrefix(name, "half done") || name == "parked, page"
		if got := holds(t, path, body); got != want {
			t.Errorf("%s: in the backup %v, want %v", name, got, want)
		}
	}
	after, err := os.Stat(path)
	must(t, err)
	if !after.ModTime().Equal(made.ModTime()) {
		t.Error("the backup's time changed")
	}
	due := dueIDs(t, s, c.Now(), 1<<30)
	must(t, s.Close())

	_, err = Restore(ctx, dir, path)
	must(t, err)
	s = MustOpen(t, dir, withClock(c), random)
	if got := dueIDs(t, s, c.Now(), 1<<30); len(got) != 2 || !sameIDs(got, due) {
		t.Errorf("due are %v, want %v", got, due)
	}
	parked, err := s.ParkedCases(ctx)
	must(t, err)
	drafts, err := s.Drafts(ctx)
	must(t, err)
	if len(parked) != 1 || len(parked[0].Selfie) > 0 || len(drafts) != 1 || drafts[0].ID != cases["half done"].ID {
		t.Errorf("%d parked, %d half done", len(parked), len(drafts))
	}
	if b, err := s.Backlog(ctx); err != nil || b.Held != 0 || b.Refused != 1 {
		t.Errorf("backlog %+v, %v", b, err)
	}
	for name, want := range map[string]bool{"approved": true, "approved and delivered": true, "cancelled": false, "parked": false, "half done": false} {
		if spent, err := s.Spent(ctx, cases[name].Credential.ID); err != nil || spent != want {
			t.Errorf("the QR of the one %s: spent %v, %v", name, spent, err)
		}
	}
	must(t, errors.Join(s.Check(ctx), s.Decide(ctx, MustMove(t, cases["approved"], enrol.EventApprove, c.Now()))))
}

func sameIDs(a, b []string) bool {
	has := map[string]bool{}
	for _, id := range a {
		has[id] = true
	}
	for _, id := range b {
		if !has[id] {
			return false
		}
	}
	return len(a) == len(b)
}

// What the database knows nothing of, as after an older backup was restored, stays in a
// newer one; a damaged copy does not keep the others from being purged.
func TestPurgeUnknown(t *testing.T) {
	ctx, dir, c := t.Context(), t.TempDir(), &clock{t: noon}
	s := MustOpen(t, dir, withClock(c), func(o *Options) { o.Sealer = randomSealer{} })
	older, err := s.Backup(ctx)
	must(t, err)
	known := MustDecide(t, s, 1)
	knownBody := stored(t, s, packetOf, known.ID)
	middle, err := s.Backup(ctx)
	must(t, err)
	body := stored(t, s, packetOf, MustDecide(t, s, 2).ID)
	newer, err := s.Backup(ctx)
	must(t, errors.Join(err, s.Close()))
	_, err = Restore(ctx, dir, middle)
	must(t, errors.Join(err, os.WriteFile(older, []byte("damaged, and long enough to be looked at as a database"), 0o600)))
	s = MustOpen(t, dir, withClock(c))
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: known.ID, Answer: enrol.AnswerAccepted, At: c.Now()}}))
	wantCode(t, s.Tidy(ctx), enrol.CodeDBBroken)
	if !holds(t, newer, body) {
		t.Error("the only copy of an approval was purged")
	}
	if holds(t, newer, knownBody) || holds(t, middle, knownBody) {
		t.Error("an acknowledged packet is still there")
	}
}

// A purge that is cut leaves a journal, which whoever reads the backup next undoes.
func TestPurgeCut(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir)
	c := MustDecide(t, s, 1)
	path, err := s.Backup(ctx)
	must(t, err)
	cutWrite(t, path, `DELETE FROM packets`)
	must(t, s.abandon())
	_, err = Restore(ctx, dir, path)
	must(t, err)
	s = MustOpen(t, dir)
	if ids := dueIDs(t, s, noon, 1); len(ids) != 1 || ids[0] != c.ID {
		t.Errorf("due are %v", ids)
	}
}

// cutWrite leaves a file as a kill within a transaction does: written to, its journal
// beside it.
func cutWrite(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+pathEscaper.Replace(path)+"?_journal_mode=DELETE&_secure_delete=true")
	must(t, err)
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`PRAGMA cache_spill=1; PRAGMA cache_size=1; BEGIN; ` + query)
	must(t, err)
	written, err := os.ReadFile(path)
	must(t, err)
	journal, err := os.ReadFile(path + "-journal")
	must(t, err)
	_, err = db.Exec(`ROLLBACK`)
	must(t, errors.Join(err, db.Close(), os.WriteFile(path, written, 0o600), os.WriteFile(path+"-journal", journal, 0o600)))
}
