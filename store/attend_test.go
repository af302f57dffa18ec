package store

import (
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// A refused case is looked after by who decided it or by a supervisor of the outlet, and by nobody else:
// its evidence goes with that. The chain says who, and who had packets sent again.
func TestAttendIsForOwnerAndSupervisor(t *testing.T) {
	for actor, want := range map[string]enrol.Code{"petugas1": "", "agus": "", "petugas2": enrol.CodeForbidden, "tono": enrol.CodeForbidden,
		"gone": enrol.CodeForbidden, "nobody": enrol.CodeForbidden, "": enrol.CodeForbidden} {
		t.Run(actor, func(t *testing.T) {
			ctx, s := t.Context(), MustOpen(t, t.TempDir())
			must(t, s.Apply(ctx, enrol.Pull{At: noon, Staff: []enrol.Staff{{ID: "petugas1", Role: enrol.RoleStaff}, {ID: "petugas2", Role: enrol.RoleStaff},
				{ID: "agus", Role: enrol.RoleSupervisor}, {ID: "tono", Role: enrol.RoleTechnician}, {ID: "gone", Role: enrol.RoleSupervisor, Revoked: true}}}))
			id := MustDecide(t, s, 1).ID
			must(t, s.Settle(ctx, []enrol.Receipt{{ID: id, Answer: enrol.AnswerRefused, Code: enrol.CodeActive, At: noon}}))
			wantCode(t, s.Attend(ctx, id, actor), want)
			if b, _ := s.Backlog(ctx); (b.Refused == 1) != (want != "") || (bodies(t, s) == 1) != (want != "") {
				t.Errorf("backlog %+v, %d bodies", b, bodies(t, s))
			}
		})
	}
}

func TestRetryIsInTheChain(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir())
	id := MustDecide(t, s, 1).ID
	must(t, s.Fail(ctx, []enrol.Failure{{ID: id, Code: enrol.CodeRevoked, At: noon}}))
	before, _, err := s.Head(ctx)
	must(t, err)
	must(t, s.Retry(ctx, "ani", id))
	wantCode(t, s.Retry(ctx, "ani", "no such case"), enrol.CodeNotFound)
	must(t, s.Retry(ctx, "budi"))
	after, _, err := s.Head(ctx)
	must(t, err)
	story, err := s.Story(ctx, id)
	must(t, err)
	if last := story[len(story)-1]; last.Kind != "retry" || last.Actor != "ani" || after != before+2 {
		t.Errorf("last entry %s of %s, %d entries", last.Kind, last.Actor, after-before)
	}
	if _, err := s.Verify(ctx); err != nil {
		t.Error(err)
	}
}
