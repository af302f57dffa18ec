package store

import (
	"context"
	"database/sql"
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
)

// Salvaged counts what Salvage brought over.
type Salvaged struct {
	Cases   int // decided cases that were missing here
	Packets int // of these, still to be delivered
	Drafts  int
	Lost    int // rows that could not be read
}

// Salvage reads what can still be read of a damaged database, which Restore set aside,
// and adds what is missing here: decided cases with their packets, spent credentials and
// drafts. Nothing that is here already is changed, so that it may be repeated. Pages
// that are damaged cost the rows on them and no others. Under another data key packets
// are brought over all the same, drafts are lost, and the cases are not found by NIK.
func (s *Store) Salvage(ctx context.Context, path string) (out Salvaged, err error) {
	from, err := openPlain(path)
	if err != nil {
		return out, coded("open damaged database", err)
	}
	defer closing(&err, from)
	err = s.write(ctx, "salvage", func(tx *sql.Tx) error {
		out = Salvaged{}
		if err := s.salvageCases(ctx, from, tx, &out); err != nil {
			return err
		}
		if err := s.salvageDrafts(ctx, from, tx, &out); err != nil {
			return err
		}
		if err := recoverSending(tx, instant(s.now())); err != nil {
			return err
		}
		return s.audit(tx, event{kind: "salvage", actor: actorSystem, data: map[string]string{
			"cases": strconv.Itoa(out.Cases), "packets": strconv.Itoa(out.Packets),
			"drafts": strconv.Itoa(out.Drafts), "lost": strconv.Itoa(out.Lost),
		}})
	})
	return out, err
}

// readableRows collects row numbers from both ends up to the first damage, and from
// the index, which lies on other pages.
func readableRows(ctx context.Context, db *sql.DB, queries ...string) []int64 {
	seen := map[int64]bool{}
	var out []int64
	for _, q := range queries {
		rows, err := db.QueryContext(ctx, q)
		if err != nil {
			continue // the next way in may work
		}
		for rows.Next() {
			var n int64
			if rows.Scan(&n) != nil {
				break
			}
			if !seen[n] {
				seen[n] = true
				out = append(out, n)
			}
		}
		_ = rows.Close() // damage was met; what came before it counts
	}
	return out
}

const caseColumns = `id, nik_masked, nik_index, kind, state, reason, operator, training, opened_at, decided_at, served_ms,
	delivery, since, queued_at, bytes, attempts, last_error, next_at, answer, code, attended, account, account_at`

func (s *Store) salvageCases(ctx context.Context, from *sql.DB, tx *sql.Tx, out *Salvaged) error {
	rows := readableRows(ctx, from, `SELECT row FROM cases NOT INDEXED ORDER BY row`,
		`SELECT row FROM cases NOT INDEXED ORDER BY row DESC`, `SELECT row FROM cases INDEXED BY cases_day`,
		`SELECT row FROM packets NOT INDEXED ORDER BY row DESC`)
	for _, row := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		values, err := readRow(ctx, from, `SELECT `+caseColumns+` FROM cases NOT INDEXED WHERE row = ?`, row, 23)
		if err != nil {
			out.Lost++
			continue
		}
		if err := salvageCase(ctx, from, tx, row, values, out); err != nil {
			return err
		}
	}
	return nil
}

// salvageCase inserts one case, with its packet where that is there. An undelivered
// case whose packet is lost is held, so that somebody sees it.
func salvageCase(ctx context.Context, from *sql.DB, tx *sql.Tx, row int64, values []any, out *Salvaged) error {
	res, err := tx.Exec(`INSERT INTO cases (`+caseColumns+`) VALUES
		(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`, values...)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	out.Cases++
	id := values[0]
	if state, ok := values[4].(string); ok && enrol.State(state).Final() {
		if _, err := tx.Exec(`DELETE FROM drafts WHERE id = ?`, id); err != nil { // the backup is of before the decision
			return err
		}
	}
	if spent, err := readRow(ctx, from, `SELECT credential, at FROM spent WHERE case_id = ?`, id, 2); err == nil {
		if _, err := tx.Exec(`INSERT INTO spent (credential, case_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			spent[0], id, spent[1]); err != nil {
			return err
		}
	}
	packet, err := readRow(ctx, from, `SELECT erase_at, body FROM packets WHERE row = ?`, row, 2)
	if err != nil {
		_, err = tx.Exec(`UPDATE cases SET delivery = 'held', last_error = ?, next_at = 0 WHERE id = ? AND `+open, enrol.CodeDBBroken, id)
		return err
	}
	out.Packets++
	_, err = tx.Exec(`INSERT INTO packets (row, erase_at, body) SELECT row, ?, ? FROM cases WHERE id = ?`, packet[0], packet[1], id)
	return err
}

// salvageDrafts takes over drafts that decrypt and whose case is not decided here.
func (s *Store) salvageDrafts(ctx context.Context, from *sql.DB, tx *sql.Tx, out *Salvaged) error {
	rows := readableRows(ctx, from, `SELECT rowid FROM drafts NOT INDEXED ORDER BY rowid`, `SELECT rowid FROM drafts NOT INDEXED ORDER BY rowid DESC`)
	for _, row := range rows {
		v, err := readRow(ctx, from, `SELECT id, nik_index, state, saved_at, body FROM drafts NOT INDEXED WHERE rowid = ?`, row, 5)
		if err != nil {
			out.Lost++
			continue
		}
		id, _ := v[0].(string)
		body, _ := v[4].([]byte)
		if _, err := s.openDraft(id, body); err != nil {
			out.Lost++
			continue
		}
		now, err := standingOf(tx, id)
		if err != nil {
			return err
		}
		if now.state.Final() {
			continue
		}
		res, err := tx.Exec(`INSERT INTO drafts (id, nik_index, state, saved_at, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING`, v...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err == nil {
			out.Drafts += int(n)
		}
	}
	return nil
}

// readRow answers the n columns of one row as the driver has them.
func readRow(ctx context.Context, db *sql.DB, query string, key any, n int) ([]any, error) {
	values, into := make([]any, n), make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	return values, db.QueryRowContext(ctx, query, key).Scan(into...)
}
