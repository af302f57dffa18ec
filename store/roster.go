package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

var (
	_ enrol.Rosters     = (*Store)(nil)
	_ enrol.RosterMarks = (*Store)(nil)
)

// sqlDone is when a person p was first approved here on the day: read from the cases, so
// that no tick can be forgotten, and none outlives a refusal. Training never counts.
const sqlDone = `coalesce((SELECT min(c.decided_at) FROM cases AS c WHERE c.nik_index = p.nik_index AND c.state = 'approved'
	AND c.training = 0 AND c.answer <> 'refused' AND c.decided_at >= ?2 AND c.decided_at < ?3), 0)`

const (
	sqlEntries = `SELECT p.id, p.done_at, p.mark, p.mark_at, p.body, ` + sqlDone + ` FROM roster_people AS p WHERE p.roster = ?1`
	// sqlRosterNow is the roster of the day; otherwise the next one, or else the last.
	sqlRosterNow = `SELECT id, day_from, day_until, body FROM rosters WHERE erase_at > ?1
		ORDER BY day_from <= ?1 AND day_until > ?1 DESC, day_from > ?1 DESC, abs(day_from - ?1) LIMIT 1`
	sqlPutRoster = `INSERT INTO rosters (id, day_from, day_until, erase_at, body) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
		day_from = excluded.day_from, day_until = excluded.day_until, erase_at = excluded.erase_at, body = excluded.body`
	// A mark that is newer than the registry's stays, and is told it.
	sqlPutPerson = `INSERT INTO roster_people (id, roster, nik_index, done_at, mark, mark_at, mark_by, unsent, body) VALUES (?, ?, ?, ?, ?, ?, '', 0, ?)
		ON CONFLICT (id) DO UPDATE SET roster = excluded.roster, nik_index = excluded.nik_index, done_at = excluded.done_at, body = excluded.body,
		mark = iif(excluded.mark_at > mark_at, excluded.mark, mark), unsent = iif(excluded.mark_at > mark_at, 0, unsent), mark_at = max(excluded.mark_at, mark_at)`
	sqlPutTick = `UPDATE roster_people SET done_at = ?2, mark = iif(?4 > mark_at, ?3, mark), unsent = iif(?4 > mark_at, 0, unsent),
		mark_at = max(?4, mark_at) WHERE id = ?1`
)

// rosterBody is what of a roster is encrypted.
type rosterBody struct {
	Title       string
	From, Until time.Time
}

// personBody is what of an expected person is encrypted. The NIK is not in it: its keyed
// hash finds the cases, and the rest of it nobody needs.
type personBody struct {
	Masked string     `json:"n"`
	Name   string     `json:"m"`
	Group  string     `json:"g,omitempty"`
	Why    enrol.Code `json:"w,omitempty"`
}

// rosterNews is a pull's part about rosters, encrypted before any transaction is open.
type rosterNews struct {
	full   bool
	lists  [][]any // of sqlPutRoster
	people [][]any // of sqlPutPerson
	ticks  [][]any // of sqlPutTick
}

func (s *Store) newRosterNews(n *enrol.RosterNews) (*rosterNews, error) {
	if n == nil {
		return nil, nil
	}
	out := &rosterNews{full: n.Full}
	for _, r := range n.Lists {
		if r.ID == "" || r.From.IsZero() {
			return nil, enrol.NewError(enrol.CodeNonsense, "keep roster")
		}
		from, until := day(r.From)
		body, err := s.sealJSON("rosters", r.ID, rosterBody{r.Title, r.From, r.Until})
		if err != nil {
			return nil, err
		}
		out.lists = append(out.lists, []any{r.ID, from, until, instant(r.EraseAt()), body})
		for _, p := range r.People {
			body, err := s.sealJSON("roster_people", p.ID, personBody{p.NIK.Masked(), p.Name, p.Group, p.Why})
			if err != nil {
				return nil, err
			}
			out.people = append(out.people, []any{p.ID, r.ID, s.nikIndex(p.NIK), instant(p.DoneAt), p.Mark, instant(p.MarkAt), body})
		}
	}
	for _, k := range n.Ticks {
		out.ticks = append(out.ticks, []any{k.ID, instant(k.DoneAt), k.Mark, instant(k.MarkAt)})
	}
	return out, nil
}

func (s *Store) sealJSON(table, id string, v any) ([]byte, error) {
	plain, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", table, err)
	}
	return s.box.seal(table, id, plain), nil
}

func (s *Store) openJSON(table, id string, body []byte, v any) error {
	plain, err := s.box.open(table, id, body)
	if err != nil {
		return err
	}
	if json.Unmarshal(plain, v) != nil { // json's own message would quote the content
		return enrol.NewError(enrol.CodeDBBroken, "decode "+table)
	}
	return nil
}

// put keeps the news: of a full one the lists are all that stay.
func (n *rosterNews) put(tx *sql.Tx) error {
	if n == nil {
		return nil
	}
	if n.full {
		if err := n.dropOthers(tx); err != nil {
			return err
		}
	}
	for _, part := range []struct {
		query string
		rows  [][]any
	}{{sqlPutRoster, n.lists}, {sqlPutPerson, n.people}, {sqlPutTick, n.ticks}} {
		if err := execAll(tx, part.query, part.rows); err != nil {
			return err
		}
	}
	return nil
}

// execAll runs a statement once for each of rows.
func execAll(tx *sql.Tx, query string, rows [][]any) (err error) {
	if len(rows) == 0 {
		return nil
	}
	st, err := tx.Prepare(query)
	if err != nil {
		return err
	}
	defer closing(&err, st)
	for _, args := range rows {
		if _, err := st.Exec(args...); err != nil {
			return err
		}
	}
	return nil
}

// dropOthers erases rosters, and people of a roster, that are not in the news.
func (n *rosterNews) dropOthers(tx *sql.Tx) error {
	keep := map[string]bool{}
	for _, rows := range [][][]any{n.lists, n.people} {
		for _, r := range rows {
			keep[r[0].(string)] = true
		}
	}
	for _, table := range []string{"rosters", "roster_people"} {
		ids, err := column(tx, `SELECT id FROM `+table)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if keep[id] {
				continue
			}
			if _, err := tx.Exec(`DELETE FROM `+table+` WHERE id = ?`, id); err != nil {
				return err
			}
		}
	}
	return nil
}

func column(tx *sql.Tx, query string) ([]string, error) {
	rows, err := tx.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}

// eraseRosters forgets rosters whose days are over, with everybody on them.
func eraseRosters(tx *sql.Tx, now int64) error {
	_, err := tx.Exec(`DELETE FROM rosters WHERE erase_at <= ?`, now)
	return err
}

// Roster answers the roster of now's day, the next one or else the last; CodeNotFound
// where there is none. One whose days are over is erased rather than answered.
func (s *Store) Roster(ctx context.Context, now time.Time) (enrol.RosterDay, error) {
	var out enrol.RosterDay
	var old int
	err := s.read(ctx, "read roster", func(tx *sql.Tx) error {
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM rosters WHERE erase_at <= ?`, instant(now)).Scan(&old); err != nil {
			return err
		}
		var body []byte
		var from, until int64
		if err := tx.QueryRowContext(ctx, sqlRosterNow, instant(now)).Scan(&out.ID, &from, &until, &body); err != nil {
			return err
		}
		var b rosterBody
		if err := s.openJSON("rosters", out.ID, body, &b); err != nil {
			return err
		}
		out.Title, out.From, out.Until = b.Title, b.From, b.Until
		var err error
		out.Entries, err = s.entries(ctx, tx, out.ID, from, until)
		return err
	})
	if old > 0 && s.writer != nil {
		if err := s.write(ctx, "erase rosters", func(tx *sql.Tx) error { return eraseRosters(tx, instant(now)) }); err != nil {
			return enrol.RosterDay{}, err
		}
	}
	if err != nil {
		return enrol.RosterDay{}, err
	}
	enrol.SortEntries(out.Entries)
	return out, nil
}

func (s *Store) entries(ctx context.Context, tx *sql.Tx, roster string, from, until int64) ([]enrol.Entry, error) {
	rows, err := tx.QueryContext(ctx, sqlEntries, roster, from, until)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []enrol.Entry
	for rows.Next() {
		var e enrol.Entry
		var told, marked, own int64
		var body []byte
		var b personBody
		if err := rows.Scan(&e.ID, &told, &e.Mark, &marked, &body, &own); err != nil {
			return nil, err
		}
		if err := s.openJSON("roster_people", e.ID, body, &b); err != nil {
			return nil, err
		}
		if own == 0 {
			own = told
		}
		e.DoneAt, e.MarkAt = moment(own), moment(marked)
		e.NIKMasked, e.Name, e.Group, e.Why = b.Masked, b.Name, b.Group, b.Why
		out = append(out, e)
	}
	return out, rows.Err()
}
