package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"slices"

	"github.com/gerai-ikd/gerai/enrol"
)

// putPages keeps the pages that a case brings along. One that is here already stays as it is: its
// digest is its name.
func putPages(tx *sql.Tx, c enrol.Case) error {
	for _, p := range c.Pages {
		if p.Sealed == nil {
			continue
		}
		if _, err := tx.Exec(`INSERT INTO pages (case_id, digest, body) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, c.ID, p.Digest, p.Sealed); err != nil {
			return err
		}
	}
	return dropPages(tx, c)
}

// dropPages takes away the pages that a case does not have any more: what was photographed by mistake.
func dropPages(tx *sql.Tx, c enrol.Case) error {
	there, err := digestsOf(tx, c.ID)
	if err != nil {
		return err
	}
	for _, digest := range there {
		if slices.ContainsFunc(c.Pages, func(p enrol.Page) bool { return bytes.Equal(p.Digest, digest) }) {
			continue
		}
		if _, err := tx.Exec(`DELETE FROM pages WHERE case_id = ? AND digest = ?`, c.ID, digest); err != nil {
			return err
		}
	}
	return nil
}

// digestsOf are the pages that lie beside a case.
func digestsOf(tx *sql.Tx, id string) (out [][]byte, err error) {
	rows, err := tx.Query(`SELECT digest FROM pages WHERE case_id = ?`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var digest []byte
		if err := rows.Scan(&digest); err != nil {
			return nil, err
		}
		out = append(out, digest)
	}
	return out, rows.Err()
}

// withPages answers a case with all of its pages, which a draft that was read does not have.
func (s *Store) withPages(ctx context.Context, c enrol.Case) (enrol.Case, error) {
	pages := append([]enrol.Page(nil), c.Pages...)
	for i, p := range pages {
		if p.Sealed != nil {
			continue
		}
		body, err := onePage(ctx, s.readers, c.ID, p)
		if err != nil {
			return c, coded("read page", err)
		}
		pages[i].Sealed = body
	}
	c.Pages = pages
	return c, nil
}

var errPage = errors.New("page is not what was saved")

// asked is a database, or a transaction in one.
type asked interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// onePage reads a page from this database, or from one that is being salvaged.
func onePage(ctx context.Context, from asked, id string, p enrol.Page) ([]byte, error) {
	err := from.QueryRowContext(ctx, `SELECT body FROM pages WHERE case_id = ? AND digest = ?`, id, p.Digest).Scan(&p.Sealed)
	if err == nil && !p.Genuine() {
		err = enrol.WrapError(enrol.CodeDBBroken, "read page", errPage)
	}
	return p.Sealed, err
}

// salvagePages brings the pages of a draft over, from here what can't be read there. A paper of which one
// is in neither has to be photographed anew: it is not ticked any more.
func salvagePages(ctx context.Context, from, here asked, c enrol.Case) (kept enrol.Case, lost int) {
	broken := map[enrol.Document]bool{}
	for i, p := range c.Pages {
		body, err := onePage(ctx, from, c.ID, p)
		if err != nil {
			body, err = onePage(ctx, here, c.ID, p)
		}
		if err != nil {
			broken[p.Document] = true
			lost++
		}
		c.Pages[i].Sealed = body
	}
	kept = c
	kept.Pages, kept.Documents = nil, nil
	for _, p := range c.Pages {
		if !broken[p.Document] {
			kept.Pages = append(kept.Pages, p)
		}
	}
	for _, d := range c.Documents {
		if !broken[d] {
			kept.Documents = append(kept.Documents, d)
		}
	}
	return kept, lost
}
