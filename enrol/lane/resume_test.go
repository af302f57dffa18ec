package lane_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// The program dies in each phase: the same case is at the same step afterwards, also
// with another phone in view and with a limit reached meanwhile.
func TestCrashInEachPhase(t *testing.T) {
	for _, tt := range []struct {
		phase, after lane.Phase
		change       func(*world)
		face         bool
	}{
		{lane.PhaseBlocked, lane.PhaseBlocked, asnOnly, false},
		{lane.PhaseConsent, lane.PhaseConsent, func(w *world) {
			w.change("QR-BUDI", func(c *enrol.Credential) { c.ConsentAt = time.Time{} })
		}, false},
		{lane.PhaseSelfie, lane.PhaseSelfie, nil, false},
		{lane.PhaseComparing, lane.PhaseDecide, func(w *world) { w.eye.hang = true }, true},
		{lane.PhaseDecide, lane.PhaseDecide, nil, true},
	} {
		t.Run(string(tt.phase), func(t *testing.T) {
			play(t, tt.change, func(w *world) {
				w.eye.set(func(e *fakeEye) { e.face = tt.face })
				w.reader.hold("QR-BUDI")
				w.logIn(siti)
				before := w.until(tt.phase)
				w.books.set(func(b *fakeBooks) { b.settings.Stops = enrol.Stops{MaxPending: 1} })
				w.mu.Lock()
				w.pend = enrol.Backlog{Pending: 9}
				w.mu.Unlock()
				w.reader.hold("QR-ANI")
				w.crash()
				w.eye.set(func(e *fakeEye) { e.hang = false })
				w.logIn(siti)
				v := w.until(tt.after)
				if v.Case.ID != before.Case.ID || v.Problem != before.Problem || len(w.desk.drafts) != 1 {
					t.Errorf("case %v, problem %q", v.Case, v.Problem)
				}
				if v.Face.Method != "" && v.Face != match {
					t.Errorf("face %+v", v.Face)
				}
			})
		})
	}
}

// What was being saved when the power went is either saved or still a draft.
func TestCrashWhileSaving(t *testing.T) {
	play(t, func(w *world) { w.desk.decideTakes = time.Second }, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.do(lane.Command{Action: lane.ActionApprove})
		w.expect(lane.PhaseSaving, "")
		w.crash() // waits for the transaction
		if len(w.approved()) != 1 || len(w.desk.drafts) != 0 {
			t.Errorf("%d approved, %d drafts", len(w.approved()), len(w.desk.drafts))
		}
	})
}

func TestLogOutInTheMiddle(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.do(lane.Command{Action: lane.ActionLogOut})
		if v := w.expect(lane.PhaseClosed, ""); v.Case != nil || v.Selfie != nil || v.Staff.ID != "" || len(v.Warnings) != 0 {
			t.Error("something of the resident is still shown")
		}
		w.reader.hold("")
		w.logIn(agus)
		v := w.until(lane.PhaseReady) // offered, not pulled in
		w.do(lane.Command{Action: lane.ActionResume, Text: v.Half[0].ID})
		w.expect(lane.PhaseDecide, "")
		w.do(lane.Command{Action: lane.ActionApprove})
		w.expect(lane.PhaseSaved, "")
		if got := w.approved(); len(got) != 1 || got[0].ID != "case-1" || got[0].Operator != "agus" {
			t.Errorf("approved %v", got)
		}
	})
}

// A key that is pressed while the log-out waits for its draft decides nothing.
func TestKeyDuringLogOut(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.eye.set(func(e *fakeEye) { e.face, e.hang = true, true })
		w.reader.hold("QR-BUDI")
		w.until(lane.PhaseComparing)
		w.do(lane.Command{Action: lane.ActionLogOut})
		for range 100 {
			w.do(lane.Command{Action: lane.ActionApprove})
			w.pass(100 * time.Millisecond)
		}
		if w.expect(lane.PhaseClosed, ""); len(w.desk.decided) != 0 {
			t.Errorf("decided %v", w.desk.decided)
		}
	})
}

func TestParkedAndResumed(t *testing.T) {
	play(t, func(w *world) {
		w.change("QR-BUDI", func(c *enrol.Credential) { c.Kind = enrol.KindChange })
	}, func(w *world) {
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseBlocked)
		w.do(lane.Command{Action: lane.ActionPark, Reason: enrol.ReasonBringPapers, Note: "KK"})
		w.expect(lane.PhaseSaved, "")
		w.reader.hold("")
		w.until(lane.PhaseReady)
		w.crash()
		w.logIn(agus)
		if v := w.until(lane.PhaseReady); v.Case != nil {
			t.Fatal("a parked case opened by itself")
		}
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi), Email: "new@gmail.com"}})
		v := w.expect(lane.PhaseBlocked, enrol.CodeDocuments)
		if v.Case.ID != "case-1" || v.Case.Reason != "" || v.Case.Resident.Email != "new@gmail.com" {
			t.Fatalf("case %s, reason %q", v.Case, v.Case.Reason)
		}
		w.do(lane.Command{Action: lane.ActionDocument, Document: enrol.DocKK})
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.until(lane.PhaseDecide)
		w.do(lane.Command{Action: lane.ActionApprove})
		w.expect(lane.PhaseSaved, "")
	})
}

// Parked in the morning, served with a QR at noon, typed in the evening.
func TestParkedButServedMeanwhile(t *testing.T) {
	play(t, func(w *world) {
		w.desk.parked[budi] = enrol.Case{ID: "old", Kind: enrol.KindNew, State: enrol.StateParked,
			Resident: enrol.Resident{NIK: budi}}
		w.desk.today[budi] = true
	}, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi)}})
		w.expect(lane.PhaseReady, enrol.CodeDuplicate)
	})
}

func TestDraftsThatCannotBeRead(t *testing.T) {
	play(t, func(w *world) { w.desk.draftsErr = enrol.NewError(enrol.CodeDBBroken, "read drafts") }, func(w *world) {
		w.logIn(siti)
		w.expect(lane.PhaseReady, enrol.CodeDBBroken)
	})
}

func TestLogInNeedsSomebody(t *testing.T) {
	play(t, nil, func(w *world) {
		w.do(lane.Command{Action: lane.ActionLogIn})
		w.expect(lane.PhaseClosed, enrol.CodeLogin)
	})
}

// A case that the last shift handed over is for whoever comes first, and then hers: in
// the books before anything else. One that was not waits for its owner.
func TestTakeOver(t *testing.T) {
	for _, tt := range []struct {
		name   string
		handed bool
		after  lane.Phase
	}{{"HandedOver", true, lane.PhaseDecide}, {"NotHandedOver", false, lane.PhaseReady}} {
		t.Run(tt.name, func(t *testing.T) {
			play(t, nil, func(w *world) {
				w.logIn(siti)
				w.toDecide("QR-BUDI")
				w.do(lane.Command{Action: lane.ActionLogOut})
				w.expect(lane.PhaseClosed, "")
				if tt.handed {
					w.desk.set(func(d *fakeDesk) {
						c := d.drafts["case-1"]
						c.Operator = ""
						d.drafts["case-1"] = c
					})
				}
				w.reader.hold("")
				w.logIn(dewi)
				v := w.until(tt.after)
				if v.TakenOver != tt.handed {
					t.Errorf("taken over: %v", v.TakenOver)
				}
				w.pass(time.Second) // what is written comes after what is shown
				owner, last := w.desk.drafts["case-1"].Operator, enrol.AuditEntry{}
				if n := len(w.audit.entries); n > 0 {
					last = w.audit.entries[n-1]
				}
				if tt.handed != (owner == "dewi") || tt.handed != (last.Kind == enrol.AuditTakeOver && last.Actor == "dewi" && last.Case == "case-1") {
					t.Errorf("owner %q, last entry %+v", owner, last)
				}
			})
		})
	}
}
