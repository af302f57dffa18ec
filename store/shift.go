package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
)

const (
	sqlLastShift = `SELECT seq FROM audit WHERE kind = 'shift-close' ORDER BY seq DESC LIMIT 1`
	sqlShift     = `SELECT ` + auditColumns + ` FROM audit WHERE seq > ? ORDER BY seq`
	// sqlYesterday walks back from the newest entry to the day before.
	sqlYesterday = `SELECT seq FROM audit WHERE at < ? ORDER BY seq DESC LIMIT 1`
	sqlNewest    = `SELECT coalesce(max(seq), 0) FROM audit`

	// The cases of a shift: those that its entries name, and what was decided since its first
	// entry; in one statement each, however many weeks it was left open.
	sqlNamed      = `SELECT case_id FROM audit WHERE seq > ?1 AND case_id <> ''`
	sqlShiftCases = `id IN (` + sqlNamed + `) OR decided_at >= ?2`
	sqlShiftGone  = `SELECT id FROM cancelled WHERE id IN (` + sqlNamed + `)`
	sqlShiftKnown = `SELECT DISTINCT case_id FROM audit WHERE seq <= ?1 AND case_id <> '' AND kind IN ('approve', 'reject', 'park')
		AND case_id IN (SELECT id FROM cases WHERE ` + sqlShiftCases + `)`
)

// Shift reckons what happened since the last shift was closed; without one, since
// midnight in the location of the store's clock.
func (s *Store) Shift(ctx context.Context) (enrol.Sheet, error) {
	var out enrol.Sheet
	err := s.read(ctx, "reckon shift", func(tx *sql.Tx) (err error) {
		out, err = s.reckon(ctx, tx)
		return err
	})
	return out, err
}

// CloseShift ends the shift: one entry of the chain with its figures, by whom it was
// closed and who signed. Half-done cases are handed over, an entry each, where handOver
// says so; otherwise they are CodeMove with the detail "open". The sheet is kept: see Sheets.
func (s *Store) CloseShift(ctx context.Context, by, sign string, handOver bool) (enrol.Sheet, error) {
	for range closeTries {
		sheet, at, err := s.reckonAside(ctx)
		if err != nil {
			return sheet, err
		}
		out, err := s.closeShift(ctx, sheet, at, by, sign, handOver)
		if !errors.Is(err, errChainMoved) {
			return out, err
		}
	}
	return s.closeShift(ctx, enrol.Sheet{}, reckonWithin, by, sign, handOver) // a lane that never rests
}

// closeTries is how often a shift is reckoned beside the lane, before the lane is made to wait.
const closeTries = 3

// reckonWithin has the shift reckoned in the writing transaction.
const reckonWithin = -1

// errChainMoved: something happened between reckoning and closing.
var errChainMoved = errors.New("the chain has moved on")

// reckonAside reckons on a snapshot, so that a decision at the lane waits for nothing; at
// is the last entry that it has seen.
func (s *Store) reckonAside(ctx context.Context) (out enrol.Sheet, at int64, err error) {
	err = s.read(ctx, "reckon shift", func(tx *sql.Tx) (err error) {
		if err := tx.QueryRowContext(ctx, sqlNewest).Scan(&at); err != nil {
			return err
		}
		out, err = s.reckon(ctx, tx)
		return err
	})
	return out, at, err
}

// closeShift writes the end of a shift that was reckoned up to entry at.
func (s *Store) closeShift(ctx context.Context, out enrol.Sheet, at int64, by, sign string, handOver bool) (enrol.Sheet, error) {
	err := s.write(ctx, "close shift", func(tx *sql.Tx) (err error) {
		if at == reckonWithin {
			out, err = s.reckon(ctx, tx)
		} else {
			err = unmoved(ctx, tx, at)
		}
		if err != nil {
			return err
		}
		if len(out.Open) > 0 && !handOver {
			return enrol.NewError(enrol.CodeMove, "close shift").With("open", strconv.Itoa(len(out.Open)))
		}
		for _, o := range out.Open {
			if err := s.audit(tx, event{kind: enrol.AuditHandOver, actor: by, caseID: o.ID}); err != nil {
				return err
			}
		}
		out.By, out.Sign = by, sign
		if err := s.audit(tx, event{kind: enrol.AuditShift, actor: by, data: sheetData(out)}); err != nil {
			return err
		}
		h, _, _, err := s.getHead(tx)
		out.Seq, out.Hash, out.Until = h.seq, hex.EncodeToString(h.hash), s.now()
		if err != nil {
			return err
		}
		return s.keepSheet(tx, out)
	})
	return out, err
}

// unmoved answers errChainMoved where the chain has entries after at.
func unmoved(ctx context.Context, tx *sql.Tx, at int64) error {
	var newest int64
	if err := tx.QueryRowContext(ctx, sqlNewest).Scan(&newest); err != nil {
		return err
	}
	if newest != at {
		return errChainMoved
	}
	return nil
}

// sheetData is what the chain keeps of a sheet.
func sheetData(sh enrol.Sheet) map[string]string {
	data := map[string]string{"sign": sh.Sign, "adds": strconv.FormatBool(sh.Adds())}
	for name, n := range map[string]int{
		"opened": sh.Opened, "taken-over": sh.TakenOver, "approved": sh.Approved, "rejected": sh.Rejected, "parked": sh.Parked,
		"cancelled": sh.Cancelled, "handed-over": sh.HandedOver, "delivered": sh.Delivered, "waiting": sh.Waiting,
		"refused": sh.Refused, "odd": len(sh.Odd),
	} {
		data[name] = strconv.Itoa(n)
	}
	return data
}

func (s *Store) reckon(ctx context.Context, tx *sql.Tx) (enrol.Sheet, error) {
	var b enrol.ShiftBooks
	from, err := s.shiftStart(ctx, tx)
	if err != nil {
		return enrol.Sheet{}, err
	}
	if b.Entries, err = entries(ctx, tx, sqlShift, from); err != nil {
		return enrol.Sheet{}, err
	}
	if err := s.shiftCases(ctx, tx, from, &b); err != nil {
		return enrol.Sheet{}, err
	}
	if b.Open, b.Broken, err = s.openCases(ctx, tx); err != nil {
		return enrol.Sheet{}, err
	}
	return enrol.Reckon(b), nil
}

// shiftStart answers the entry with which the last shift ended.
func (s *Store) shiftStart(ctx context.Context, tx *sql.Tx) (int64, error) {
	var seq int64
	err := tx.QueryRowContext(ctx, sqlLastShift).Scan(&seq)
	if ignoreNotFound(err) != nil || seq > 0 {
		return seq, err
	}
	midnight, _ := day(s.now())
	return seq, ignoreNotFound(tx.QueryRowContext(ctx, sqlYesterday, midnight).Scan(&seq))
}

// shiftCases reads what the tables have of the cases that the chain names, and whatever
// else was decided since.
func (s *Store) shiftCases(ctx context.Context, tx *sql.Tx, from int64, b *enrol.ShiftBooks) error {
	var err error
	if len(b.Entries) == 0 {
		return nil
	}
	if b.Cases, err = caseItems(ctx, tx, sqlShiftCases, from, instant(b.Entries[0].At)); err != nil {
		return err
	}
	if b.Gone, err = idsOf(ctx, tx, sqlShiftGone, from); err != nil {
		return err
	}
	known, err := idsOf(ctx, tx, sqlShiftKnown, from, instant(b.Entries[0].At))
	b.Known = map[string]bool{}
	for _, id := range known {
		b.Known[id] = true
	}
	return err
}

// idsOf reads the one column that a query answers.
func idsOf(ctx context.Context, tx *sql.Tx, query string, args ...any) ([]string, error) {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, rows.Err()
}

func caseItems(ctx context.Context, tx *sql.Tx, where string, args ...any) ([]enrol.Item, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+itemColumns+` FROM cases WHERE `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []enrol.Item
	for rows.Next() {
		it, err := scanItem(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, it)
	}
	return out, rows.Err()
}

// openCases are the drafts that nobody has decided, and the ids of those, parked ones too, that can't be
// read any more.
func (s *Store) openCases(ctx context.Context, tx *sql.Tx) (out []enrol.OpenCase, broken []string, err error) {
	drafts, broken, err := s.readDrafts(ctx, tx, `true ORDER BY saved_at, id`)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range drafts {
		if !c.Training && c.State != enrol.StateParked {
			out = append(out, enrol.OpenCase{ID: c.ID, NIKMasked: c.Resident.NIK.Masked(), State: c.State, Operator: c.Operator, Since: c.OpenedAt})
		}
	}
	return out, broken, nil
}
