package store

import (
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestFollowOfSomebodyElse: a case that names another resident's refused one, as a draft of before the lane compared
// them may, leaves that one as it is: still to be looked at, its evidence there.
func TestFollowOfSomebodyElse(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	old := MustDecide(t, s, 1)
	must(t, s.Settle(ctx, []enrol.Receipt{{ID: old.ID, Answer: enrol.AnswerRefused, Code: enrol.CodeRefused, At: noon}}))
	c := newCase(2)
	c.Follows = old.ID
	must(t, s.SaveDraft(ctx, c))
	must(t, s.Decide(ctx, MustMove(t, c, enrol.EventApprove, noon)))
	if b, err := s.Backlog(ctx); err != nil || b.Refused != 1 || item(t, s, old.ID).Attended || len(stored(t, s, packetOf, old.ID)) == 0 {
		t.Errorf("the refused case is off the list or has no packet: backlog %+v, %v", b, err)
	}
}

func TestOtherResident(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	old := MustDecide(t, s, 1)
	for name, tt := range map[string]struct {
		id   string
		nik  enrol.NIK
		want bool
	}{"Same": {old.ID, old.Resident.NIK, false}, "Other": {old.ID, newCase(2).Resident.NIK, true}, "NotKept": {"gone", old.Resident.NIK, false}} {
		t.Run(name, func(t *testing.T) {
			if got, err := s.OtherResident(ctx, tt.id, tt.nik); err != nil || got != tt.want {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
}

// TestDraftKeepsTheRegistrysWord: with the half-done case; one of before has none.
func TestDraftKeepsTheRegistrysWord(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	c := newCase(1)
	c.Objection, c.Unchecked = enrol.Objection{Code: enrol.CodeActive, At: noon}, enrol.CodeNotFound
	must(t, s.SaveDraft(ctx, c))
	got, err := s.Drafts(ctx)
	must(t, err)
	if len(got) != 1 || got[0].Objection.Code != enrol.CodeActive || !got[0].Objection.At.Equal(noon) || got[0].Unchecked != enrol.CodeNotFound {
		t.Errorf("%d drafts come back without it", len(got))
	}
}
