package lane_test

import (
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// revoke takes somebody off the outlet.
func (w *world) revoke(id string) { w.staff(id, func(s *enrol.Staff) { s.Revoked = true }) }

// becomes gives somebody another role.
func (w *world) becomes(id string, role enrol.Role) {
	w.staff(id, func(s *enrol.Staff) { s.Role = role })
}

// staff changes one of the outlet's people, as a pull does.
func (w *world) staff(id string, change func(*enrol.Staff)) {
	w.books.set(func(b *fakeBooks) {
		b.staff = slices.Clone(b.staff)
		for i := range b.staff {
			if b.staff[i].ID == id {
				change(&b.staff[i])
			}
		}
	})
	w.lane.Changed(w.t.Context())
	w.pass(time.Second)
}

// Who is revoked while she is logged in stops with the next sync, in each phase and behind the lock; the
// half-done case is kept, and comes up for who comes next.
func TestRevokedPersonStops(t *testing.T) {
	for _, p := range []lane.Phase{lane.PhaseReady, lane.PhaseBlocked, lane.PhaseSelfie, lane.PhaseDecide, "locked"} {
		t.Run(string(p), func(t *testing.T) {
			play(t, func(w *world) {
				soon(w)
				if p == lane.PhaseBlocked {
					asnOnly(w)
				}
			}, func(w *world) {
				w.eye.set(func(e *fakeEye) { e.face = p == lane.PhaseDecide })
				w.logIn(siti)
				w.until(lane.PhaseReady)
				if p != lane.PhaseReady {
					w.reader.hold("QR-BUDI")
				}
				if p == "locked" {
					w.leave()
				} else {
					w.until(p)
				}
				w.revoke("siti")
				v := w.expect(lane.PhaseClosed, enrol.CodeRevoked)
				if v.Staff.ID != "" || v.Case != nil || v.Lock.On || v.ProblemArgs["why"] != "person" || !v.Can(lane.ActionLogIn) {
					t.Fatalf("%s, %v, %v", v.Staff, v.Case, v.ProblemArgs)
				}
				w.do(lane.Command{Action: lane.ActionApprove})
				if len(w.desk.decided) != 0 {
					t.Error("something was decided")
				}
				if e := w.audit.last("staff-revoked"); e.Data["staff"] != "siti" || (e.Case == "case-1") != (p != lane.PhaseReady) {
					t.Errorf("audit %+v", e)
				}
				if p == lane.PhaseReady {
					return
				}
				w.reader.hold("")
				w.logIn(dewi)
				if v := w.untilView("the case", func(v lane.View) bool { return v.Case != nil }); v.Case.ID != "case-1" || v.Case.Operator != "dewi" {
					t.Errorf("case %s of %s", v.Case.ID, v.Case.Operator)
				}
			})
		})
	}
}

// What is being saved when the word comes is saved.
func TestRevokedWhileSaving(t *testing.T) {
	play(t, func(w *world) { w.desk.decideTakes = 3 * time.Second }, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.do(lane.Command{Action: lane.ActionApprove})
		w.revoke("siti")
		w.reader.hold("")
		w.until(lane.PhaseClosed)
		if len(w.approved()) != 1 || len(w.desk.drafts) != 0 {
			t.Errorf("%d approved, %d drafts", len(w.approved()), len(w.desk.drafts))
		}
	})
}

// A case that can't be kept is not thrown away for it: the window locks on her, and opens for
// somebody else once it can.
func TestRevokedWithAFullDisk(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.desk.set(func(d *fakeDesk) { d.saveErr = enrol.NewError(enrol.CodeDiskFull, "save draft") })
		w.revoke("siti")
		v := w.expect(lane.PhaseDecide, enrol.CodeDiskFull)
		if !v.Lock.On || v.Case == nil || !slices.Equal(v.Actions, []lane.Action{lane.ActionUnlock}) {
			t.Fatalf("locked %v, actions %v", v.Lock.On, v.Actions)
		}
		w.desk.set(func(d *fakeDesk) { d.saveErr = nil })
		w.until(lane.PhaseClosed)
		if len(w.desk.drafts) != 1 {
			t.Error("the case is gone")
		}
	})
}

// Another role holds from the next sync on.
func TestRoleChangesWithTheSync(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.books.set(func(b *fakeBooks) {
			b.staff = []enrol.Staff{{ID: "siti", Role: enrol.RoleSupervisor}}
		})
		w.lane.Changed(w.t.Context())
		if v := w.pass(time.Second); v.Staff.Role != enrol.RoleSupervisor || v.Phase != lane.PhaseReady {
			t.Errorf("%s in %s", v.Staff, v.Phase)
		}
	})
}

// A technician serves nobody: no QR begins a case, no key decides one, no half-done one comes up.
func TestTechnicianServesNobody(t *testing.T) {
	play(t, nil, func(w *world) {
		w.desk.drafts["old"] = enrol.Case{ID: "old", Kind: enrol.KindNew, State: enrol.StateConsented, Resident: enrol.Resident{NIK: ani}}
		w.desk.order = []string{"old"}
		w.reader.hold("QR-BUDI")
		w.logIn(tono)
		w.until(lane.PhaseReady)
		for _, c := range []lane.Command{{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi)}}, {Action: lane.ActionScanText, Text: "QR-BUDI"},
			{Action: lane.ActionResume, Text: "old"}, {Action: lane.ActionToken, Text: "x"}} {
			w.do(c)
		}
		v := w.pass(5 * time.Second)
		if v.Phase != lane.PhaseReady || v.Case != nil || v.Prompt != "lane.technician" || v.Enter != "" || len(v.Half) != 0 {
			t.Fatalf("%s, %v, %q, %+v", v.Phase, v.Case, v.Prompt, v.Half)
		}
		if !slices.Equal(v.Actions, []lane.Action{lane.ActionLogOut}) {
			t.Errorf("actions %v", v.Actions)
		}
		w.do(lane.Command{Action: lane.ActionLogOut})
		w.logIn(siti)
		w.until(lane.PhaseSelfie) // the handed-over one
	})
}

// Offline the confirmation does not say that a code is sent.
func TestSavedSaysWhetherThereIsALine(t *testing.T) {
	for online, want := range map[bool]string{true: "lane.saved.approved", false: "lane.saved.waiting"} {
		play(t, func(w *world) { w.deps.Link = func() enrol.Link { return enrol.Link{Online: online} } }, func(w *world) {
			w.logIn(siti)
			w.toDecide("QR-BUDI")
			w.do(lane.Command{Action: lane.ActionApprove})
			if v := w.expect(lane.PhaseSaved, ""); v.Prompt != want {
				t.Errorf("online %v: %q", online, v.Prompt)
			}
		})
	}
}

// Who became a technician goes on with no case, not even with her own, and takes nobody up who waits.
func TestTechnicianTakesUpNothing(t *testing.T) {
	t.Run("Own", func(t *testing.T) {
		play(t, nil, func(w *world) {
			w.desk.drafts["old"] = enrol.Case{ID: "old", Kind: enrol.KindNew, State: enrol.StateConsented, Operator: "tono", Resident: enrol.Resident{NIK: ani}}
			w.desk.order = []string{"old"}
			w.logIn(tono)
			w.until(lane.PhaseReady)
			if v := w.pass(5 * time.Second); v.Case != nil || v.Phase != lane.PhaseReady {
				t.Errorf("%s, %v", v.Phase, v.Case)
			}
		})
	})
	t.Run("Next", func(t *testing.T) {
		play(t, func(w *world) { w.desk.decideTakes = 4 * time.Second }, func(w *world) {
			w.waiting()
			w.do(lane.Command{Action: lane.ActionApprove})
			w.becomes("siti", enrol.RoleTechnician)
			w.until(lane.PhaseSaved)
			w.until(lane.PhaseReady)
			if v := w.pass(5 * time.Second); v.Case != nil || v.Phase != lane.PhaseReady || v.Next.Ready || len(w.approved()) != 1 {
				t.Errorf("%s, %v, next %+v, %d approved", v.Phase, v.Case, v.Next, len(w.approved()))
			}
		})
	})
}

// A test of the scanner has frames looked at where nobody is served, and none once it has ended.
func TestScannerTestNeedsNobodyToServe(t *testing.T) {
	var tests atomic.Bool
	play(t, func(w *world) { w.deps.Tests = tests.Load }, func(w *world) {
		reads := func() int {
			w.reader.mu.Lock()
			defer w.reader.mu.Unlock()
			return w.reader.reads
		}
		w.logIn(tono)
		w.until(lane.PhaseReady)
		w.pass(time.Second)
		for _, on := range []bool{false, true, false} {
			tests.Store(on)
			w.pass(time.Second)
			before := reads()
			if v := w.pass(time.Second); reads() > before != on || v.Case != nil {
				t.Errorf("test under way %v: %d frames looked at", on, reads()-before)
			}
		}
	})
}

// Why somebody was logged out is said for a while, and not to whoever comes to the log-in next.
func TestRevocationIsNotSaidForEver(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.revoke("siti")
		w.expect(lane.PhaseClosed, enrol.CodeRevoked)
		w.pass(50 * time.Second)
		w.expect(lane.PhaseClosed, enrol.CodeRevoked)
		w.pass(15 * time.Second)
		w.expect(lane.PhaseClosed, "")
	})
}
