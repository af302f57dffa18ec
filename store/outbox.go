package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// maxParcels bounds one answer of Due where packets are tiny.
const maxParcels = 1000

const (
	sqlDue = `SELECT id, queued_at, attempts, bytes FROM cases
		WHERE ` + open + ` AND delivery = 'queued' AND (next_at <= ?1 OR since > ?1) ORDER BY queued_at, id LIMIT ?2`
	sqlNextDue = `SELECT coalesce(min(CASE WHEN since > ?1 THEN ?1 ELSE next_at END), 0) FROM cases
		WHERE ` + open + ` AND delivery = 'queued'`
	sqlRecover = `UPDATE cases SET delivery = 'queued', since = ?1, next_at = ?1 WHERE ` + open + ` AND delivery = 'sending'`
)

// Due answers packets whose time has come: see enrol.Outbox. A packet whose last
// attempt lies in the future is due too: the clock was set back meanwhile, and a pause
// that was counted from a wrong time must not last for days.
func (s *Store) Due(ctx context.Context, now time.Time, maxBytes int) ([]enrol.Parcel, error) {
	var out []enrol.Parcel
	err := s.write(ctx, "take due packets", func(tx *sql.Tx) error {
		chosen, err := chooseDue(tx, instant(now), maxBytes)
		if err != nil {
			return err
		}
		for _, p := range chosen {
			ok, err := take(tx, &p, instant(now))
			if err != nil {
				return err
			}
			if ok {
				out = append(out, p)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// take loads a packet's body and marks it as being sent. Where the body is gone, which
// only a damaged file can bring about, a person has to look.
func take(tx *sql.Tx, p *enrol.Parcel, now int64) (bool, error) {
	err := tx.QueryRow(`SELECT body FROM packets WHERE row = (SELECT row FROM cases WHERE id = ?)`, p.ID).Scan(&p.Body)
	if errors.Is(err, sql.ErrNoRows) {
		_, err = tx.Exec(`UPDATE cases SET delivery = 'held', since = ?, last_error = ?, next_at = 0 WHERE id = ?`,
			now, enrol.CodeDBBroken, p.ID)
		return false, err
	}
	if err != nil {
		return false, err
	}
	_, err = tx.Exec(`UPDATE cases SET delivery = 'sending', since = ? WHERE id = ?`, now, p.ID)
	return err == nil, err
}

// chooseDue picks the oldest due packets, one at least, maxBytes at most.
func chooseDue(tx *sql.Tx, now int64, maxBytes int) ([]enrol.Parcel, error) {
	rows, err := tx.Query(sqlDue, now, maxParcels)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []enrol.Parcel
	for total := 0; rows.Next(); {
		var p enrol.Parcel
		var queued int64
		var bytes int
		if err := rows.Scan(&p.ID, &queued, &p.Attempts, &bytes); err != nil {
			return nil, err
		}
		if total += bytes; len(out) > 0 && total > maxBytes {
			break
		}
		p.Queued = moment(queued)
		out = append(out, p)
	}
	return out, rows.Err()
}

// Settle records answers. Evidence of accepted packets is erased at once, or after
// Settings.KeepDays; a refused packet is kept and comes back to a person. An accepted
// packet stays accepted whatever comes later; receipts for packets that are not here
// are passed over. Each answer stands by itself: one that is none (CodeNonsense) does
// not undo the others.
func (s *Store) Settle(ctx context.Context, receipts []enrol.Receipt) error {
	if len(receipts) == 0 {
		return nil
	}
	now := instant(s.now())
	nonsense := error(nil)
	newest := int64(0)
	err := s.write(ctx, "settle packets", func(tx *sql.Tx) error {
		keep, err := s.keepFor(tx)
		if err != nil {
			return err
		}
		for _, r := range receipts {
			if !known(r.Answer) {
				nonsense = enrol.NewError(enrol.CodeNonsense, "settle packets")
				continue
			}
			if err := s.settle(tx, r, now, keep); err != nil {
				return err
			}
			if !r.At.IsZero() {
				newest = max(newest, instant(r.At))
			}
		}
		return errors.Join(eraseOld(tx, now), noteAnswered(tx, newest))
	})
	if err != nil {
		return err
	}
	s.keeper.after(moment(newest))
	return nonsense
}

// noteAnswered keeps when the registry answered, by its own clock: receipts may have been
// on a stick for days, or come a second time.
func noteAnswered(tx *sql.Tx, at int64) error {
	before, err := factNumber(tx, factAnswered)
	if err != nil || at <= before {
		return err
	}
	return putFactNumber(tx, factAnswered, at)
}

func known(a enrol.Answer) bool {
	return a == enrol.AnswerAccepted || a == enrol.AnswerDuplicate || a == enrol.AnswerRefused
}

func (s *Store) settle(tx *sql.Tx, r enrol.Receipt, now int64, keep time.Duration) error {
	if stale, err := staleRefusal(tx, r); stale || err != nil {
		return err
	}
	// News of the account count also where the answer is known: they may be all that a
	// counter without a line ever hears of it.
	if err := noteAccount(tx, enrol.Status{ID: r.ID, Account: r.Account, At: r.At}); err != nil {
		return err
	}
	res, err := tx.Exec(`UPDATE cases SET delivery = 'answered', since = ?1, last_error = '', next_at = 0, answer = ?2, code = ?3, attended = 0
		WHERE id = ?4 AND delivery <> '' AND answer NOT IN ('accepted', 'duplicate')`, now, r.Answer, r.Code, r.ID)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err != nil || n == 0 {
		return err
	}
	data := map[string]string{"answer": string(r.Answer)}
	if r.Answer == enrol.AnswerRefused {
		data["code"], data["said"] = string(r.Code), r.At.UTC().Format(time.RFC3339Nano)
	} else if err := eraseLater(tx, r.ID, now, keep); err != nil {
		return err
	}
	return s.audit(tx, event{kind: "answer", actor: actorSystem, caseID: r.ID, data: data})
}

// sqlSaid is what the chain has of the registry's last answer about a case.
const sqlSaid = `SELECT data FROM audit WHERE case_id = ? AND kind = 'answer' ORDER BY seq DESC LIMIT 1`

// staleRefusal tells whether a refusal is one that was kept before, or an earlier one: a
// file of receipts that is brought again must not undo what a person did about it. The
// answer to what is being sent is never stale: whichever of the registry's instances gives
// it, its clock may be behind the one before, and nobody else would end the sending.
func staleRefusal(tx *sql.Tx, r enrol.Receipt) (bool, error) {
	if r.Answer != enrol.AnswerRefused || r.At.IsZero() {
		return false, nil
	}
	var sending bool
	if err := tx.QueryRow(`SELECT delivery = 'sending' FROM cases WHERE id = ?`, r.ID).Scan(&sending); sending || err != nil {
		return false, ignoreNotFound(err)
	}
	var text string
	if err := tx.QueryRow(sqlSaid, r.ID).Scan(&text); err != nil {
		return false, ignoreNotFound(err)
	}
	var last struct{ Said time.Time }
	if json.Unmarshal([]byte(text), &last) != nil {
		return false, nil // a chain that was tampered with is no reason to pass an answer over
	}
	return !r.At.After(last.Said), nil
}

// eraseLater erases a packet, now or when its days are over.
func eraseLater(tx *sql.Tx, id string, now int64, keep time.Duration) error {
	if keep <= 0 {
		_, err := tx.Exec(`DELETE FROM packets WHERE row = (SELECT row FROM cases WHERE id = ?)`, id)
		return err
	}
	_, err := tx.Exec(`UPDATE packets SET erase_at = ? WHERE row = (SELECT row FROM cases WHERE id = ?)`, now+int64(keep), id)
	return err
}

// eraseOld erases packets whose days are over.
func eraseOld(tx *sql.Tx, now int64) error {
	_, err := tx.Exec(`DELETE FROM packets WHERE erase_at > 0 AND erase_at <= ?`, now)
	return err
}

// noteAccount keeps the latest word on a resident's account.
func noteAccount(tx *sql.Tx, st enrol.Status) error {
	if st.Account == enrol.AccountUnknown {
		return nil
	}
	_, err := tx.Exec(`UPDATE cases SET account = ?1, account_at = ?2, looked = looked AND account = ?1 AND account_at = ?2 WHERE id = ?3 AND account_at <= ?2`,
		st.Account, instant(st.At), st.ID)
	return err
}

// Fail records attempts without an answer: when to try again, or held where
// Failure.Next is zero. Packets that were answered meanwhile stay answered.
func (s *Store) Fail(ctx context.Context, failures []enrol.Failure) error {
	if len(failures) == 0 {
		return nil
	}
	return s.write(ctx, "record failed attempts", func(tx *sql.Tx) error {
		for _, f := range failures {
			to := enrol.DeliveryQueued
			if f.Next.IsZero() {
				to = enrol.DeliveryHeld
			}
			_, err := tx.Exec(`UPDATE cases SET delivery = ?, since = ?, attempts = attempts + 1, last_error = ?, next_at = ?
				WHERE id = ? AND delivery IN ('queued', 'sending')`, to, instant(f.At), f.Code, instant(f.Next), f.ID)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Recover makes everything that a crash left as "sending" due again. The registry
// tells by the id when it has a packet already.
func (s *Store) Recover(ctx context.Context) error {
	return s.write(ctx, "recover packets", func(tx *sql.Tx) error { return recoverSending(tx, instant(s.now())) })
}

func recoverSending(tx *sql.Tx, now int64) error {
	_, err := tx.Exec(sqlRecover, now)
	return err
}

// NextDue answers when the next packet is due; zero: nothing waits.
func (s *Store) NextDue(ctx context.Context) (time.Time, error) {
	var next int64
	err := s.readers.QueryRowContext(ctx, sqlNextDue, instant(s.now())).Scan(&next)
	return moment(next), coded("read next attempt", err)
}

// Waiting calls each for every packet that the registry has not answered, the oldest
// first, held ones among them, and changes nothing: for a bundle that is carried there.
// An error of each ends it.
func (s *Store) Waiting(ctx context.Context, each func(enrol.Parcel) error) error {
	return s.read(ctx, "read waiting packets", func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT id, queued_at, attempts, body FROM cases JOIN packets USING (row)
			WHERE `+open+` ORDER BY queued_at, id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		return eachParcel(rows, each)
	})
}
