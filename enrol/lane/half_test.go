package lane_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// A parked case that somebody takes up is hers from then on: after a crash it comes up for
// her, at its step, and the chain says that she has it.
func TestResumedParkedCaseOutlivesACrash(t *testing.T) {
	for _, how := range []string{"crash", "log-out", "lock"} {
		t.Run(how, func(t *testing.T) {
			play(t, soon, func(w *world) {
				w.logIn(siti)
				w.park()
				w.do(lane.Command{Action: lane.ActionLogOut})
				w.logIn(dewi)
				w.until(lane.PhaseReady)
				w.do(lane.Command{Action: lane.ActionResume, Text: string(budi)})
				w.until(lane.PhaseBlocked)
				w.pass(time.Second)
				if e := w.audit.last(enrol.AuditTakeOver); e.Actor != "dewi" || e.Case != "case-1" || e.Data["from"] != "siti" {
					t.Errorf("audit %+v", e)
				}
				switch how {
				case "crash":
					w.crash()
				case "log-out":
					w.do(lane.Command{Action: lane.ActionLogOut})
				case "lock":
					w.leave()
					w.do(lane.Command{Action: lane.ActionUnlock, Staff: siti})
					if v := w.until(lane.PhaseReady); v.Case != nil || len(v.Half) != 1 || v.Half[0].Owner != "dewi" {
						t.Fatalf("siti finds %v, %+v", v.Case, v.Half)
					}
					w.do(lane.Command{Action: lane.ActionLogOut})
				}
				w.logIn(dewi)
				if v := w.until(lane.PhaseBlocked); v.Case.ID != "case-1" || v.Case.Operator != "dewi" || v.TakenOver {
					t.Errorf("case %s of %s", v.Case.ID, v.Case.Operator)
				}
			})
		})
	}
}

// leaveHalfDone has siti leave a case at its verdict.
func (w *world) leaveHalfDone(qr string) {
	w.t.Helper()
	w.logIn(siti)
	w.toDecide(qr)
	w.do(lane.Command{Action: lane.ActionLogOut})
	w.expect(lane.PhaseClosed, "")
	w.reader.hold("")
	w.eye.set(func(e *fakeEye) { e.face = false })
}

// A supervisor is offered somebody's half-done case, and never pulled into it: not when she logs in,
// and not when she unlocks.
func TestSupervisorIsOfferedHalfDoneCases(t *testing.T) {
	for _, take := range []bool{false, true} {
		play(t, nil, func(w *world) {
			w.leaveHalfDone("QR-BUDI")
			w.logIn(agus)
			w.until(lane.PhaseReady)
			v := w.pass(time.Second)
			if v.Case != nil || len(v.Half) != 1 || v.Half[0].Owner != "siti" || !v.Half[0].Free || v.Half[0].Since.IsZero() || v.Half[0].NIK != budi.Masked() {
				t.Fatalf("%v, half done %+v", v.Case, v.Half)
			}
			if !take {
				w.toDecide("QR-ANI")
				if owner := w.desk.drafts["case-1"].Operator; owner != "siti" {
					t.Errorf("left alone, it is %s's", owner)
				}
				return
			}
			w.do(lane.Command{Action: lane.ActionResume, Text: v.Half[0].ID})
			w.until(lane.PhaseDecide)
			w.pass(time.Second)
			if e := w.audit.last(enrol.AuditTakeOver); e.Actor != "agus" || e.Data["from"] != "siti" || w.desk.drafts["case-1"].Operator != "agus" {
				t.Errorf("audit %+v, owner %s", e, w.desk.drafts["case-1"].Operator)
			}
			if v := w.lane.View(); len(v.Half) != 0 {
				t.Errorf("still offered: %+v", v.Half)
			}
		})
	}
}

// A colleague sees whose it is and takes it by a supervisor's leave alone, by the list and by NIK.
func TestColleagueNeedsASupervisorForAHalfDoneCase(t *testing.T) {
	for _, text := range []string{"case-1", string(budi)} {
		play(t, nil, func(w *world) {
			w.leaveHalfDone("QR-BUDI")
			w.logIn(dewi)
			w.until(lane.PhaseReady)
			if v := w.pass(time.Second); len(v.Half) != 1 || v.Half[0].Free || v.Half[0].OwnerName != "siti" {
				t.Fatalf("half done %+v", v.Half)
			}
			w.do(lane.Command{Action: lane.ActionResume, Text: text})
			if v := w.expect(lane.PhaseReady, enrol.CodeForbidden); v.ProblemArgs["owner"] != "siti" {
				t.Errorf("args %v", v.ProblemArgs)
			}
			w.do(lane.Command{Action: lane.ActionResume, Text: text, Staff: agus})
			if v := w.until(lane.PhaseDecide); v.Case.ID != "case-1" || v.Case.Operator != "dewi" || v.Staff.ID != "dewi" {
				t.Errorf("case %s of %s", v.Case.ID, v.Case.Operator)
			}
			w.pass(time.Second)
			if e := w.audit.last(enrol.AuditTakeOver); e.Actor != "dewi" || e.Data["allowed"] != "agus" {
				t.Errorf("audit %+v", e)
			}
		})
	}
}

// Two cases that a shift handed over come up one after the other, without a log-in between.
func TestEachHandedOverCaseComesUp(t *testing.T) {
	play(t, nil, func(w *world) {
		for _, n := range []enrol.NIK{budi, ani} {
			id := "old-" + string(n)
			w.desk.drafts[id] = enrol.Case{ID: id, Kind: enrol.KindNew, State: enrol.StateConsented, OpenedAt: time.Now(),
				Resident: enrol.Resident{NIK: n, Email: "a@gmail.com"}, Steps: []enrol.Step{{State: enrol.StateOpened, At: time.Now()}}}
			w.desk.order = append(w.desk.order, id)
		}
		w.logIn(dewi)
		if v := w.until(lane.PhaseSelfie); v.Case.ID != "old-"+string(budi) || !v.TakenOver || len(v.Half) != 1 {
			t.Fatalf("first %s, %+v", v.Case.ID, v.Half)
		}
		w.do(lane.Command{Action: lane.ActionCancel})
		v := w.untilView("the second one", func(v lane.View) bool { return v.Case != nil && v.Case.ID == "old-"+string(ani) })
		if !v.TakenOver || len(v.Half) != 0 {
			t.Errorf("%+v", v.Half)
		}
		w.do(lane.Command{Action: lane.ActionCancel})
		w.until(lane.PhaseReady)
	})
}

// A resident whose case is half done does not get a second one: the same counter's goes on with the
// owner's key, a colleague is told whose it is before any selfie.
func TestNoSecondCaseBesideAHalfDoneOne(t *testing.T) {
	for _, how := range []string{"camera", "typed", "next"} {
		t.Run(how, func(t *testing.T) {
			play(t, nil, func(w *world) {
				w.leaveHalfDone("QR-BUDI")
				w.logIn(dewi)
				w.until(lane.PhaseReady)
				switch how {
				case "camera":
					w.reader.hold("QR-BUDI")
				case "typed":
					w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Email: "b@gmail.com", Phone: "081234567890"}})
				case "next":
					w.toDecide("QR-ANI")
					w.reader.hold("QR-BUDI")
					if v := w.untilView("the next one is refused", func(v lane.View) bool { return v.Next.Reason != "" }); v.Next.Reason != enrol.CodeDuplicate || v.Next.Ready {
						t.Errorf("next %+v", v.Next)
					}
					return
				}
				v := w.untilView("a refusal", func(v lane.View) bool { return v.Problem != "" })
				if v.Problem != enrol.CodeDuplicate || v.ProblemArgs["why"] != "half-done" || v.ProblemArgs["owner"] != "siti" || !moment(v.ProblemArgs["since"]) || v.Case != nil || len(w.desk.drafts) != 1 {
					t.Errorf("problem %q %v, %d drafts", v.Problem, v.ProblemArgs, len(w.desk.drafts))
				}
			})
		})
	}
}

// moment tells whether a problem's detail is one that the window can write by its language's clock.
func moment(detail string) bool {
	at, err := time.Parse(time.RFC3339, detail)
	return err == nil && !at.IsZero()
}

// Another errand of the same resident is no second case.
func TestAnotherErrandBesideAHalfDoneCase(t *testing.T) {
	play(t, nil, func(w *world) {
		w.leaveHalfDone("QR-BUDI")
		w.logIn(dewi)
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Kind: enrol.KindCard, Purpose: enrol.PurposeNoPhone}})
		if v := w.untilView("a case", func(v lane.View) bool { return v.Case != nil }); v.Case.Kind != enrol.KindCard {
			t.Errorf("case %s", v.Case.Kind)
		}
	})
}

// A half-done case that staff type once more goes on with what they put right by it; where they chose
// another kind, it does not go on as what they did not choose.
func TestTypedOverAHalfDoneCase(t *testing.T) {
	for kind, goesOn := range map[enrol.Kind]bool{enrol.KindNew: true, enrol.KindFirstCard: false} {
		t.Run(string(kind), func(t *testing.T) {
			play(t, nil, func(w *world) {
				w.desk.drafts["old"] = enrol.Case{ID: "old", Kind: enrol.KindNew, State: enrol.StateConsented, Operator: "agus",
					Resident: enrol.Resident{NIK: ani, Email: "a@gmail.com"}}
				w.desk.order = []string{"old"}
				w.books.set(func(b *fakeBooks) { b.staff = []enrol.Staff{siti, {ID: "agus", Role: enrol.RoleStaff}, dewi} })
				w.logIn(enrol.Staff{ID: "dewi", Role: enrol.RoleStaff})
				w.until(lane.PhaseReady)
				w.books.set(func(b *fakeBooks) { b.staff = []enrol.Staff{siti, dewi} }) // agus is gone: his case is anybody's
				w.lane.Changed(w.t.Context())
				w.pass(100 * time.Millisecond)
				w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(ani), Kind: kind, Email: "b@gmail.com", Phone: "081234567890", Follows: "earlier"}})
				v := w.pass(500 * time.Millisecond)
				switch {
				case goesOn && (v.Case == nil || v.Case.ID != "old" || v.Case.Follows != "earlier" || v.Case.Resident.Email != "b@gmail.com"):
					t.Errorf("goes on with %+v", v.Case)
				case !goesOn && (v.Case != nil || v.Problem != enrol.CodeDuplicate):
					t.Errorf("%+v, problem %q", v.Case, v.Problem)
				}
			})
		})
	}
}
