package lane_test

import (
	"slices"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

// The lane's promise: a resident in order costs staff one key.
func TestOneKeyForAResidentInOrder(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		v := w.toDecide("QR-BUDI")
		if v.Enter != lane.ActionApprove || v.Prompt != "lane.decide.match" || v.Selfie == nil || v.Case == nil {
			t.Fatalf("Enter %q, prompt %q", v.Enter, v.Prompt)
		}
		w.do(lane.Command{Action: v.Enter})
		v = w.expect(lane.PhaseSaved, "")
		if v.Prompt != "lane.saved.waiting" || v.Args["email"] != "b•••@gmail.com" || v.Case != nil || v.Selfie != nil {
			t.Errorf("prompt %q, %v", v.Prompt, v.Args)
		}
		w.reader.hold("")
		if v = w.until(lane.PhaseReady); v.DoneToday != 1 {
			t.Errorf("%d done", v.DoneToday)
		}
		got := w.approved()
		if len(got) != 1 || len(w.desk.drafts) != 0 || w.nudges != 1 {
			t.Fatalf("%d approved, %d drafts, %d nudges", len(got), len(w.desk.drafts), w.nudges)
		}
		checkRecord(t, got[0])
	})
}

func checkRecord(t *testing.T, c enrol.Case) {
	t.Helper()
	var states []enrol.State
	for _, s := range c.Steps {
		states = append(states, s.State)
	}
	want := []enrol.State{"opened", "eligible", "consented", "captured", "compared", "approved"}
	if !slices.Equal(states, want) {
		t.Errorf("steps %v", states)
	}
	if c.Operator != "siti" || c.Outlet != "o1" || c.Device != "d1" || c.ConsentBy != "resident" || c.Kind != enrol.KindNew ||
		c.Face.DecidedBy != "auto" || len(c.Selfie) == 0 || c.DecidedAt.IsZero() || c.Credential.Text != "QR-BUDI" {
		t.Errorf("record %s: operator %q, face %+v", c, c.Operator, c.Face)
	}
}

// The next resident may hold up a phone while the last one's confirmation still stands.
func TestNextResidentWithoutAKey(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.do(lane.Command{Action: lane.ActionApprove})
		w.expect(lane.PhaseSaved, "")
		if v := w.toDecide("QR-ANI"); v.Case.Resident.NIK != ani || v.Case.ID != "case-2" {
			t.Errorf("case %v", v.Case)
		}
	})
}

// The phone that was just served stays in view: that is no used QR to complain about.
func TestServedPhoneStaysInView(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.do(lane.Command{Action: lane.ActionApprove})
		for range 20 {
			if v := w.pass(time.Second); v.Problem != "" || v.Case != nil {
				t.Fatalf("%s, problem %q", v.Phase, v.Problem)
			}
		}
		w.reader.hold("")
		w.pass(6 * time.Second)
		w.reader.hold("QR-BUDI") // shown again later: now it is said
		w.untilView("used", func(v lane.View) bool { return v.Problem == enrol.CodeQRUsed })
	})
}

// A cancelled case may begin again with the same phone, but not at the same moment.
func TestCancelledPhoneMayComeAgain(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.reader.hold("QR-BUDI")
		w.until(lane.PhaseSelfie)
		w.do(lane.Command{Action: lane.ActionCancel})
		w.pass(time.Second)
		w.expect(lane.PhaseSaved, "")
		if v := w.until(lane.PhaseSelfie); v.Case.ID != "case-2" {
			t.Errorf("case %s", v.Case.ID)
		}
	})
}

func TestDoubleEnterDecidesOnce(t *testing.T) {
	play(t, nil, func(w *world) {
		w.desk.decideTakes = 300 * time.Millisecond
		w.logIn(siti)
		v := w.toDecide("QR-BUDI")
		enter := lane.Command{Action: v.Enter, Case: v.Case.ID}
		for range 5 {
			w.do(enter)
		}
		w.expect(lane.PhaseSaving, "")
		w.until(lane.PhaseSaved)
		w.do(enter)
		w.toDecide("QR-ANI")
		w.do(enter) // a key that was meant for the one before
		w.expect(lane.PhaseDecide, "")
		if n := len(w.approved()); n != 1 {
			t.Errorf("%d approved", n)
		}
	})
}

// What is not possible now changes nothing, in any phase.
func TestImpossibleActionsAreIgnored(t *testing.T) {
	all := []lane.Action{lane.ActionApprove, lane.ActionReject, lane.ActionPark, lane.ActionCancel, lane.ActionConsent,
		lane.ActionRetake, lane.ActionTakeNow, lane.ActionType, lane.ActionToken, lane.ActionScanText, lane.ActionScanFile,
		lane.ActionOverride, lane.ActionDocument, lane.ActionNext, lane.ActionDropNext, lane.ActionLogIn, lane.ActionLogOut, "unheard-of"}
	play(t, nil, func(w *world) {
		try := func(v lane.View) {
			for _, a := range all {
				if !v.Can(a) {
					w.do(lane.Command{Action: a, Reason: enrol.ReasonOther, Text: "x", Staff: agus})
				}
			}
			if got := w.lane.View(); got.Phase != v.Phase || got.Staff.ID != v.Staff.ID {
				t.Fatalf("%s became %s", v.Phase, got.Phase)
			}
		}
		try(w.until(lane.PhaseClosed))
		w.logIn(siti)
		try(w.until(lane.PhaseReady))
		w.reader.hold("QR-BUDI")
		try(w.until(lane.PhaseSelfie))
		w.eye.set(func(e *fakeEye) { e.face = true })
		try(w.until(lane.PhaseDecide))
		w.do(lane.Command{Action: lane.ActionReject, Reason: enrol.ReasonLeft})
		try(w.until(lane.PhaseSaved))
	})
}
