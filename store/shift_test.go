package store

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestShift: a day whose cases end in every way adds up, the next one begins where it
// ended, and what goes missing behind the program's back is named.
func TestShift(t *testing.T) {
	ctx := t.Context()
	clk := &clock{t: noon}
	s := MustOpen(t, t.TempDir(), withClock(clk))
	sent, waits := MustDecide(t, s, 1), MustDecide(t, s, 2)
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: sent.ID, Answer: enrol.AnswerAccepted, At: noon}}))
	end := func(n int, e enrol.Event) enrol.Case {
		c := newCase(n)
		must(t, s.SaveDraft(ctx, c))
		if e == enrol.EventPark {
			c.Reason = enrol.ReasonBringPapers
		}
		c = MustMove(t, c, e, clk.Now())
		must(t, s.Decide(ctx, c))
		return c
	}
	parked := end(3, enrol.EventPark)
	end(4, enrol.EventCancel)
	half := newCase(5)
	must(t, s.SaveDraft(ctx, half))
	must(t, s.SaveDraft(ctx, half))
	training := newCase(6)
	training.Training = true
	must(t, s.Decide(ctx, MustMove(t, training, enrol.EventApprove, noon)))

	sheet, err := s.Shift(ctx)
	must(t, err)
	if !sheet.Adds() || sheet.Opened != 5 || sheet.Approved != 2 || sheet.Delivered != 1 || sheet.Waiting != 1 || sheet.Parked != 1 ||
		sheet.Cancelled != 1 || sheet.HandedOver != 1 || len(sheet.Open) != 1 || sheet.Open[0].ID != half.ID {
		t.Fatalf("%+v", sheet)
	}
	_, err = s.CloseShift(ctx, "petugas1", "penyelia", false)
	wantCode(t, err, enrol.CodeMove)
	closed, err := s.CloseShift(ctx, "petugas1", "penyelia", true)
	must(t, err)
	seq, hash, err := s.Head(ctx)
	must(t, err)
	if closed.Seq != seq || closed.Hash != hash || closed.Sign != "penyelia" {
		t.Errorf("the sheet carries another head than the chain: %d %d", closed.Seq, seq)
	}
	if _, err := s.Verify(ctx); err != nil {
		t.Error(err)
	}

	// The half-done case is nobody's until somebody of the next shift takes it over.
	owner := func() string {
		drafts, err := s.Drafts(ctx)
		must(t, err)
		for _, d := range drafts {
			if d.ID == half.ID {
				return d.Operator
			}
		}
		return "gone"
	}
	if got := owner(); got != "" {
		t.Errorf("the half-done case is still %q's", got)
	}
	must(t, s.SaveDraft(ctx, half)) // its first owner logs out meanwhile
	if got := owner(); got != "" {
		t.Errorf("logging out made it %q's again", got)
	}
	half.Operator = "petugas2"
	must(t, s.SaveDraft(ctx, half))
	must(t, s.Record(ctx, enrol.AuditTakeOver, "petugas2", half.ID, nil))
	if got := owner(); got != "petugas2" {
		t.Errorf("taken over, it is %q's", got)
	}

	clk.Advance(time.Hour)
	must(t, s.Decide(ctx, MustMove(t, half, enrol.EventApprove, clk.Now())))
	resumed := MustMove(t, parked, enrol.EventResume, clk.Now())
	must(t, s.SaveDraft(ctx, resumed))
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: waits.ID, Answer: enrol.AnswerRefused, Code: enrol.CodeRefused, At: noon}}))
	sheet, err = s.Shift(ctx)
	must(t, err)
	if !sheet.Adds() || sheet.Opened != 0 || sheet.TakenOver != 2 || sheet.Approved != 1 || sheet.HandedOver != 1 {
		t.Fatalf("the next shift: %+v", sheet)
	}
	for _, tt := range []struct {
		sql  string
		want enrol.OddCase
	}{
		{`UPDATE cases SET delivery = '' WHERE id = '` + half.ID + `'`, enrol.OddCase{ID: half.ID, Fault: enrol.FaultDelivery}},
		{`DELETE FROM packets; DELETE FROM cases WHERE id = '` + half.ID + `'`, enrol.OddCase{ID: half.ID, Fault: enrol.FaultState}},
	} {
		_, err := s.writer.Exec(tt.sql)
		must(t, err)
		sheet, err := s.Shift(ctx)
		must(t, err)
		if sheet.Adds() || !slices.ContainsFunc(sheet.Odd, func(o enrol.OddCase) bool { return o.ID == tt.want.ID && o.Fault == tt.want.Fault }) {
			t.Errorf("after %s: %+v", tt.sql, sheet.Odd)
		}
	}
}

// TestShiftBegins at midnight where none was ever closed.
func TestShiftBegins(t *testing.T) {
	clk := &clock{t: noon.Add(-24 * time.Hour)}
	s := MustOpen(t, t.TempDir(), withClock(clk))
	MustDecide(t, s, 1)
	clk.Advance(24 * time.Hour)
	MustDecide(t, s, 2)
	sheet, err := s.Shift(t.Context())
	must(t, err)
	if !sheet.Adds() || sheet.Opened != 1 || sheet.Approved != 1 {
		t.Errorf("%+v", sheet)
	}
}

// TestFollow: a case that puts a refused one right looks after it when it is approved,
// not before, and the story of the old one says so.
func TestFollow(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	old := MustDecide(t, s, 1)
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: old.ID, Answer: enrol.AnswerRefused, Code: enrol.CodeRefused, At: noon}}))
	c := newCase(2)
	c.Follows, c.Resident.NIK = old.ID, old.Resident.NIK
	must(t, s.SaveDraft(ctx, c))
	if b, err := s.Backlog(ctx); err != nil || b.Refused != 1 {
		t.Fatalf("refused %d before the correction is approved, %v", b.Refused, err)
	}
	must(t, s.Decide(ctx, MustMove(t, c, enrol.EventApprove, noon)))
	if b, err := s.Backlog(ctx); err != nil || b.Refused != 0 {
		t.Fatalf("refused %d afterwards, %v", b.Refused, err)
	}
	story, err := s.Story(ctx, old.ID)
	must(t, err)
	var kinds []string
	for _, e := range story {
		kinds = append(kinds, e.Kind)
	}
	if !slices.Equal(kinds, []string{"open", "approve", "answer", "follow", "attend"}) || story[4].Data["by"] != c.ID {
		t.Errorf("story %v", kinds)
	}
	if story, err := s.Story(ctx, ""); err != nil || story != nil {
		t.Errorf("the story of nothing: %d entries, %v", len(story), err)
	}
}

func TestDay(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	sent := MustDecide(t, s, 1)
	MustDecide(t, s, 2)
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: sent.ID, Answer: enrol.AnswerAccepted, At: noon}}))
	d, err := s.Day(ctx, noon)
	must(t, err)
	if d.Approved != 2 || d.Delivered != 1 || d.Waiting != 1 || d.Served.Median != 9*time.Second || d.Age[0] != 1 || d.Hours[12] != 2 {
		t.Errorf("%+v", d)
	}
	phone := newCase(3)
	phone.Kind, phone.Purpose = enrol.KindReactivate, enrol.PurposeLostPhone
	must(t, s.SaveDraft(ctx, phone))
	must(t, s.Decide(ctx, MustMove(t, phone, enrol.EventApprove, noon)))
	d, err = s.Day(ctx, noon)
	must(t, err)
	if len(d.Errands) != 2 || d.Errands[1].Purpose != enrol.PurposeLostPhone || d.Errands[1].Kind != enrol.KindReactivate || d.Errands[1].Approved != 1 {
		t.Errorf("errands %+v", d.Errands)
	}
	items, err := s.Items(ctx, enrol.Query{Text: string(phone.Resident.NIK)})
	if err != nil || len(items) != 1 || items[0].Purpose != enrol.PurposeLostPhone {
		t.Errorf("the queue has %+v, %v", items, err)
	}
	_, err = s.writer.Exec(`UPDATE audit SET data = 'x' WHERE case_id = ?`, phone.ID)
	must(t, err)
	if items, err = s.Items(ctx, enrol.Query{}); err != nil || len(items) != 3 || items[0].Purpose != enrol.PurposeNone {
		t.Errorf("of a chain that was tampered with: %d items, %v", len(items), err)
	}
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: phone.ID, Answer: enrol.AnswerAccepted, At: noon}}))
	if r, err := s.Reached(ctx); err != nil || r.Acknowledged != 1 || r.Active != 0 {
		t.Errorf("acknowledged %+v, %v: a reactivation is no new identity", r, err)
	}
	if d, err = s.Day(ctx, noon); err != nil || d.Delivered != 2 || d.Begun != (enrol.Begun{Reached: 1, Waiting: 1}) {
		t.Errorf("begun %+v of %d acknowledged, %v", d.Begun, d.Delivered, err)
	}
	if d, err := s.Day(ctx, noon.AddDate(0, 0, 1)); err != nil || d.Approved != 0 || d.Age[3] != 1 {
		t.Errorf("the next day: %+v, %v", d, err)
	}
}

// TestReached follows what the registry says of accounts: the active ones count, as long as they are, and
// only those of identities that began here.
func TestReached(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	if r, err := s.Reached(ctx); err != nil || r != (enrol.Reach{}) {
		t.Errorf("of a counter that never heard of anybody: %+v, %v", r, err)
	}
	decide := func(n int, k enrol.Kind, training bool) string {
		c := newCase(n)
		c.Kind, c.Training = k, training
		must(t, s.SaveDraft(ctx, c))
		must(t, s.Decide(ctx, MustMove(t, c, enrol.EventApprove, noon)))
		return c.ID
	}
	ids := []string{decide(1, enrol.KindNew, false), decide(2, enrol.KindFirstCard, false), decide(3, enrol.KindReactivate, false),
		decide(4, enrol.KindNew, true), decide(5, enrol.KindNew, false), decide(6, enrol.KindNew, false)}
	answers := []enrol.Answer{enrol.AnswerAccepted, enrol.AnswerDuplicate, enrol.AnswerAccepted, enrol.AnswerAccepted, enrol.AnswerRefused}
	var receipts []enrol.Receipt // the last case waits yet
	for i, a := range answers {
		receipts = append(receipts, enrol.Receipt{ID: ids[i], Answer: a, Account: enrol.AccountCodeSent, At: noon})
	}
	must(t, s.Settle(ctx, receipts))
	at := noon
	for _, tt := range []struct {
		name   string
		news   map[int]enrol.Account // by place in ids
		active int
	}{
		{"CodesOnTheirWay", nil, 0},
		{"First", map[int]enrol.Account{0: enrol.AccountActive}, 1},
		{"Second", map[int]enrol.Account{1: enrol.AccountActive}, 2},
		{"OthersDoNotCount", map[int]enrol.Account{2: enrol.AccountActive, 3: enrol.AccountActive, 4: enrol.AccountActive, 5: enrol.AccountActive}, 2},
		{"Blocked", map[int]enrol.Account{0: enrol.AccountBlocked}, 1},
		{"Released", map[int]enrol.Account{1: enrol.AccountReleased}, 0},
		{"AgainInUse", map[int]enrol.Account{0: enrol.AccountActive}, 1},
	} {
		at = at.Add(time.Minute)
		pull := enrol.Pull{At: at}
		for i, a := range tt.news {
			pull.Statuses = append(pull.Statuses, enrol.Status{ID: ids[i], Account: a, At: at})
		}
		must(t, s.Apply(ctx, pull))
		b, err := s.Backlog(ctx)
		must(t, err)
		if r, err := s.Reached(ctx); err != nil || r != (enrol.Reach{Acknowledged: 2, Active: tt.active, Told: b.Synced()}) || !r.Told.Equal(at) {
			t.Errorf("%s: %+v, %v; in step %v", tt.name, r, err, b.Synced())
		}
	}
}

// TestReachedLooksAtNoCase: the sum since the beginning is of a million cases, and is read from its index alone. What
// SQLite says of its plan does not tell that of a partial index; its byte code does.
func TestReachedLooksAtNoCase(t *testing.T) {
	s := MustOpen(t, t.TempDir())
	if plan := planOf(t, s.writer, sqlReached); len(plan) != 1 || plan[0] != "SEARCH cases USING INDEX cases_reached (kind=?)" {
		t.Errorf("%q", plan)
	}
	var table int64
	must(t, s.writer.QueryRow(`SELECT rootpage FROM sqlite_schema WHERE name = 'cases'`).Scan(&table))
	if of := reads(t, s, `SELECT operator FROM cases INDEXED BY cases_day`, table); of == 0 {
		t.Error("a query that looks at the cases is not known for one")
	}
	if of := reads(t, s, sqlReached, table); of != 0 {
		t.Errorf("%d steps read the cases themselves", of)
	}
}

// reads counts the steps of a query's program that read a table, which is given by its root page.
func reads(t *testing.T, s *Store, query string, table int64) (n int) {
	t.Helper()
	rows, err := s.writer.Query(`EXPLAIN ` + query)
	must(t, err)
	defer rows.Close()
	cursor := int64(-1)
	for rows.Next() {
		var addr, p1, p2, p3, p5 int64
		var opcode string
		var p4, comment any
		must(t, rows.Scan(&addr, &opcode, &p1, &p2, &p3, &p4, &p5, &comment))
		switch {
		case opcode == "OpenRead" && p2 == table:
			cursor = p1
		case cursor >= 0 && p1 == cursor && slices.Contains([]string{"Column", "Rowid", "Rewind", "FinishSeek", "NotExists", "SeekRowid"}, opcode):
			n++
		}
	}
	must(t, rows.Err())
	return n
}

// TestDespite: an approval in spite of the faces is counted in the day and on the sheet; the chain has the leave's code
// and not its words.
func TestDespite(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	MustDecide(t, s, 1)
	unlike := newCase(4)
	unlike.Face.Band = enrol.BandNoMatch
	must(t, s.SaveDraft(ctx, unlike))
	must(t, s.Decide(ctx, MustMove(t, unlike.WithOverride(enrol.Override{Code: enrol.CodeFaceDiffers, By: "petugas1", Reason: "kembar"}), enrol.EventApprove, noon)))
	if d, err := s.Day(ctx, noon); err != nil || d.Despite != 1 || d.Errands[0].Purpose != enrol.PurposeNone {
		t.Errorf("%d of %+v in spite of the faces, %v", d.Despite, d, err)
	}
	if story, err := s.Story(ctx, unlike.ID); err != nil || story[len(story)-1].Data["override"] != string(enrol.CodeFaceDiffers) || strings.Contains(fmt.Sprint(story), "kembar") {
		t.Errorf("the chain says %+v, %v", story, err)
	}
	if sheet, err := s.Shift(ctx); err != nil || sheet.Despite != 1 {
		t.Errorf("the sheet counts %d, %v", sheet.Despite, err)
	}
}

// TestPlace: the number on a receipt that is printed again is the one of its day.
func TestPlace(t *testing.T) {
	clk := &clock{t: noon}
	s := MustOpen(t, t.TempDir(), withClock(clk))
	decide := func(n int) enrol.Case {
		c := newCase(n)
		must(t, s.SaveDraft(t.Context(), c))
		c = MustMove(t, c, enrol.EventApprove, clk.Now())
		must(t, s.Decide(t.Context(), c))
		clk.Advance(time.Minute)
		return c
	}
	decide(1)
	clk.Advance(24 * time.Hour)
	decide(2)
	last := decide(3)
	decide(4)
	items, err := s.Items(t.Context(), enrol.Query{Text: last.ID})
	must(t, err)
	if n, err := s.Place(t.Context(), items[0]); err != nil || n != 2 {
		t.Errorf("number %d, %v, want 2", n, err)
	}
}

// TestCloseShiftBesideTheLane: cases that are decided while a shift is being closed are in
// one of the two sheets, and both add up.
func TestCloseShiftBesideTheLane(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	MustDecide(t, s, 1)
	sheet, at, err := s.reckonAside(ctx)
	must(t, err)
	MustDecide(t, s, 2)
	if _, err := s.closeShift(ctx, sheet, at, "petugas1", "penyelia", false); !errors.Is(err, errChainMoved) {
		t.Fatalf("a shift was closed that had moved on: %v", err)
	}
	const cases = 40
	ended := make(chan error, 1)
	go func() {
		var err error
		for n := 3; n < cases && err == nil; n++ {
			c := newCase(n)
			if err = s.SaveDraft(ctx, c); err == nil {
				err = s.Decide(ctx, MustMove(t, c, enrol.EventApprove, noon))
			}
		}
		ended <- err
	}()
	opened, closed := 0, 0
	for done := false; !done; {
		select {
		case err := <-ended:
			must(t, err)
			done = true
		default:
		}
		sheet, err := s.CloseShift(ctx, "petugas1", "penyelia", true)
		must(t, err)
		if !sheet.Adds() {
			t.Fatalf("%+v", sheet)
		}
		opened, closed = opened+sheet.Opened, closed+1
	}
	if opened != cases-1 {
		t.Errorf("%d cases on %d sheets, want %d", opened, closed, cases-1)
	}
	if _, err := s.Verify(ctx); err != nil {
		t.Error(err)
	}
}
