package lane_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

const chandra = enrol.NIK("3276011708750003")

func isNext(v lane.View) bool { return v.Next.Ready }

// waiting brings Budi before the decision and reads Ani's QR behind him.
func (w *world) waiting() lane.View {
	w.t.Helper()
	w.logIn(siti)
	w.toDecide("QR-BUDI")
	w.reader.hold("QR-ANI")
	v := w.untilView("next ready", isNext)
	if v.Phase != lane.PhaseDecide || v.Case.Resident.NIK != budi {
		w.t.Fatalf("%s of %v", v.Phase, v.Case)
	}
	return v
}

// TestNextWaits: where the lane waits for a person, the one behind is read.
func TestNextWaits(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*world)
		reach  func(*world)
	}{
		{"Decide", nil, func(w *world) { w.toDecide("QR-BUDI") }},
		{"Papers", func(w *world) { w.change("QR-BUDI", func(c *enrol.Credential) { c.Kind = enrol.KindChange }) },
			func(w *world) { w.reader.hold("QR-BUDI"); w.until(lane.PhaseBlocked) }},
		{"Saving", func(w *world) { w.desk.decideTakes = time.Second }, func(w *world) {
			w.toDecide("QR-BUDI")
			w.reader.hold("")
			w.do(lane.Command{Action: lane.ActionApprove})
			w.expect(lane.PhaseSaving, "")
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			play(t, tt.change, func(w *world) {
				w.logIn(siti)
				w.until(lane.PhaseReady)
				tt.reach(w)
				w.reader.hold("QR-ANI")
				if tt.name == "Saving" { // its check comes after the one that is being saved
					if v := w.until(lane.PhaseSelfie); v.Case.Resident.NIK != ani {
						t.Errorf("case of %v", v.Case)
					}
					return
				}
				v := w.untilView("next ready", isNext)
				if v.Next.NIK != ani.Masked() || v.Case.Resident.NIK != budi || !v.Can(lane.ActionDropNext) {
					t.Errorf("next %+v, case %v", v.Next, v.Case)
				}
			})
		})
	}
}

// While the registry is asked about a typed NIK, the one behind is read too.
func TestNextWaitsForALookup(t *testing.T) {
	play(t, func(w *world) { w.registry.takes = 1500 * time.Millisecond }, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(chandra), Email: "c@gmail.com"}})
		w.expect(lane.PhaseChecking, "")
		w.reader.hold("QR-ANI")
		v := w.until(lane.PhaseConsent)
		if v.Case.Resident.NIK != chandra {
			t.Fatalf("case %v", v.Case)
		}
		w.untilView("next ready", isNext)
	})
}

// One key each: Enter saves the first, Enter takes up the second at once.
func TestEnterTakesTheNextUp(t *testing.T) {
	play(t, nil, func(w *world) {
		w.waiting()
		w.do(lane.Command{Action: lane.ActionApprove})
		v := w.expect(lane.PhaseSaved, "")
		if v.Enter != lane.ActionNext || !v.Next.Ready || v.Prompt != "lane.saved.waiting" {
			t.Fatalf("Enter %q, next %+v", v.Enter, v.Next)
		}
		w.pass(time.Second)
		w.expect(lane.PhaseSaved, "") // the phone in view does not cut the confirmation short
		w.reader.hold("")
		w.do(lane.Command{Action: v.Enter})
		if v = w.until(lane.PhaseDecide); v.Case.Resident.NIK != ani || v.Next.Ready {
			t.Errorf("case %v, next %+v", v.Case, v.Next)
		}
		if w.tried("QR-ANI") != 2 {
			t.Errorf("checked %d times, want again at the take-up", w.tried("QR-ANI"))
		}
	})
}

// Without a key the one who waits comes when the confirmation ends, whatever became of
// the case before.
func TestNextComesByItself(t *testing.T) {
	for _, end := range []lane.Command{{Action: lane.ActionApprove}, {Action: lane.ActionCancel},
		{Action: lane.ActionPark, Reason: enrol.ReasonComesBack}, {Action: lane.ActionReject, Reason: enrol.ReasonLeft}} {
		t.Run(string(end.Action), func(t *testing.T) {
			play(t, nil, func(w *world) {
				w.waiting()
				w.reader.hold("")
				w.eye.set(func(e *fakeEye) { e.face = false })
				w.do(end)
				if v := w.until(lane.PhaseSelfie); v.Case.Resident.NIK != ani || v.Case.ID != "case-2" {
					t.Errorf("case %v", v.Case)
				}
			})
		})
	}
}

// TestNextIsCheckedAgain: what was in order when it was read may not be any more.
func TestNextIsCheckedAgain(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*world)
		want   enrol.Code
	}{
		{"Spent", func(w *world) { w.desk.set(func(d *fakeDesk) { d.spent["id-QR-ANI"] = true }) }, enrol.CodeQRUsed},
		{"Expired", func(w *world) {
			w.mu.Lock()
			delete(w.creds, "QR-ANI")
			w.codes["QR-ANI"] = enrol.CodeQRExpired
			w.mu.Unlock()
		}, enrol.CodeQRExpired},
		{"ServedElsewhere", func(w *world) { w.desk.set(func(d *fakeDesk) { d.today[ani] = true }) }, enrol.CodeDuplicate},
	} {
		t.Run(tt.name, func(t *testing.T) {
			play(t, nil, func(w *world) {
				w.waiting()
				w.do(lane.Command{Action: lane.ActionApprove})
				w.expect(lane.PhaseSaved, "")
				tt.change(w)
				w.do(lane.Command{Action: lane.ActionNext})
				if v := w.expect(lane.PhaseReady, tt.want); v.Next.Ready || v.Case != nil {
					t.Errorf("next %+v", v.Next)
				}
			})
		})
	}
}

// A QR that won't do is said quietly, does not stop the present case, and keeps nobody
// else from waiting.
func TestNextThatWillNotDo(t *testing.T) {
	play(t, nil, func(w *world) {
		w.issue("QR-BUDI-2", budi)
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		for text, want := range map[string]enrol.Code{"NONSENSE": enrol.CodeQRForeign, "QR-BUDI-2": enrol.CodeDuplicate} {
			w.reader.hold(text)
			v := w.untilView("refused", func(v lane.View) bool { return v.Next.Reason == want })
			if v.Problem != "" || v.Phase != lane.PhaseDecide || v.Next.Ready || v.Enter != lane.ActionApprove {
				t.Errorf("%s: problem %q, %+v", text, v.Problem, v.Next)
			}
		}
		tries := w.tried("NONSENSE")
		w.pass(5 * time.Second)
		if got := w.tried("NONSENSE"); got != tries {
			t.Errorf("tried %d times more", got-tries)
		}
		w.reader.hold("QR-ANI")
		w.untilView("next ready", isNext)
	})
}

// The phone of the present resident stays in view: it is nobody's next.
func TestOwnPhoneIsNoNext(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		if v := w.pass(5 * time.Second); v.Next != (lane.NextView{}) || w.tried("QR-BUDI") != 1 {
			t.Errorf("next %+v after %d tries", v.Next, w.tried("QR-BUDI"))
		}
	})
}

func TestAtMostOneWaits(t *testing.T) {
	play(t, nil, func(w *world) {
		w.issue("QR-CHANDRA", chandra)
		w.waiting()
		w.reader.hold("QR-CHANDRA")
		if v := w.pass(3 * time.Second); v.Next.NIK != ani.Masked() || w.tried("QR-CHANDRA") != 0 {
			t.Errorf("next %+v", v.Next)
		}
	})
}

// Esc drops the one who waits; the QR is not read again by staying in view, and is as
// good as before when it is shown again.
func TestDropTheNext(t *testing.T) {
	play(t, nil, func(w *world) {
		w.waiting()
		w.do(lane.Command{Action: lane.ActionDropNext})
		if v := w.pass(5 * time.Second); v.Next.Ready || v.Phase != lane.PhaseDecide || v.Can(lane.ActionDropNext) {
			t.Fatalf("next %+v", v.Next)
		}
		w.reader.hold("")
		w.do(lane.Command{Action: lane.ActionApprove})
		w.until(lane.PhaseReady)
		w.reader.hold("QR-ANI")
		if v := w.until(lane.PhaseDecide); v.Case.Resident.NIK != ani {
			t.Errorf("case %v", v.Case)
		}
	})
}

// What waits survives neither a log-out nor a crash, and nothing is lost with it: its
// QR opens a case afterwards, and nothing of it was kept.
func TestNextSurvivesNothing(t *testing.T) {
	for _, end := range []string{"LogOut", "Crash"} {
		t.Run(end, func(t *testing.T) {
			play(t, nil, func(w *world) {
				w.waiting()
				w.reader.hold("")
				if end == "Crash" {
					w.crash()
				} else {
					w.do(lane.Command{Action: lane.ActionLogOut})
					w.until(lane.PhaseClosed)
				}
				if len(w.desk.drafts) != 1 || w.desk.spent["id-QR-ANI"] {
					t.Fatalf("%d drafts", len(w.desk.drafts))
				}
				w.logIn(siti)
				if v := w.until(lane.PhaseDecide); v.Next.Ready || v.Case.Resident.NIK != budi {
					t.Fatalf("next %+v", v.Next)
				}
				w.do(lane.Command{Action: lane.ActionApprove})
				w.until(lane.PhaseReady)
				w.reader.hold("QR-ANI")
				w.until(lane.PhaseDecide)
			})
		})
	}
}

// The clocks of the steps add up to the case's, and stop where it ends; the median is
// of approved cases only.
func TestStepClocks(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.reader.hold("QR-BUDI")
		w.until(lane.PhaseSelfie)
		v := w.pass(4 * time.Second)
		if took := v.Steps[1].Took; took < 3700*time.Millisecond || took > 5*time.Second || v.Steps[3].Took != 0 {
			t.Fatalf("selfie for %v, approval %v", took, v.Steps[3].Took)
		}
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.until(lane.PhaseDecide)
		w.reader.hold("")
		v = w.pass(2 * time.Second)
		var sum time.Duration
		for _, s := range v.Steps {
			sum += s.Took
		}
		if all := v.Now.Sub(v.OpenedAt); (sum - all).Abs() > 10*time.Millisecond {
			t.Errorf("steps %v, case %v", sum, all)
		}
		w.do(lane.Command{Action: lane.ActionApprove})
		v = w.until(lane.PhaseReady)
		if m := v.Steps[1].Median; m < 3700*time.Millisecond || m > 6*time.Second || v.Steps[1].Took != 0 {
			t.Errorf("median %v", m)
		}
		w.toDecide("QR-ANI")
		w.pass(time.Minute)
		w.do(lane.Command{Action: lane.ActionCancel})
		if again := w.until(lane.PhaseSaved).Steps[3].Median; again != v.Steps[3].Median {
			t.Errorf("a cancelled case changed the median to %v", again)
		}
	})
}

// What the resident agreed to at the counter is in the record, with the words' version.
func TestConsentTextIsRecorded(t *testing.T) {
	play(t, func(w *world) {
		w.change("QR-BUDI", func(c *enrol.Credential) { c.ConsentAt = time.Time{} })
		w.books.settings.KeepDays = 7
	}, func(w *world) {
		w.logIn(siti)
		w.reader.hold("QR-BUDI")
		if v := w.until(lane.PhaseConsent); v.KeepDays != 7 {
			t.Errorf("kept for %d days", v.KeepDays)
		}
		w.do(lane.Command{Action: lane.ActionConsent, Text: "1/id"})
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.until(lane.PhaseDecide)
		w.do(lane.Command{Action: lane.ActionApprove})
		w.expect(lane.PhaseSaved, "")
		if c := w.approved()[0]; c.ConsentText != "1/id" || c.ConsentBy != "siti" || c.ConsentAt.IsZero() {
			t.Errorf("consent to %q by %q", c.ConsentText, c.ConsentBy)
		}
	})
}

// A locked window begins nobody's case, also not that of the one who waits.
func TestNextWaitsBehindTheLock(t *testing.T) {
	play(t, func(w *world) { w.deps.IdleLock = 3 * time.Second; w.desk.decideTakes = 4 * time.Second }, func(w *world) {
		w.waiting()
		w.reader.hold("")
		w.do(lane.Command{Action: lane.ActionApprove})
		if v := w.pass(time.Minute); !v.Lock.On || v.Case != nil || !v.Next.Ready {
			t.Fatalf("locked %v, case %v, next %+v", v.Lock.On, v.Case, v.Next)
		}
		w.do(lane.Command{Action: lane.ActionUnlock, Staff: siti})
		if v := w.until(lane.PhaseDecide); v.Case.Resident.NIK != ani {
			t.Errorf("case %v", v.Case)
		}
	})
}

// In a training every case carries the mark, however it was begun.
func TestTrainingMarksEachCase(t *testing.T) {
	play(t, func(w *world) { w.deps.Training = true }, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.reader.hold("")
		w.do(lane.Command{Action: lane.ActionApprove})
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(chandra), Email: "c@gmail.com"}})
		w.until(lane.PhaseConsent)
		w.do(lane.Command{Action: lane.ActionReject, Reason: enrol.ReasonLeft})
		w.until(lane.PhaseReady)
		for _, c := range w.desk.decided {
			if !c.Training {
				t.Errorf("%s carries no mark", c)
			}
		}
		if len(w.desk.decided) != 2 {
			t.Errorf("%d decided", len(w.desk.decided))
		}
	})
}

// A parked resident's slip held up behind the present case is answered, and taken up when that case is over.
func TestSlipHeldUpBehindACase(t *testing.T) {
	play(t, soon, func(w *world) {
		w.logIn(siti)
		slip := w.park()
		w.until(lane.PhaseReady)
		w.toDecide("QR-ANI")
		w.reader.hold(slip)
		if v := w.untilView("the slip is answered", func(v lane.View) bool { return v.Next.Slip }); v.Next.Ready || v.Case.Resident.NIK != ani {
			t.Errorf("next %+v", v.Next)
		}
		w.do(lane.Command{Action: lane.ActionCancel})
		w.untilView("the parked case", func(v lane.View) bool { return v.Case != nil && v.Case.Resident.NIK == budi && !v.Next.Slip })
	})
}
