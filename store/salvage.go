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

	Cancelled int // cases that were cancelled since
}

// Salvage reads what can still be read of a damaged database, which Restore set aside,
// and adds what is missing here: decided cases with their packets, spent credentials,
// which cases were cancelled, and drafts. What was decided there for good takes the place
// of the same case that is still parked, or half done, here, and a later draft that of an
// earlier one; nothing else that is here is changed, so that it may be repeated. Pages
// that are damaged cost the rows on them and no others. Under another data key packets
// are brought over all the same, drafts are lost, and the cases are not found by NIK.
func (s *Store) Salvage(ctx context.Context, path string) (out Salvaged, err error) {
	source, err := carry(ctx, s.dir, path)
	if err != nil {
		return out, coded("open damaged database", err)
	}
	defer closing(&err, source)
	from, err := openPlain(source.path)
	if err != nil {
		return out, coded("open damaged database", err)
	}
	defer closing(&err, from)
	err = s.write(ctx, "salvage", func(tx *sql.Tx) error {
		out = Salvaged{}
		if err := s.salvageCases(ctx, from, tx, &out); err != nil {
			return err
		}
		if err := salvageCancelled(ctx, from, tx, &out); err != nil {
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
			"drafts": strconv.Itoa(out.Drafts), "lost": strconv.Itoa(out.Lost), "cancelled": strconv.Itoa(out.Cancelled),
		}})
	})
	return out, err
}

// readableRows collects the keys of rows from both ends up to the first damage, and from
// the index, which lies on other pages.
func readableRows[K comparable](ctx context.Context, db *sql.DB, queries ...string) []K {
	seen := map[K]bool{}
	var out []K
	for _, q := range queries {
		rows, err := db.QueryContext(ctx, q)
		if err != nil {
			continue // the next way in may work
		}
		for rows.Next() {
			var k K
			if rows.Scan(&k) != nil {
				break
			}
			if !seen[k] {
				seen[k] = true
				out = append(out, k)
			}
		}
		_ = rows.Close() // damage was met; what came before it counts
	}
	return out
}

const caseColumns = `id, nik_masked, nik_index, kind, state, reason, operator, training, opened_at, decided_at, served_ms,
	delivery, since, queued_at, bytes, attempts, last_error, next_at, answer, code, attended, account, account_at`

func (s *Store) salvageCases(ctx context.Context, from *sql.DB, tx *sql.Tx, out *Salvaged) error {
	rows := readableRows[int64](ctx, from, `SELECT row FROM cases NOT INDEXED ORDER BY row`,
		`SELECT row FROM cases NOT INDEXED ORDER BY row DESC`, `SELECT row FROM cases INDEXED BY cases_day`,
		`SELECT row FROM packets NOT INDEXED ORDER BY row DESC`)
	spent := spentBy(ctx, from)
	for _, row := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		values, err := readRow(ctx, from, `SELECT `+caseColumns+` FROM cases NOT INDEXED WHERE row = ?`, row, 23)
		if err != nil {
			out.Lost++
			continue
		}
		if err := salvageCase(ctx, from, tx, row, values, spent, out); err != nil {
			return err
		}
	}
	return nil
}

// salvageCase brings one case over, with its packet where that is there, unless it is
// decided here for good, or no further there than here. An undelivered case whose packet
// is lost is held, so that somebody sees it.
func salvageCase(ctx context.Context, from *sql.DB, tx *sql.Tx, row int64, values []any, spent map[string]spentOnce, out *Salvaged) error {
	id, _ := values[0].(string)
	state, _ := values[4].(string)
	final := enrol.State(state).Final()
	here, err := standingOf(tx, id)
	if err != nil || here.state.Final() || here.state != "" && !final {
		return err
	}
	// Replaced is a parked case at most, which has no packet.
	if _, err := tx.Exec(`INSERT OR REPLACE INTO cases (`+caseColumns+`) VALUES
		(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, values...); err != nil {
		return err
	}
	out.Cases++
	if final && here.draft { // the backup is of before the decision
		if _, err := tx.Exec(`DELETE FROM drafts WHERE id = ?`, id); err != nil {
			return err
		}
	}
	if once, ok := spent[id]; ok {
		if _, err := tx.Exec(`INSERT INTO spent (credential, case_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`,
			once.credential, id, once.at); err != nil {
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

// spentOnce is a credential whose single use is gone.
type spentOnce struct {
	credential string
	at         int64
}

// spentBy reads which credential each case spent, in one walk from both ends: the table has
// no index by case.
func spentBy(ctx context.Context, from *sql.DB) map[string]spentOnce {
	out := map[string]spentOnce{}
	for _, order := range []string{"", " DESC"} {
		rows, err := from.QueryContext(ctx, `SELECT case_id, credential, at FROM spent ORDER BY credential`+order)
		if err != nil {
			continue
		}
		for rows.Next() {
			var id string
			var once spentOnce
			if rows.Scan(&id, &once.credential, &once.at) != nil {
				break
			}
			out[id] = once
		}
		whole := rows.Err() == nil
		_ = rows.Close() // damage was met; what came before it counts
		if whole {
			break
		}
	}
	return out
}

// salvageCancelled ends what was cancelled after the backup: it must not rise again.
func salvageCancelled(ctx context.Context, from *sql.DB, tx *sql.Tx, out *Salvaged) error {
	ids := readableRows[string](ctx, from, `SELECT id FROM cancelled ORDER BY id`, `SELECT id FROM cancelled ORDER BY id DESC`,
		`SELECT id FROM cancelled INDEXED BY cancelled_day ORDER BY at`)
	for _, id := range ids {
		here, err := standingOf(tx, id)
		if err != nil {
			return err
		}
		if here.state.Final() {
			continue
		}
		at, err := readRow(ctx, from, `SELECT at FROM cancelled WHERE id = ?`, id, 1)
		if err != nil {
			out.Lost++
			continue
		}
		for _, table := range []string{"cases", "drafts"} {
			if _, err := tx.Exec(`DELETE FROM `+table+` WHERE id = ?`, id); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(`INSERT INTO cancelled (id, at) VALUES (?, ?)`, id, at[0]); err != nil {
			return err
		}
		out.Cancelled++
	}
	return nil
}

// draftKeys answers by which column the drafts of a database are kept, and what can be
// read of it: the id, and up to schema 5 a number, the id being in an index beside them.
func draftKeys(ctx context.Context, from *sql.DB) (column string, keys []any) {
	for _, n := range readableRows[int64](ctx, from, `SELECT rowid FROM drafts NOT INDEXED ORDER BY rowid`, `SELECT rowid FROM drafts NOT INDEXED ORDER BY rowid DESC`) {
		keys = append(keys, n)
	}
	if len(keys) > 0 {
		return "rowid", keys
	}
	for _, id := range readableRows[string](ctx, from, `SELECT id FROM drafts NOT INDEXED ORDER BY id`, `SELECT id FROM drafts NOT INDEXED ORDER BY id DESC`) {
		keys = append(keys, id)
	}
	return "id", keys
}

// salvageDrafts takes over drafts that decrypt and whose case is not decided here.
func (s *Store) salvageDrafts(ctx context.Context, from *sql.DB, tx *sql.Tx, out *Salvaged) error {
	column, keys := draftKeys(ctx, from)
	for _, key := range keys {
		v, err := readRow(ctx, from, `SELECT id, nik_index, state, saved_at, body FROM drafts NOT INDEXED WHERE `+column+` = ?`, key, 5)
		if err != nil {
			out.Lost++
			continue
		}
		id, _ := v[0].(string)
		body, _ := v[4].([]byte)
		c, err := s.openDraft(id, body)
		if err != nil {
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
		res, err := tx.Exec(`INSERT INTO drafts (id, nik_index, state, saved_at, body) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (id) DO UPDATE SET nik_index = excluded.nik_index, state = excluded.state, saved_at = excluded.saved_at, body = excluded.body
			WHERE excluded.saved_at > saved_at`, v...)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			continue
		}
		out.Drafts++
		if err := s.salvageDraftPages(ctx, from, tx, c, out); err != nil {
			return err
		}
	}
	return nil
}

// salvageDraftPages brings the pages of a draft that was just added; where some are lost the draft
// is written anew without them.
func (s *Store) salvageDraftPages(ctx context.Context, from *sql.DB, tx *sql.Tx, c enrol.Case, out *Salvaged) error {
	kept, lost := salvagePages(ctx, from, tx, c)
	if lost == 0 {
		return putPages(tx, kept)
	}
	out.Lost += lost
	row, err := s.newDraft(kept)
	if err != nil {
		return err
	}
	return row.put(tx)
}

// readRow answers the n columns of one row as the driver has them.
func readRow(ctx context.Context, db *sql.DB, query string, key any, n int) ([]any, error) {
	values, into := make([]any, n), make([]any, n)
	for i := range values {
		into[i] = &values[i]
	}
	return values, db.QueryRowContext(ctx, query, key).Scan(into...)
}
