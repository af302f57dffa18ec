package lane_test

import (
	"context"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

func asnOnly(w *world) {
	w.books.phases = []enrol.Phase{{Category: enrol.CategoryASN, From: time.Now().AddDate(0, -1, 0)}}
}

// A check is overridden by a supervisor's leave alone: hers who is logged in, or of one who stands
// beside, while staff stay logged in. Record and chain say who it was; a crash loses nothing of it.
func TestPhaseIsOverriddenBySupervisorsOnly(t *testing.T) {
	play(t, asnOnly, func(w *world) {
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		if v := w.until(lane.PhaseBlocked); v.Problem != enrol.CodePhase || !v.NeedsSupervisor(lane.ActionOverride) ||
			v.Can(lane.ActionDocument) || v.Enter != "" || v.Steps[0] != (lane.StepView{Name: "data", State: lane.StepFailed, Took: v.Steps[0].Took}) {
			t.Fatalf("problem %q, actions %v", v.Problem, v.Actions)
		}
		w.do(lane.Command{Action: lane.ActionOverride, Text: "because"})
		w.expect(lane.PhaseBlocked, enrol.CodeForbidden)
		for _, none := range []enrol.Staff{dewi, tono, {ID: "nobody", Role: enrol.RoleSupervisor}} {
			w.do(lane.Command{Action: lane.ActionOverride, Text: "because", Staff: none})
			w.expect(lane.PhaseBlocked, enrol.CodeForbidden)
		}
		w.do(lane.Command{Action: lane.ActionOverride, Staff: agus})
		w.expect(lane.PhaseBlocked, enrol.CodeReason)
		w.do(lane.Command{Action: lane.ActionOverride, Text: "elderly", Staff: agus})
		w.expect(lane.PhaseSelfie, "")
		w.pass(time.Second)
		w.crash()
		w.logIn(siti)
		v := w.until(lane.PhaseSelfie)
		if o := v.Case.Override; o == nil || o.Code != enrol.CodePhase || o.By != "agus" || o.Reason != "elderly" {
			t.Errorf("override %+v", o)
		}
		if e := w.audit.last("override"); e.Actor != "agus" || e.Data["asked"] != "siti" || e.Case != "case-1" {
			t.Errorf("audit %+v", e)
		}
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.until(lane.PhaseDecide)
		w.do(lane.Command{Action: lane.ActionApprove})
		w.expect(lane.PhaseSaved, "")
		if c := w.approved()[0]; c.Operator != "siti" || c.Override.By != "agus" {
			t.Errorf("by %s, allowed by %s", c.Operator, c.Override.By)
		}
	})
}

// A supervisor who is logged in gives the leave herself.
func TestSupervisorOverridesAlone(t *testing.T) {
	play(t, asnOnly, func(w *world) {
		w.reader.hold("QR-BUDI")
		w.logIn(agus)
		if v := w.until(lane.PhaseBlocked); len(v.Presence) != 0 {
			t.Errorf("needs another supervisor for %v", v.Presence)
		}
		w.do(lane.Command{Action: lane.ActionOverride, Text: "elderly"})
		v := w.expect(lane.PhaseSelfie, "")
		w.pass(time.Second)
		if e := w.audit.last("override"); v.Case.Override.By != "agus" || e.Actor != "agus" || e.Data["asked"] != "" {
			t.Errorf("override %+v, audit %+v", v.Case.Override, e)
		}
	})
}

// Two checks refuse: the second override must not bring the first refusal back.
func TestTwoOverrides(t *testing.T) {
	play(t, func(w *world) {
		asnOnly(w)
		w.change("QR-BUDI", func(c *enrol.Credential) { c.Kind = enrol.KindChange })
	}, func(w *world) {
		w.reader.hold("QR-BUDI")
		w.logIn(agus)
		w.until(lane.PhaseBlocked)
		w.do(lane.Command{Action: lane.ActionOverride, Text: "one"})
		w.expect(lane.PhaseBlocked, enrol.CodeDocuments)
		w.do(lane.Command{Action: lane.ActionOverride, Text: "two"})
		w.expect(lane.PhaseSelfie, "")
	})
}

func TestMissingDocuments(t *testing.T) {
	play(t, func(w *world) {
		w.change("QR-BUDI", func(c *enrol.Credential) { c.Kind = enrol.KindFirstCard })
	}, func(w *world) {
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		v := w.until(lane.PhaseBlocked)
		if v.Problem != enrol.CodeDocuments || len(v.Missing) != 4 || v.ProblemArgs["missing"] == "" {
			t.Fatalf("problem %q, missing %v", v.Problem, v.Missing)
		}
		w.do(lane.Command{Action: lane.ActionDocument, Document: enrol.DocKK}) // not one of them
		w.do(lane.Command{Action: lane.ActionDocument, Document: v.Missing[0]})
		w.do(lane.Command{Action: lane.ActionDocument, Document: v.Missing[0]}) // twice
		if got := w.expect(lane.PhaseBlocked, enrol.CodeDocuments); len(got.Missing) != 3 || len(got.Case.Documents) != 1 {
			t.Fatalf("missing %v of %v", got.Missing, got.Case.Documents)
		}
		for _, d := range v.Missing[1:] {
			w.do(lane.Command{Action: lane.ActionDocument, Document: d})
		}
		w.expect(lane.PhaseSelfie, "")
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.until(lane.PhaseDecide)
	})
}

func TestUnderAge(t *testing.T) {
	play(t, func(w *world) {
		w.change("QR-BUDI", func(c *enrol.Credential) { c.Resident.Birth = time.Now().AddDate(-17, 0, 1) })
	}, func(w *world) {
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		if v := w.until(lane.PhaseBlocked); v.Problem != enrol.CodeUnderAge || len(v.Warnings) == 0 {
			t.Errorf("problem %q, warnings %v", v.Problem, v.Warnings)
		}
		w.do(lane.Command{Action: lane.ActionReject, Reason: enrol.ReasonNotEligible})
		w.expect(lane.PhaseSaved, "")
	})
}

func TestConsentIsAskedWhereThePhoneHadNone(t *testing.T) {
	play(t, func(w *world) {
		w.change("QR-BUDI", func(c *enrol.Credential) { c.ConsentAt = time.Time{} })
	}, func(w *world) {
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		v := w.until(lane.PhaseConsent)
		w.pass(10 * time.Second)
		if w.expect(lane.PhaseConsent, ""); w.eye.taken() != 0 || v.Enter != lane.ActionConsent {
			t.Fatalf("%d pictures before the consent; Enter %q", w.eye.taken(), v.Enter)
		}
		w.do(lane.Command{Action: lane.ActionConsent})
		v = w.until(lane.PhaseDecide)
		if v.Case.ConsentBy != "siti" || v.Case.ConsentAt.IsZero() {
			t.Errorf("consent by %q", v.Case.ConsentBy)
		}
	})
}

func TestReasonIsNeeded(t *testing.T) {
	play(t, asnOnly, func(w *world) {
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseBlocked)
		for _, a := range []lane.Action{lane.ActionReject, lane.ActionPark} {
			w.do(lane.Command{Action: a})
			w.expect(lane.PhaseBlocked, enrol.CodeReason)
		}
		w.do(lane.Command{Action: lane.ActionReject, Reason: enrol.ReasonNotEligible, Note: "n"})
		w.expect(lane.PhaseSaved, "")
		if c := w.desk.decided[0]; c.State != enrol.StateRejected || c.Reason != enrol.ReasonNotEligible || c.Note != "n" {
			t.Errorf("decided %s", c)
		}
	})
}

func TestHardStops(t *testing.T) {
	play(t, func(w *world) { w.books.settings.Stops = enrol.Stops{MaxPending: 1} }, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.mu.Lock()
		w.pend = enrol.Backlog{Pending: 1}
		w.mu.Unlock()
		w.pass(10 * time.Second)
		w.expect(lane.PhaseDecide, "") // never in the middle of a case
		w.reader.hold("")
		w.do(lane.Command{Action: lane.ActionApprove})
		if v := w.expect(lane.PhaseSaved, ""); v.Can(lane.ActionType) {
			t.Error("another case may be typed")
		}
		w.reader.hold("QR-ANI") // nor does the confirmation let another one in
		v := w.until(lane.PhaseStopped)
		if v.Problem != enrol.CodeHardStop || v.ProblemArgs["which"] != "pending" {
			t.Errorf("problem %q %v", v.Problem, v.ProblemArgs)
		}
		w.mu.Lock()
		w.pend = enrol.Backlog{}
		w.mu.Unlock()
		w.lane.Changed(context.Background())
		w.until(lane.PhaseSelfie)
	})
}

// Without phases and rules everybody would be let in.
func TestBooksThatWereNeverRead(t *testing.T) {
	play(t, func(w *world) { w.books.err = enrol.NewError(enrol.CodeDBBroken, "read settings") }, func(w *world) {
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.pass(time.Minute)
		w.expect(lane.PhaseStopped, enrol.CodeDBBroken)
		w.books.set(func(b *fakeBooks) { b.err = nil })
		w.until(lane.PhaseSelfie)
	})
}

// A fault of the books neither hides why a case is blocked nor stays when it is over.
func TestBooksThatFailLater(t *testing.T) {
	play(t, asnOnly, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.books.set(func(b *fakeBooks) { b.err = enrol.NewError(enrol.CodeDBBroken, "read settings") })
		w.untilView("said", func(v lane.View) bool { return v.Problem == enrol.CodeDBBroken })
		w.reader.hold("QR-BUDI")
		w.until(lane.PhaseBlocked)
		w.pass(20 * time.Second)
		w.expect(lane.PhaseBlocked, enrol.CodePhase)
		w.books.set(func(b *fakeBooks) { b.err = nil })
		w.pass(10 * time.Second)
		w.expect(lane.PhaseBlocked, enrol.CodePhase)
	})
}

// Readings that take longer than their interval do not pile up.
func TestSlowBooks(t *testing.T) {
	play(t, nil, func(w *world) {
		w.pass(time.Second)
		w.books.set(func(b *fakeBooks) { b.reads, b.takes = 0, 20*time.Second })
		for range 200 {
			w.lane.Changed(context.Background())
		}
		w.pass(100 * time.Second)
		w.books.set(func(b *fakeBooks) {
			if b.takes = 0; b.reads > 6 {
				t.Errorf("read %d times", b.reads)
			}
		})
	})
}

func TestClockOfTheRegistry(t *testing.T) {
	play(t, func(w *world) {
		w.books.offset = 3 * time.Hour
		w.deps.Time = func() time.Time { return time.Now().Add(3 * time.Hour) }
	}, func(w *world) {
		w.pass(time.Second)
		v := w.expect(lane.PhaseClosed, "")
		if v.ClockOff != 3*time.Hour || time.Until(v.Now) < 2*time.Hour {
			t.Errorf("off by %v, now %v", v.ClockOff, v.Now)
		}
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.do(lane.Command{Action: lane.ActionApprove})
		w.until(lane.PhaseSaved)
		if got := w.approved()[0].DecidedAt; time.Until(got) < 2*time.Hour {
			t.Errorf("a case is dated %v, by this PC's clock", got)
		}
		w.books.set(func(b *fakeBooks) { b.offset = time.Minute })
		if v = w.pass(10 * time.Second); v.ClockOff != 0 {
			t.Errorf("a minute is warned of: %v", v.ClockOff)
		}
	})
}

// What waits, the registry's last word and the limits go by one clock.
func TestStopsGoByTheRightTime(t *testing.T) {
	for off, stops := range map[time.Duration]bool{0: true, -30 * time.Hour: false} {
		play(t, func(w *world) {
			w.books.settings.Stops = enrol.Stops{MaxSinceSync: 24 * time.Hour}
			w.pend = enrol.Backlog{LastSync: time.Now().Add(-48 * time.Hour)}
			w.deps.Time = func() time.Time { return time.Now().Add(off) }
		}, func(w *world) {
			w.logIn(siti)
			if v := w.pass(time.Second); (v.Phase == lane.PhaseStopped) != stops {
				t.Errorf("off by %v the lane is %s", off, v.Phase)
			}
		})
	}
}

// A clock that is certainly wrong dates no case; once it is set the lane goes on.
func TestWrongClockStops(t *testing.T) {
	trust := enrol.ClockWrong
	play(t, func(w *world) {
		w.deps.Trust = func() enrol.ClockTrust { w.mu.Lock(); defer w.mu.Unlock(); return trust }
	}, func(w *world) {
		w.logIn(siti)
		w.pass(time.Second)
		v := w.expect(lane.PhaseStopped, enrol.CodeHardStop)
		if v.ProblemArgs["which"] != "clock" {
			t.Errorf("stopped by %q", v.ProblemArgs["which"])
		}
		w.mu.Lock()
		trust = enrol.ClockGuess
		w.mu.Unlock()
		w.pass(10 * time.Second)
		w.expect(lane.PhaseReady, "")
	})
}

// TestLogOutIsChained: who goes is recorded, in their own name.
func TestLogOutIsChained(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionLogOut})
		w.until(lane.PhaseClosed)
		w.pass(time.Second)
		w.audit.mu.Lock()
		defer w.audit.mu.Unlock()
		if n := len(w.audit.entries); n == 0 || w.audit.entries[n-1].Kind != "logout" || w.audit.entries[n-1].Actor != siti.ID {
			t.Errorf("audit %+v", w.audit.entries)
		}
	})
}

// A reactivation of somebody without an identity is a first activation: staff read that, the phase
// holds, and a supervisor may give leave. Offline it goes on, and the registry judges.
func TestReactivationOfNobody(t *testing.T) {
	known := func(a enrol.Account) func(*world) {
		return func(w *world) {
			asnOnly(w)
			w.change("QR-BUDI", func(c *enrol.Credential) { c.Kind = enrol.KindReactivate })
			w.registry.record = lane.Record{Known: true, Account: a, Resident: enrol.Resident{Name: "BUDI", Category: enrol.CategoryPublic}}
		}
	}
	blocked := func(w *world) {
		w.t.Helper()
		v := w.until(lane.PhaseBlocked)
		if v.Problem != enrol.CodePhase || !v.Case.First || !v.NeedsSupervisor(lane.ActionOverride) {
			w.t.Fatalf("problem %q, first %v", v.Problem, v.Case.First)
		}
	}
	t.Run("QR", func(t *testing.T) {
		play(t, known(""), func(w *world) {
			w.reader.hold("QR-BUDI")
			w.logIn(siti)
			blocked(w)
			w.pass(time.Second)
			w.crash()
			w.logIn(siti)
			blocked(w)
			w.do(lane.Command{Action: lane.ActionOverride, Text: "activated before", Staff: agus})
			w.expect(lane.PhaseSelfie, "")
		})
	})
	t.Run("Typed", func(t *testing.T) {
		play(t, known(""), func(w *world) {
			w.logIn(siti)
			w.until(lane.PhaseReady)
			w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Kind: enrol.KindReactivate, Purpose: enrol.PurposeLostPhone}})
			blocked(w)
		})
	})
	t.Run("HasOne", func(t *testing.T) {
		play(t, known(enrol.AccountReleased), func(w *world) {
			w.reader.hold("QR-BUDI")
			w.logIn(siti)
			if v := w.until(lane.PhaseSelfie); v.Case.First {
				t.Error("said to be the first")
			}
		})
	})
	t.Run("Offline", func(t *testing.T) {
		play(t, func(w *world) {
			known("")(w)
			w.registry.err = enrol.NewError(enrol.CodeOffline, "dial")
		}, func(w *world) {
			w.reader.hold("QR-BUDI")
			w.logIn(siti)
			w.until(lane.PhaseSelfie)
		})
	})
}
