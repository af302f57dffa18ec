package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// sealed stands for a page that was sealed to the registry.
func sealed(n byte) []byte { return bytes.Repeat([]byte{n, 0xA5}, 2000) }

// withPapers is a case at the document desk with pages taken.
func withPapers(i int) enrol.Case {
	c := newCase(i)
	c.State, c.Steps, c.Reason = enrol.StateOpened, nil, enrol.ReasonBringPapers
	c.Documents = []enrol.Document{enrol.DocNewestKK, enrol.DocBirth}
	c.Pages = []enrol.Page{enrol.NewPage(enrol.DocNewestKK, sealed(1)), enrol.NewPage(enrol.DocNewestKK, sealed(2)), enrol.NewPage(enrol.DocBirth, sealed(3))}
	return c
}

// pagesHere counts the rows of pages.
func pagesHere(t *testing.T, s *Store) (n int) {
	t.Helper()
	must(t, s.readers.QueryRowContext(t.Context(), `SELECT count(*) FROM pages`).Scan(&n))
	return n
}

// keptCase is a sealer that lets the test look at what is sealed.
type keptCase struct{ last *enrol.Case }

func (k keptCase) Seal(c enrol.Case) ([]byte, error) {
	for _, p := range c.Pages {
		if !p.Genuine() {
			return nil, errors.New("a page is not there")
		}
	}
	*k.last = c
	return []byte("packet"), nil
}

// TestPages: pages lie beside the draft, survive the program's end, go into the packet of a case that
// was read from the draft, and are gone with it.
func TestPages(t *testing.T) {
	for name, e := range map[string]enrol.Event{"Approve": enrol.EventApprove, "Reject": enrol.EventReject, "Cancel": enrol.EventCancel} {
		t.Run(name, func(t *testing.T) {
			var packed enrol.Case
			ctx, dir := t.Context(), t.TempDir()
			s := MustOpen(t, dir)
			c := withPapers(1)
			must(t, s.SaveDraft(ctx, c))
			must(t, s.SaveDraft(ctx, c))
			must(t, s.Close())

			s = MustOpen(t, dir, func(o *Options) { o.Sealer = keptCase{&packed} })
			drafts, err := s.Drafts(ctx)
			must(t, err)
			if len(drafts) != 1 || len(drafts[0].Pages) != 3 || drafts[0].Pages[0].Sealed != nil || pagesHere(t, s) != 3 {
				t.Fatalf("%d drafts, %d pages", len(drafts), pagesHere(t, s))
			}
			// The draft goes on with one page more.
			c = drafts[0]
			c.Pages = append(c.Pages, enrol.NewPage(enrol.DocBirth, sealed(4)))
			must(t, s.SaveDraft(ctx, c))
			c.State = enrol.StateCompared // as it came out of the lane
			done := MustMove(t, c, e, noon)
			must(t, s.Decide(ctx, done))
			must(t, s.Decide(ctx, done)) // asked again by one who did not see the answer
			if n := pagesHere(t, s); n != 0 {
				t.Errorf("%d pages stay behind", n)
			}
			if e != enrol.EventCancel && (len(packed.Pages) != 4 || !bytes.Equal(packed.Pages[1].Sealed, sealed(2)) || !bytes.Equal(packed.Pages[3].Sealed, sealed(4))) {
				t.Errorf("the packet has %d pages", len(packed.Pages))
			}
		})
	}
}

// TestPagesOfParked: a parked case keeps its pages for weeks, and none of them is read for the list.
func TestPagesOfParked(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir)
	c := withPapers(1)
	must(t, s.SaveDraft(ctx, c))
	must(t, s.Decide(ctx, MustMove(t, c, enrol.EventPark, noon)))
	parked, err := s.Parked(ctx, c.Resident.NIK)
	must(t, err)
	if len(parked.Pages) != 3 || parked.Pages[2].Sealed != nil || pagesHere(t, s) != 3 {
		t.Fatalf("parked with %d pages, %d here", len(parked.Pages), pagesHere(t, s))
	}
	full, err := s.withPages(ctx, parked)
	must(t, err)
	if !bytes.Equal(full.Pages[2].Sealed, sealed(3)) || !full.PagesFit() {
		t.Error("a page has changed")
	}
}

// TestPageSpoiled: a page that is not what was saved, or is gone, keeps its case from being
// decided; nothing is sealed without it.
func TestPageSpoiled(t *testing.T) {
	for name, spoil := range map[string]string{"ErrGone": `DELETE FROM pages`, "ErrOther": `UPDATE pages SET body = x'00'`} {
		t.Run(name, func(t *testing.T) {
			ctx, s := t.Context(), MustOpen(t, t.TempDir(), func(o *Options) { o.Sealer = newSealer(t) })
			must(t, s.SaveDraft(ctx, withPapers(1)))
			drafts, err := s.Drafts(ctx)
			must(t, err)
			_, err = s.writer.ExecContext(ctx, spoil)
			must(t, err)
			if err := s.Decide(ctx, MustMove(t, drafts[0], enrol.EventReject, noon)); err == nil {
				t.Error("decided without its pages")
			}
			if left, err := s.Drafts(ctx); err != nil || len(left) != 1 {
				t.Errorf("%d drafts are left, %v", len(left), err)
			}
		})
	}
}

// TestSalvagePages: pages come over with their draft; a paper that lost one has to be photographed anew.
func TestSalvagePages(t *testing.T) {
	for name, tt := range map[string]struct {
		spoil              string
		pages, papers, out int
	}{
		"OK":      {``, 3, 2, 0},
		"LostOne": {`DELETE FROM pages WHERE digest = (SELECT digest FROM pages LIMIT 1)`, 1, 1, 1},
		"NoTable": {`DROP TABLE pages`, 0, 0, 3}, // a database from before there were any
	} {
		t.Run(name, func(t *testing.T) {
			ctx, dir := t.Context(), t.TempDir()
			s := MustOpen(t, dir)
			must(t, s.SaveDraft(ctx, withPapers(1)))
			copied := filepath.Join(t.TempDir(), "damaged.db")
			must(t, s.OnlineBackup(ctx, copied))
			spoilCopy(t, copied, tt.spoil)
			_, err := s.writer.ExecContext(ctx, `DELETE FROM drafts`)
			must(t, err)

			out, err := s.Salvage(ctx, copied)
			must(t, err)
			drafts, err := s.Drafts(ctx)
			must(t, err)
			if len(drafts) != 1 || out.Drafts != 1 || out.Lost != tt.out {
				t.Fatalf("%d drafts, %+v", len(drafts), out)
			}
			c, err := s.withPages(ctx, drafts[0])
			if err != nil || len(c.Pages) != tt.pages || len(c.Documents) != tt.papers || !c.PagesFit() {
				t.Errorf("%d pages of %d papers: %v", len(c.Pages), len(c.Documents), err)
			}
		})
	}
}

// TestSalvagePagesFromHere: what the damaged database has lost of a newer draft may be in the backup.
func TestSalvagePagesFromHere(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir)
	c := withPapers(1)
	must(t, s.SaveDraft(ctx, c))
	copied := filepath.Join(t.TempDir(), "damaged.db")
	must(t, s.OnlineBackup(ctx, copied))
	spoilCopy(t, copied, `UPDATE drafts SET saved_at = saved_at + 1000; DELETE FROM pages`)
	out, err := s.Salvage(ctx, copied)
	must(t, err)
	drafts, err := s.Drafts(ctx)
	must(t, err)
	if out.Drafts != 1 || out.Lost != 0 || len(drafts) != 1 || len(drafts[0].Pages) != 3 || len(drafts[0].Documents) != 2 {
		t.Errorf("%+v, %d drafts", out, len(drafts))
	}
	if _, err := s.withPages(ctx, drafts[0]); err != nil {
		t.Error(err)
	}
}

func spoilCopy(t *testing.T, path, query string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	must(t, err)
	defer func() { must(t, db.Close()) }()
	_, err = db.ExecContext(context.Background(), query)
	must(t, err)
}

// TestPageDropped: of a paper that was photographed by mistake nothing stays here, nor in the packet.
func TestPageDropped(t *testing.T) {
	var packed enrol.Case
	ctx := t.Context()
	s := MustOpen(t, t.TempDir(), func(o *Options) { o.Sealer = keptCase{&packed} })
	c := withPapers(1)
	must(t, s.SaveDraft(ctx, c))
	other := withPapers(2)
	must(t, s.SaveDraft(ctx, other))
	c.Documents, c.Pages = []enrol.Document{enrol.DocBirth}, c.Pages[2:]
	must(t, s.SaveDraft(ctx, c))
	if n := pagesHere(t, s); n != 1+len(other.Pages) {
		t.Errorf("%d pages are here", n)
	}
	drafts, err := s.Drafts(ctx)
	must(t, err)
	c = drafts[len(drafts)-1]
	c.State = enrol.StateCompared // as it came out of the lane
	must(t, s.Decide(ctx, MustMove(t, c, enrol.EventApprove, noon)))
	if len(packed.Pages) != 1 || !bytes.Equal(packed.Pages[0].Sealed, sealed(3)) {
		t.Errorf("the packet has %d pages", len(packed.Pages))
	}
	if n := pagesHere(t, s); n != len(other.Pages) {
		t.Errorf("%d pages stay behind", n)
	}
}
