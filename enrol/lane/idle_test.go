package lane_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

var dewi = enrol.Staff{ID: "dewi", Role: enrol.RoleStaff}

// soon makes the lock's time short, for tests in which frames go by all the time.
func soon(w *world) { w.deps.IdleLock = 20 * time.Second }

// leave lets the lock's time go by without a hand on anything.
func (w *world) leave() lane.View {
	w.t.Helper()
	v := w.pass(21 * time.Second)
	if !v.Lock.On {
		w.t.Fatalf("not locked in %s", v.Phase)
	}
	return v
}

func TestLockTimes(t *testing.T) {
	for _, tt := range []struct {
		name          string
		registry, own time.Duration
		warns, locks  time.Duration
	}{
		{"Default", 0, 0, 14 * time.Minute, 15 * time.Minute},
		{"Registry", 3 * time.Minute, 0, 2 * time.Minute, 3 * time.Minute},
		{"OwnIsShorter", 0, 150 * time.Second, 90 * time.Second, 150 * time.Second},
		{"OwnCannotBeLonger", 3 * time.Minute, time.Hour, 2 * time.Minute, 3 * time.Minute},
		{"Short", 0, 30 * time.Second, 15 * time.Second, 30 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			play(t, func(w *world) { w.books.settings.IdleLock, w.deps.IdleLock = tt.registry, tt.own }, func(w *world) {
				w.logIn(siti)
				w.until(lane.PhaseReady)
				w.do(lane.Command{Action: lane.ActionActive})
				if v := w.pass(tt.warns - time.Second); v.Lock != (lane.LockView{}) {
					t.Errorf("warns too early: %+v", v.Lock)
				}
				if v := w.pass(2 * time.Second); v.Lock.On || v.Lock.Left <= 0 || v.Lock.Left > tt.locks-tt.warns {
					t.Errorf("a second after the time to warn: %+v", v.Lock)
				}
				if v := w.pass(tt.locks - tt.warns); !v.Lock.On || v.Staff.ID != "siti" || len(v.Actions) != 1 || v.Enter != "" {
					t.Errorf("after the time: %+v, %v", v.Lock, v.Actions)
				}
			})
		})
	}
}

// Whatever staff do puts the lock off; what residents do does not.
func TestWhatPutsTheLockOff(t *testing.T) {
	play(t, soon, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		for range 4 {
			w.pass(19 * time.Second)
			w.do(lane.Command{Action: lane.ActionActive})
			if v := w.lane.View(); v.Lock != (lane.LockView{}) {
				t.Fatalf("%+v", v.Lock)
			}
		}
		w.pass(15 * time.Second)
		w.reader.hold("QR-BUDI")
		w.until(lane.PhaseSelfie)
		if v := w.pass(6 * time.Second); !v.Lock.On {
			t.Error("a resident's QR put the lock off")
		}
	})
}

// In each phase the half-done case is the same, at the same step, for its owner; somebody else, a
// supervisor too, finds an empty lane and leaves the case to its owner.
func TestLockKeepsTheCase(t *testing.T) {
	for _, p := range []lane.Phase{lane.PhaseBlocked, lane.PhaseConsent, lane.PhaseSelfie, lane.PhaseDecide} {
		for _, who := range []enrol.Staff{siti, agus, dewi} {
			t.Run(string(p)+"/"+who.ID, func(t *testing.T) {
				play(t, func(w *world) {
					soon(w)
					if p == lane.PhaseBlocked {
						asnOnly(w)
					}
					if p == lane.PhaseConsent {
						w.change("QR-BUDI", func(c *enrol.Credential) { c.ConsentAt = time.Time{} })
					}
				}, func(w *world) {
					w.eye.set(func(e *fakeEye) { e.face = p == lane.PhaseDecide })
					w.reader.hold("QR-BUDI")
					w.logIn(siti)
					before := w.until(p)
					w.reader.hold("QR-ANI")
					w.leave()
					w.eye.set(func(e *fakeEye) { e.face = true })
					for _, a := range []lane.Action{lane.ActionApprove, lane.ActionCancel, lane.ActionConsent, lane.ActionTakeNow, lane.ActionLogOut, lane.ActionActive} {
						w.do(lane.Command{Action: a})
					}
					if v := w.pass(10 * time.Second); !v.Lock.On || v.Phase != p || v.Case.ID != before.Case.ID || v.Case.State != before.Case.State {
						t.Fatalf("locked, and yet %s, %v", v.Phase, v.Case)
					}
					w.eye.set(func(e *fakeEye) { e.face = false })
					w.do(lane.Command{Action: lane.ActionUnlock, Staff: who})
					w.checkAfter(who, p, before)
				})
			})
		}
	}
}

func (w *world) checkAfter(who enrol.Staff, p lane.Phase, before lane.View) {
	w.t.Helper()
	v := w.pass(100 * time.Millisecond)
	if v.Lock.On || v.Staff.ID != who.ID {
		w.t.Fatalf("%s does not get in: %+v", who.ID, v.Lock)
	}
	if who.ID == "siti" {
		if v.Phase != p || v.Case.ID != before.Case.ID || v.Problem != before.Problem || len(w.desk.drafts) != 1 {
			w.t.Errorf("%s finds %s, %v", who.ID, v.Phase, v.Case)
		}
		return
	}
	if v.Case == nil && (len(v.Half) != 1 || v.Half[0].ID != before.Case.ID || v.Half[0].Owner != "siti" || v.Half[0].Free != (who.ID == "agus")) {
		w.t.Errorf("half done: %+v", v.Half)
	}
	v = w.untilView("the next resident's case", func(v lane.View) bool { return v.Case != nil })
	if v.Case.ID == before.Case.ID || w.desk.drafts[before.Case.ID].Operator != "siti" {
		w.t.Error("somebody else has siti's case")
	}
}

// Who comes after the owner logged out does not get her case; she does.
func TestHalfDoneCaseIsItsOwners(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.do(lane.Command{Action: lane.ActionLogOut})
		w.reader.hold("")
		w.logIn(dewi)
		if v := w.until(lane.PhaseReady); v.Case != nil {
			t.Fatal("dewi has siti's case")
		}
		w.do(lane.Command{Action: lane.ActionLogOut})
		w.logIn(siti)
		if v := w.until(lane.PhaseDecide); v.Case.ID != "case-1" {
			t.Errorf("siti finds %v", v.Case)
		}
	})
}

// What was under way when the window locked ends as it would have, and no further.
func TestLockWhileComparing(t *testing.T) {
	play(t, func(w *world) { w.deps.IdleLock = time.Second }, func(w *world) {
		w.eye.set(func(e *fakeEye) { e.face, e.hang = true, true })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseComparing)
		w.pass(20 * time.Second)
		v := w.expect(lane.PhaseDecide, "")
		if !v.Lock.On || len(w.approved()) != 0 {
			t.Errorf("%+v", v.Lock)
		}
	})
}

// A draft that can't be kept is not left behind for the sake of somebody else.
func TestNoHandOverWithoutADraft(t *testing.T) {
	play(t, soon, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.leave()
		w.desk.set(func(d *fakeDesk) { d.saveErr = enrol.NewError(enrol.CodeDiskFull, "save draft") })
		w.do(lane.Command{Action: lane.ActionUnlock, Staff: dewi})
		v := w.expect(lane.PhaseDecide, enrol.CodeDiskFull)
		if !v.Lock.On || v.Staff.ID != "siti" {
			t.Errorf("%+v, %s", v.Lock, v.Staff)
		}
		w.do(lane.Command{Action: lane.ActionUnlock, Staff: siti})
		if v := w.lane.View(); v.Lock.On || v.Case == nil {
			t.Error("the owner does not get in")
		}
	})
}

func TestLockIsAudited(t *testing.T) {
	play(t, soon, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.leave()
		w.do(lane.Command{Action: lane.ActionUnlock, Staff: agus})
		w.pass(time.Second)
		var got []string
		for _, e := range w.audit.entries {
			if e.Kind == "lock" || e.Kind == "unlock" {
				got = append(got, e.Kind+" "+e.Actor+" "+e.Case+" "+e.Data["after"]+e.Data["as"])
			}
		}
		if len(got) != 2 || got[0] != "lock siti case-1 20s" || got[1] != "unlock agus case-1 other" {
			t.Errorf("%q", got)
		}
	})
}

// At the door the time is told too: no lock watches over what is open there.
func TestLockAfterIsTold(t *testing.T) {
	play(t, func(w *world) { w.deps.IdleLock = 3 * time.Minute }, func(w *world) {
		if v := w.until(lane.PhaseClosed); v.LockAfter != 3*time.Minute {
			t.Errorf("the view says %v", v.LockAfter)
		}
	})
}
