package lane_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

var diskFull = enrol.NewError(enrol.CodeDiskFull, "commit")

func TestDiskFullAtTheDecision(t *testing.T) {
	for _, c := range []lane.Command{
		{Action: lane.ActionApprove},
		{Action: lane.ActionReject, Reason: enrol.ReasonOtherPerson, Note: "n"},
		{Action: lane.ActionPark, Reason: enrol.ReasonComesBack},
		{Action: lane.ActionCancel},
	} {
		t.Run(string(c.Action), func(t *testing.T) {
			play(t, nil, func(w *world) {
				w.logIn(siti)
				before := w.toDecide("QR-BUDI")
				w.desk.set(func(d *fakeDesk) { d.decideErr = diskFull })
				for range 3 {
					w.do(c)
					v := w.expect(lane.PhaseDecide, enrol.CodeDiskFull)
					if v.Case.State != enrol.StateCompared || v.Case.Reason != "" || v.Case.ID != before.Case.ID || v.Selfie == nil {
						t.Fatalf("case %v", v.Case)
					}
				}
				w.pass(time.Minute)
				w.expect(lane.PhaseDecide, enrol.CodeDiskFull)
				w.desk.set(func(d *fakeDesk) { d.decideErr = nil })
				w.do(c)
				w.expect(lane.PhaseSaved, "")
				if len(w.desk.decided) != 1 || w.nudges != 1 {
					t.Errorf("%d decisions, %d nudges", len(w.desk.decided), w.nudges)
				}
			})
		})
	}
}

func TestDiskFullAtADraft(t *testing.T) {
	play(t, nil, func(w *world) {
		w.desk.saveErr = diskFull
		w.logIn(siti)
		w.reader.hold("QR-BUDI")
		w.until(lane.PhaseSelfie)
		w.expect(lane.PhaseSelfie, enrol.CodeDiskFull)
		w.do(lane.Command{Action: lane.ActionLogOut}) // would lose the case: refused
		w.expect(lane.PhaseSelfie, enrol.CodeDiskFull)
		w.desk.set(func(d *fakeDesk) { d.saveErr = nil })
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.until(lane.PhaseDecide)
		w.expect(lane.PhaseDecide, "") // the next draft went well
	})
}

// The credential was spent in another window meanwhile: the case comes back, to be
// rejected or cancelled by a person.
func TestCredentialSpentMeanwhile(t *testing.T) {
	play(t, nil, func(w *world) {
		w.logIn(siti)
		w.toDecide("QR-BUDI")
		w.desk.set(func(d *fakeDesk) { d.decideErr = enrol.NewError(enrol.CodeQRUsed, "spend qr") })
		w.do(lane.Command{Action: lane.ActionApprove})
		w.expect(lane.PhaseDecide, enrol.CodeQRUsed)
		w.desk.set(func(d *fakeDesk) { d.decideErr = nil })
		w.do(lane.Command{Action: lane.ActionCancel})
		if v := w.expect(lane.PhaseSaved, ""); v.Prompt != "lane.saved.cancelled" {
			t.Errorf("prompt %q", v.Prompt)
		}
	})
}

// The draft on the disk is never behind what the screen shows.
func TestEveryStepIsSaved(t *testing.T) {
	play(t, func(w *world) {
		w.change("QR-BUDI", func(c *enrol.Credential) { c.ConsentAt = time.Time{} })
	}, func(w *world) {
		saved := func(want enrol.State) {
			t.Helper()
			w.desk.mu.Lock()
			defer w.desk.mu.Unlock()
			if got := w.desk.drafts["case-1"].State; got != want {
				t.Fatalf("draft is %q, want %q", got, want)
			}
		}
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseConsent)
		saved(enrol.StateEligible)
		w.do(lane.Command{Action: lane.ActionConsent})
		saved(enrol.StateConsented)
		w.eye.set(func(e *fakeEye) { e.face, e.hang = true, true })
		w.until(lane.PhaseComparing)
		saved(enrol.StateCaptured)
		w.until(lane.PhaseDecide)
		saved(enrol.StateCompared)
		w.do(lane.Command{Action: lane.ActionRetake})
		saved(enrol.StateConsented)
	})
}
