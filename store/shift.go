package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"strconv"

	"github.com/gerai-ikd/gerai/enrol"
)

const (
	sqlLastShift = `SELECT seq FROM audit WHERE kind = 'shift-close' ORDER BY seq DESC LIMIT 1`
	sqlShift     = `SELECT ` + auditColumns + ` FROM audit WHERE seq > ? ORDER BY seq`
	// sqlYesterday walks back from the newest entry to the day before.
	sqlYesterday = `SELECT seq FROM audit WHERE at < ? ORDER BY seq DESC LIMIT 1`
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
// says so; otherwise they are CodeMove with the detail "open".
func (s *Store) CloseShift(ctx context.Context, by, sign string, handOver bool) (enrol.Sheet, error) {
	var out enrol.Sheet
	err := s.write(ctx, "close shift", func(tx *sql.Tx) (err error) {
		if out, err = s.reckon(ctx, tx); err != nil {
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
		return err
	})
	return out, err
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
	if b.Open, err = s.openCases(ctx, tx); err != nil {
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
	b.Known = map[string]bool{}
	named := map[string]bool{}
	for _, e := range b.Entries {
		if e.Case == "" || named[e.Case] {
			continue
		}
		named[e.Case] = true
		it, err := caseItems(ctx, tx, `id = ?`, e.Case)
		if err != nil {
			return err
		}
		b.Cases = append(b.Cases, it...)
		var gone bool
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM cancelled WHERE id = ?)`, e.Case).Scan(&gone); err != nil {
			return err
		}
		if gone {
			b.Gone = append(b.Gone, e.Case)
		}
	}
	if len(b.Entries) > 0 {
		since, err := caseItems(ctx, tx, `decided_at >= ?`, instant(b.Entries[0].At))
		if err != nil {
			return err
		}
		for _, it := range since {
			if !named[it.ID] {
				b.Cases = append(b.Cases, it)
			}
		}
	}
	for _, it := range b.Cases {
		var known bool
		if err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM audit WHERE case_id = ? AND case_id <> '' AND seq <= ?
			AND kind IN ('approve', 'reject', 'park'))`, it.ID, from).Scan(&known); err != nil {
			return err
		}
		b.Known[it.ID] = known
	}
	return nil
}

func caseItems(ctx context.Context, tx *sql.Tx, where string, arg any) ([]enrol.Item, error) {
	rows, err := tx.QueryContext(ctx, `SELECT `+itemColumns+` FROM cases WHERE `+where, arg)
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

// openCases are the drafts that nobody has decided.
func (s *Store) openCases(ctx context.Context, tx *sql.Tx) ([]enrol.OpenCase, error) {
	drafts, err := s.drafts(ctx, tx, `state <> 'parked' ORDER BY saved_at, id`)
	if err != nil {
		return nil, err
	}
	var out []enrol.OpenCase
	for _, c := range drafts {
		if !c.Training {
			out = append(out, enrol.OpenCase{ID: c.ID, NIKMasked: c.Resident.NIK.Masked(), State: c.State, Operator: c.Operator, Since: c.OpenedAt})
		}
	}
	return out, nil
}
