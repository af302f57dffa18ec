package store

import (
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// One draft that can't be read any more is in nobody's way: the others come up, parked ones are found, the
// shift is reckoned and closed, and its sheet names the one.
func TestUnreadableDraft(t *testing.T) {
	ctx := t.Context()
	s := MustOpen(t, t.TempDir(), withClock(&clock{t: noon}))
	half, lost, again := newCase(1), newCase(2), newCase(3)
	must(t, s.SaveDraft(ctx, half))
	must(t, s.SaveDraft(ctx, lost))
	park := func(n int) enrol.Case {
		c := newCase(n)
		c.Resident.NIK = again.Resident.NIK
		c.Reason = enrol.ReasonComesBack
		must(t, s.SaveDraft(ctx, c))
		c = MustMove(t, c, enrol.EventPark, noon)
		must(t, s.Decide(ctx, c))
		return c
	}
	older, newer := park(3), park(4)
	for _, id := range []string{lost.ID, newer.ID} {
		_, err := s.writer.ExecContext(ctx, `UPDATE drafts SET body = zeroblob(length(body)) WHERE id = ?`, id)
		must(t, err)
	}
	drafts, err := s.Drafts(ctx)
	must(t, err)
	if len(drafts) != 1 || drafts[0].ID != half.ID {
		t.Errorf("%d drafts come up", len(drafts))
	}
	parked, err := s.ParkedCases(ctx)
	must(t, err)
	if len(parked) != 1 || parked[0].ID != older.ID {
		t.Errorf("%d parked cases", len(parked))
	}
	found, err := s.Parked(ctx, again.Resident.NIK)
	must(t, err)
	if found.ID != older.ID {
		t.Errorf("found %s", found.ID)
	}
	sheet, err := s.CloseShift(ctx, "petugas1", "penyelia", true)
	must(t, err)
	odd := map[string]enrol.Fault{}
	for _, o := range sheet.Odd {
		odd[o.ID] = o.Fault
	}
	if sheet.Adds() || len(odd) != 2 || odd[lost.ID] != enrol.FaultUnreadable || odd[newer.ID] != enrol.FaultUnreadable || len(sheet.Open) != 1 {
		t.Errorf("odd %v, %d open", odd, len(sheet.Open))
	}
	sheet, err = s.Shift(ctx)
	must(t, err)
	if len(sheet.Odd) != 2 {
		t.Errorf("the next shift says nothing of them: %+v", sheet.Odd)
	}
}
