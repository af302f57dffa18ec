package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// Decide commits a decision: see enrol.Desk. Approved and rejected cases are sealed
// and queued, parked ones stay as a draft without the selfie (it is taken anew on
// resuming), cancelled ones leave only their count. A training case is never queued
// and spends nothing.
//
// Decide may be repeated: a case that has this decision already is a success, so that
// a caller who did not see the answer can ask again. Another decision is CodeMove.
// Without a sealer a case that must be queued is CodeNotEnrolled, its draft kept.
func (s *Store) Decide(ctx context.Context, c enrol.Case) error {
	if err := checkID(c); err != nil {
		return err
	}
	d, err := s.newDecision(ctx, c)
	if err != nil {
		if s.decidedAs(ctx, c) { // whose pages are gone with its draft
			return nil
		}
		return err
	}
	defer func() { _, _ = d.sealing.wait() }() // it has told the transaction what went wrong
	return s.write(ctx, "decide case", func(tx *sql.Tx) error {
		now, err := standingOf(tx, c.ID)
		switch {
		case err != nil:
			return err
		case now.state.Final() && now.state == c.State:
			return nil
		case now.state.Final():
			return enrol.NewError(enrol.CodeMove, "decide case").With("state", string(now.state))
		}
		return s.commit(tx, d, now)
	})
}

// decision is a decided case, encrypted outside of the transaction and sealed beside it.
type decision struct {
	enrol.Case
	at      int64    // now
	sealing *sealing // nil: nothing to deliver
	parked  draft    // of parked cases
}

func (s *Store) newDecision(ctx context.Context, c enrol.Case) (decision, error) {
	d := decision{Case: c, at: instant(s.now())}
	var err error
	switch c.State {
	case enrol.StateApproved, enrol.StateRejected:
		if !c.Training {
			d.sealing, err = s.beginSealing(ctx, c)
		}
	case enrol.StateParked:
		c.Selfie, c.Card, c.Face = nil, nil, enrol.FaceResult{}
		d.parked, err = s.newDraft(c)
	case enrol.StateCancelled:
	default:
		err = enrol.NewError(enrol.CodeMove, "decide case").With("state", string(c.State))
	}
	return d, err
}

// commit writes the decision. The draft goes first: the packet then reuses its pages,
// which have to be overwritten in any case. The packet comes last: it may not be sealed
// yet.
func (s *Store) commit(tx *sql.Tx, d decision, before standing) error {
	if err := s.opened(tx, d.Case, before); err != nil {
		return err
	}
	if d.State != enrol.StateParked && before.draft {
		if _, err := tx.Exec(`DELETE FROM drafts WHERE id = ?`, d.ID); err != nil {
			return err
		}
	}
	if err := s.audit(tx, event{kind: auditKind[d.State], actor: d.Operator, caseID: d.ID, data: d.auditData()}); err != nil {
		return err
	}
	if err := s.follow(tx, d); err != nil {
		return err
	}
	switch d.State {
	case enrol.StateCancelled:
		return putCancelled(tx, d)
	case enrol.StateParked:
		if _, err := s.putCase(tx, d, 0); err != nil {
			return err
		}
		return d.parked.put(tx)
	}
	return s.putFinal(tx, d)
}

// opened chains that a case began, once: with its first draft, or with its decision
// where it never had one. What was opened has to end some day, or to wait somewhere; the
// shift's sheet counts on it.
func (s *Store) opened(tx *sql.Tx, c enrol.Case, before standing) error {
	if before.draft || before.state != "" {
		return nil
	}
	data := map[string]string{"kind": string(c.Kind)}
	if c.Training {
		data["training"] = "true"
	}
	if c.Follows != "" {
		data["follows"] = c.Follows
	}
	if err := s.audit(tx, event{kind: "open", actor: c.Operator, caseID: c.ID, data: data}); err != nil || c.Follows == "" {
		return err
	}
	return s.audit(tx, event{kind: "follow", actor: c.Operator, caseID: c.Follows, data: map[string]string{"by": c.ID}})
}

func (s *Store) putFinal(tx *sql.Tx, d decision) error {
	if d.Credential != nil && !d.Training {
		if err := spend(tx, d); err != nil {
			return err
		}
	}
	packet, err := d.sealing.wait()
	if err != nil {
		return err
	}
	row, err := s.putCase(tx, d, len(packet))
	if err != nil || packet == nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO packets (row, erase_at, body) VALUES (?, 0, ?)`, row, packet)
	return err
}

// spend uses a credential up: CodeQRUsed where another case did.
func spend(tx *sql.Tx, d decision) error {
	res, err := tx.Exec(`INSERT INTO spent (credential, case_id, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, d.Credential.ID, d.ID, d.at)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n > 0 {
		return err
	}
	var by string
	err = tx.QueryRow(`SELECT case_id FROM spent WHERE credential = ?`, d.Credential.ID).Scan(&by)
	if err == nil && by != d.ID {
		return enrol.NewError(enrol.CodeQRUsed, "spend credential")
	}
	return err
}

// putCase answers the row that the packet, of so many bytes, belongs to; 0: there is
// none. It replaces the case's own parked state at most.
func (s *Store) putCase(tx *sql.Tx, d decision, bytes int) (int64, error) {
	delivery, queued, next := enrol.Delivery(""), int64(0), int64(0)
	if bytes > 0 {
		delivery, queued, next = enrol.DeliveryQueued, d.at, d.at
	}
	res, err := tx.Exec(`INSERT OR REPLACE INTO cases (id, nik_masked, nik_index, kind, state, reason, operator, training,
		opened_at, decided_at, served_ms, delivery, since, queued_at, bytes, attempts, last_error, next_at,
		answer, code, attended, account, account_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '', ?, '', '', 0, '', 0)`,
		d.ID, d.Resident.NIK.Masked(), s.nikIndex(d.Resident.NIK), d.Kind, d.State, d.Reason, d.Operator, d.Training,
		instant(d.OpenedAt), d.decidedAt(), served(d.Case).Milliseconds(), delivery, queued, queued, bytes, next)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

func (d decision) decidedAt() int64 {
	if d.DecidedAt.IsZero() {
		return d.at
	}
	return instant(d.DecidedAt)
}

// putCancelled forgets the case but for its count.
func putCancelled(tx *sql.Tx, d decision) error {
	if _, err := tx.Exec(`DELETE FROM cases WHERE id = ?`, d.ID); err != nil { // was parked
		return err
	}
	if d.Training {
		return nil
	}
	_, err := tx.Exec(`INSERT INTO cancelled (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, d.ID, d.decidedAt())
	return err
}

// standing is what the database has of a case.
type standing struct {
	state enrol.State // decided, "" where nothing was
	draft bool        // a half-done or parked one is kept
}

func standingOf(tx *sql.Tx, id string) (now standing, err error) {
	err = tx.QueryRow(`SELECT coalesce((SELECT state FROM cases WHERE id = ?1),
		(SELECT 'cancelled' FROM cancelled WHERE id = ?1), ''), EXISTS (SELECT 1 FROM drafts WHERE id = ?1)`, id).Scan(&now.state, &now.draft)
	return now, err
}

// decidedAs tells whether a case has the decision that it brings.
func (s *Store) decidedAs(ctx context.Context, c enrol.Case) bool {
	var now standing
	err := s.read(ctx, "look up decision", func(tx *sql.Tx) (err error) {
		now, err = standingOf(tx, c.ID)
		return err
	})
	return err == nil && now.state.Final() && now.state == c.State
}

// served is the time at the counter: from opening, or from the last resuming.
func served(c enrol.Case) time.Duration {
	from := c.OpenedAt
	for _, step := range c.Steps {
		if step.State == enrol.StateOpened {
			from = step.At
		}
	}
	if from.IsZero() || c.DecidedAt.Before(from) {
		return 0
	}
	return c.DecidedAt.Sub(from)
}

var auditKind = map[enrol.State]string{
	enrol.StateApproved: "approve", enrol.StateRejected: "reject",
	enrol.StateParked: "park", enrol.StateCancelled: "cancel",
}

// auditData keeps how it was decided, never about whom; free text stays out.
func (d decision) auditData() map[string]string {
	data := map[string]string{"kind": string(d.Kind)}
	for k, v := range map[string]string{
		"reason": string(d.Reason), "purpose": string(d.Purpose), "method": string(d.Face.Method), "band": string(d.Face.Band), "face_by": d.Face.DecidedBy,
	} {
		if v != "" {
			data[k] = v
		}
	}
	if steps := stepTimes(d.Case); steps != "" {
		data["steps"] = steps
	}
	if d.Face.Score != 0 {
		data["score"] = strconv.FormatFloat(d.Face.Score, 'f', 3, 64)
	}
	if n := len(d.Pages); n > 0 {
		data["pages"] = strconv.Itoa(n)
	}
	if d.Override != nil {
		data["override"], data["override_by"] = string(d.Override.Code), d.Override.By
	}
	for k, v := range map[string]bool{"typed": d.Typed, "training": d.Training} {
		if v {
			data[k] = fmt.Sprint(v)
		}
	}
	return data
}

// stepTimes says when a case came to each state: "opened+0 eligible+310 consented+340",
// in milliseconds since it was opened.
func stepTimes(c enrol.Case) string {
	var out []string
	for _, step := range c.Steps {
		out = append(out, fmt.Sprintf("%s+%d", step.State, step.At.Sub(c.OpenedAt).Milliseconds()))
	}
	return strings.Join(out, " ")
}

// Spent tells whether a credential's single use is gone on this PC.
func (s *Store) Spent(ctx context.Context, credentialID string) (bool, error) {
	var n int
	err := s.readers.QueryRowContext(ctx, `SELECT count(*) FROM spent WHERE credential = ?`, credentialID).Scan(&n)
	return n > 0, coded("look up credential", err)
}

// DecidedToday tells whether this resident was approved here on the day of now for
// something that leads to an activation code. Training does not count, nor does what
// the registry has refused, or what can't be sent to it.
func (s *Store) DecidedToday(ctx context.Context, n enrol.NIK, now time.Time) (bool, error) {
	from, until := day(now)
	var count int
	err := s.readers.QueryRowContext(ctx, `SELECT count(*) FROM cases WHERE nik_index = ? AND state = 'approved'
		AND training = 0 AND kind NOT IN ('card', 'change') AND answer <> 'refused' AND delivery <> 'held' AND decided_at >= ? AND decided_at < ?`, s.nikIndex(n), from, until).Scan(&count)
	return count > 0, coded("look up resident", err)
}
