package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/gerai-ikd/gerai/enrol"
)

// itemColumns are in the order of scanItem.
const itemColumns = `id, nik_masked, kind, state, reason, operator, opened_at, decided_at, delivery, since,
	attempts, last_error, next_at, answer, code, account, account_at, training, attended, ` + purpose

// purpose is what a resident came for. It stands in the chain alone, in the entry of the decision. The
// index of a case's entries serves only who repeats its condition; an entry that was tampered with is no
// reason to show no queue.
const purpose = `coalesce((SELECT CASE WHEN json_valid(a.data) THEN a.data ->> 'purpose' END` + ofDecision

// purposeBand is purpose and, after a space, the verdict on the faces, which stands there alone, too.
const purposeBand = `coalesce((SELECT CASE WHEN json_valid(a.data)
	THEN coalesce(a.data ->> 'purpose', '') || ' ' || coalesce(a.data ->> 'band', '') END` + ofDecision

const ofDecision = ` FROM audit a WHERE a.case_id = cases.id AND a.case_id <> ''
	AND a.kind IN ('approve', 'reject', 'park') ORDER BY a.seq DESC LIMIT 1), '')`

const (
	defaultLimit = 50
	maxLimit     = 1000
)

// open is the condition of the index cases_open, which serves only queries that repeat
// it to the letter.
const open = `delivery IN ('queued', 'sending', 'held')`

// refused is the condition of the index cases_refused.
const refused = `answer = 'refused' AND attended = 0`

// mail is the condition of the index cases_mail.
const mail = `account IN ('code-sent', 'bounced', 'expired')`

const (
	sqlPending = `SELECT count(*), coalesce(min(queued_at), 0), coalesce(sum(bytes), 0) FROM cases
		WHERE ` + open + ` AND delivery IN ('queued', 'sending')`
	sqlHeld     = `SELECT count(*), coalesce(sum(last_error = ?1), 0) FROM cases WHERE ` + open + ` AND delivery = 'held'`
	sqlRefused  = `SELECT count(*) FROM cases WHERE ` + refused
	sqlRetryAll = `UPDATE cases SET since = CASE delivery WHEN 'held' THEN ?1 ELSE since END,
		delivery = 'queued', next_at = ?1 WHERE ` + open + ` AND delivery IN ('queued', 'held')`
)

// Items answers a page of decided cases, the newest first. Query.Text is what enrol.ParseSearch
// reads; Limit is 50 unless given, 1000 at most.
func (s *Store) Items(ctx context.Context, q enrol.Query) ([]enrol.Item, error) {
	out := []enrol.Item(nil)
	if strings.TrimSpace(q.Text) != "" && !enrol.ParseSearch(q.Text).Finds() {
		return out, nil
	}
	query, args := s.itemSQL(q)
	err := s.read(ctx, "list queue", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			it, err := scanItem(rows)
			if err != nil {
				return err
			}
			out = append(out, it)
		}
		return rows.Err()
	})
	if q.After != "" {
		slices.Reverse(out)
	}
	return out, err
}

func limitOf(n int) int {
	if n <= 0 {
		return defaultLimit
	}
	return min(n, maxLimit)
}

// itemSQL has a page chosen from an index alone, and only its rows are then read. With
// After they come the oldest first.
func (s *Store) itemSQL(q enrol.Query) (string, []any) {
	order := " DESC"
	if q.After != "" {
		order = " ASC"
	}
	var from []string
	var args []any
	with := ""
	for _, cond := range s.parts(q) {
		where, values := s.itemFilter(q, cond)
		part := `SELECT id FROM cases` + indexOf(q) + ` WHERE ` + where
		if enrol.ParseSearch(q.Text).Last != "" {
			with, values = regions, append(values, limitOf(q.Limit))
			part = `SELECT found.id FROM regions CROSS JOIN cases AS found ON found.id IN (` + part + ` ORDER BY id` + order + ` LIMIT ?)`
		}
		from, args = append(from, part), append(args, values...)
	}
	ids := from[0]
	if len(from) > 1 || with != "" {
		ids = `SELECT id FROM (` + strings.Join(from, ` UNION `) + `)`
	}
	return with + `SELECT ` + itemColumns + ` FROM cases WHERE id IN (` + ids + ` ORDER BY id` + order + ` LIMIT ?) ORDER BY id` + order,
		append(args, limitOf(q.Limit))
}

// regions are the first four digits of the residents' NIKs, some five hundred in the whole country. By
// them the last four are found in the index of masked NIKs: an index of their own would cost each
// decision another page, and would be of no use for a serial that half of all residents have.
const regions = `WITH RECURSIVE regions(begins) AS (SELECT substr(min(nik_masked), 1, 4) FROM cases UNION ALL
	SELECT (SELECT substr(min(nik_masked), 1, 4) FROM cases WHERE nik_masked > begins || char(0x10ffff)) FROM regions WHERE begins IS NOT NULL) `

// masking stands between the first and the last four digits of a masked NIK.
var masking = strings.TrimSuffix(strings.TrimPrefix(enrol.NIK("1111000000002222").Masked(), "1111"), "2222")

// parts are the conditions of a filter, each with an index of its own that it repeats: joined by
// OR they would have none.
func (s *Store) parts(q enrol.Query) []string {
	switch q.Filter {
	case enrol.FilterPending:
		return []string{open, refused}
	case enrol.FilterAttention:
		now := q.Now
		if now.IsZero() {
			now = s.now()
		}
		return []string{open + " AND delivery = 'held'", refused, codes(now)}
	case enrol.FilterHeld:
		return []string{open + " AND delivery = 'held'"}
	case enrol.FilterRefused:
		return []string{refused}
	case enrol.FilterAll, enrol.FilterToday, enrol.FilterMine, enrol.FilterMail:
	}
	return []string{"1"}
}

// indexOf names the index of a filter where the planner, which knows nothing of how
// many cases a day or a person has, may take a worse one.
func indexOf(q enrol.Query) string {
	if strings.TrimSpace(q.Text) != "" {
		return ""
	}
	switch q.Filter {
	case enrol.FilterToday:
		return " INDEXED BY cases_day"
	case enrol.FilterMine:
		return " INDEXED BY cases_operator"
	case enrol.FilterMail:
		return " INDEXED BY cases_mail"
	case enrol.FilterAll, enrol.FilterPending, enrol.FilterAttention, enrol.FilterHeld, enrol.FilterRefused:
	}
	return ""
}

// itemFilter answers conditions that an index serves, each with its arguments: those of the
// query, besides part.
func (s *Store) itemFilter(q enrol.Query, part string) (string, []any) {
	where, args := []string{part}, []any{}
	add := func(cond string, values ...any) {
		where, args = append(where, cond), append(args, values...)
	}
	switch text := enrol.ParseSearch(q.Text); {
	case text.NIK != "":
		add("nik_index = ?", s.nikIndex(text.NIK))
	case text.Masked != "":
		add("nik_masked = ?", text.Masked)
	case text.Last != "":
		add("nik_masked = begins || ?", masking+text.Last)
	case text.Case != "":
		add("id >= ? AND id < ?", text.Case, text.Case+"\U0010ffff")
	}
	switch q.Filter {
	case enrol.FilterToday:
		from, until := day(q.Now)
		add("decided_at >= ? AND decided_at < ?", from, until)
	case enrol.FilterMine:
		add("operator = ?", q.Operator)
	case enrol.FilterMail:
		add(mail + " AND " + notLater)
	case enrol.FilterAll, enrol.FilterPending, enrol.FilterAttention, enrol.FilterHeld, enrol.FilterRefused: // see parts
	}
	if q.After != "" {
		add("id > ?", q.After)
	}
	if q.Before != "" {
		add("id < ?", q.Before)
	}
	return strings.Join(where, " AND "), args
}

func scanItem(rows *sql.Rows) (enrol.Item, error) {
	var it enrol.Item
	var opened, decided, since, next, account int64
	err := rows.Scan(&it.ID, &it.NIKMasked, &it.Kind, &it.State, &it.Reason, &it.Operator, &opened, &decided,
		&it.Delivery, &since, &it.Attempts, &it.LastError, &next, &it.Answer, &it.Code, &it.Account, &account, &it.Training, &it.Attended, &it.Purpose)
	it.OpenedAt, it.DecidedAt, it.Since = moment(opened), moment(decided), moment(since)
	it.Next, it.AccountAt = moment(next), moment(account)
	return it, err
}

// Backlog answers the outbox in one glance.
func (s *Store) Backlog(ctx context.Context) (enrol.Backlog, error) {
	var b enrol.Backlog
	var oldest int64
	err := s.read(ctx, "read backlog", func(tx *sql.Tx) (err error) {
		if err := tx.QueryRowContext(ctx, sqlPending).Scan(&b.Pending, &oldest, &b.Bytes); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, sqlHeld, enrol.CodeOtherDevice).Scan(&b.Held, &b.Earlier); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, sqlRefused).Scan(&b.Refused); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM cases WHERE `+codes(s.now())).Scan(&b.Codes); err != nil {
			return err
		}
		in, err := inStep(tx)
		b.Oldest, b.LastSync, b.Pulled = moment(oldest), in.LastSync, in.Pulled
		return err
	})
	return b, err
}

// inStep is of a Backlog what Backlog.Synced needs.
func inStep(tx *sql.Tx) (b enrol.Backlog, err error) {
	if b.LastSync, err = lastHeard(tx); err != nil {
		return b, err
	}
	pulled, err := factNumber(tx, factPulled)
	b.Pulled = moment(pulled)
	return b, err
}

// Retry makes held and waiting packets due now; without ids all of them. A refused
// packet is sent again only when its id is named, after somebody looked at it. Who did is
// in the audit chain, with each case that was named. CodeNotFound, with the detail "case",
// where one that is named has no packet that could be sent; the others are due all the same.
func (s *Store) Retry(ctx context.Context, actor string, ids ...string) error {
	now, none := instant(s.now()), error(nil)
	err := s.write(ctx, "retry packets", func(tx *sql.Tx) error {
		if len(ids) == 0 {
			res, err := tx.Exec(sqlRetryAll, now)
			return s.retried(tx, res, err, event{kind: "retry", actor: actor})
		}
		for _, id := range ids {
			res, err := tx.Exec(`UPDATE cases SET delivery = 'queued', since = ?1, next_at = ?1, answer = '', code = '', attended = 0
				WHERE id = ?2 AND (delivery IN ('queued', 'held') OR delivery = 'answered' AND answer = 'refused')
				AND EXISTS (SELECT 1 FROM packets WHERE packets.row = cases.row)`, now, id)
			if err := s.retried(tx, res, err, event{kind: "retry", actor: actor, caseID: id}); err != nil {
				return err
			}
			n, err := res.RowsAffected()
			if err != nil {
				return err
			}
			if n == 0 {
				none = enrol.NewError(enrol.CodeNotFound, "retry packets").With("case", id)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return none
}

// retried chains that somebody wanted packets sent again: all, or one that could be.
func (s *Store) retried(tx *sql.Tx, res sql.Result, err error, e event) error {
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil || n == 0 && e.caseID != "" {
		return err
	}
	if e.caseID == "" {
		e.data = map[string]string{"packets": strconv.FormatInt(n, 10)}
	}
	return s.audit(tx, e)
}

// toLookAt is the condition of what a person has to look at.
const toLookAt = "(answer = 'refused' AND attended = 0 OR delivery = 'held')"

// sqlAttend takes what a person has to look at off the list. A held packet then counts as
// refused, for the reason that it was held for; an answer that comes after all is taken.
const sqlAttend = `UPDATE cases SET attended = 1, answer = 'refused', delivery = 'answered', next_at = 0,
	code = CASE delivery WHEN 'held' THEN last_error ELSE code END, since = CASE delivery WHEN 'held' THEN ?2 ELSE since END
	WHERE id = ?1 AND ` + toLookAt

// Attend records that a person looked after a refused or held packet (by a new case, a
// call or a letter): it leaves the backlog, and its evidence is erased. Nobody but who decided
// the case and a supervisor may: CodeForbidden.
func (s *Store) Attend(ctx context.Context, id, actor string) error {
	return s.write(ctx, "attend to refusal", func(tx *sql.Tx) error {
		var owner string
		err := tx.QueryRow(`SELECT operator FROM cases WHERE id = ? AND `+toLookAt, id).Scan(&owner)
		if errors.Is(err, sql.ErrNoRows) {
			return enrol.WrapError(enrol.CodeNotFound, "attend to refusal", err)
		}
		if err != nil {
			return err
		}
		if owner != actor {
			if err := s.mustSupervise(tx, actor); err != nil {
				return err
			}
		}
		_, err = s.attend(tx, id, event{kind: "attend", actor: actor, caseID: id})
		return err
	})
}

// mustSupervise answers CodeForbidden for anybody but a supervisor of the outlet.
func (s *Store) mustSupervise(tx *sql.Tx, id string) error {
	staff, err := getPart[[]enrol.Staff](s, tx, partStaff)
	if err != nil {
		return err
	}
	for _, x := range staff {
		if x.ID == id && x.Role == enrol.RoleSupervisor && !x.Revoked {
			return nil
		}
	}
	return enrol.NewError(enrol.CodeForbidden, "attend to refusal").With("why", "owner")
}

// attend answers false where there is nothing to look after.
func (s *Store) attend(tx *sql.Tx, id string, e event) (bool, error) {
	res, err := tx.Exec(sqlAttend, id, instant(s.now()))
	if err != nil {
		return false, err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	if _, err := tx.Exec(`DELETE FROM packets WHERE row = (SELECT row FROM cases WHERE id = ?)`, id); err != nil {
		return false, err
	}
	return true, s.audit(tx, e)
}
