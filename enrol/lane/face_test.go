package lane_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/enrol/lane"
)

func TestVerdicts(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(*world)
		enter  lane.Action
		prompt string
		by     string
		method enrol.Method
	}{
		{"Match", nil, lane.ActionApprove, "lane.decide.match", "auto", enrol.MethodTemplate},
		{"Review", func(w *world) { w.eye.result.Band = enrol.BandReview },
			lane.ActionApprove, "lane.decide.review", "siti", enrol.MethodTemplate},
		{"NoMatch", func(w *world) { w.eye.result.Band = enrol.BandNoMatch },
			lane.ActionRetake, "lane.decide.nomatch", "siti", enrol.MethodTemplate},
		{"NoModel", func(w *world) { w.eye.result = enrol.FaceResult{Method: enrol.MethodStaff} },
			lane.ActionApprove, "lane.decide.staff", "siti", enrol.MethodStaff},
		{"Error", func(w *world) { w.eye.err = errors.New("bad tensor") },
			lane.ActionApprove, "lane.decide.staff", "siti", enrol.MethodStaff},
		{"NoAnswer", func(w *world) { w.eye.result = enrol.FaceResult{} },
			lane.ActionApprove, "lane.decide.staff", "siti", enrol.MethodStaff},
		{"Hangs", func(w *world) { w.eye.hang = true },
			lane.ActionApprove, "lane.decide.staff", "siti", enrol.MethodStaff},
	} {
		t.Run(tt.name, func(t *testing.T) {
			play(t, tt.change, func(w *world) {
				w.logIn(siti)
				v := w.toDecide("QR-BUDI")
				if v.Enter != tt.enter || v.Prompt != tt.prompt || !v.Can(lane.ActionApprove) || !v.Can(lane.ActionRetake) {
					t.Fatalf("Enter %q, prompt %q, actions %v", v.Enter, v.Prompt, v.Actions)
				}
				w.do(lane.Command{Action: lane.ActionApprove})
				w.expect(lane.PhaseSaved, "")
				if f := w.approved()[0].Face; f.DecidedBy != tt.by || f.Method != tt.method {
					t.Errorf("face %+v", f)
				}
			})
		})
	}
}

// Where the template came from is in the record: the QR, or the registry online.
func TestReferences(t *testing.T) {
	play(t, func(w *world) {
		w.registry.record = lane.Record{Known: true, Template: &enrol.FaceTemplate{Model: "m2"}}
	}, func(w *world) {
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionType, Typed: lane.Typed{NIK: string(budi)}})
		w.until(lane.PhaseConsent)
		w.do(lane.Command{Action: lane.ActionConsent})
		if v := w.until(lane.PhaseDecide); v.Face.Method != enrol.MethodRegistry || w.eye.refs[0].Model != "m2" {
			t.Errorf("method %q", v.Face.Method)
		}
	})
}

func TestRetake(t *testing.T) {
	play(t, func(w *world) { w.eye.result.Band = enrol.BandNoMatch }, func(w *world) {
		w.logIn(siti)
		v := w.toDecide("QR-BUDI")
		w.eye.set(func(e *fakeEye) { e.face = false })
		w.do(lane.Command{Action: v.Enter})
		if v = w.expect(lane.PhaseSelfie, ""); v.Selfie != nil || v.Face != (enrol.FaceResult{}) {
			t.Error("the old selfie is still shown")
		}
		w.pass(5 * time.Second)
		w.expect(lane.PhaseSelfie, "")
		w.eye.set(func(e *fakeEye) { e.face, e.result = true, match })
		w.until(lane.PhaseDecide)
		w.do(lane.Command{Action: lane.ActionApprove})
		w.expect(lane.PhaseSaved, "")
		if c := w.approved()[0]; c.Selfie[0] != 2 || len(c.Steps) != 9 || !slices.Contains(w.audit.kinds, "retake") {
			t.Errorf("selfie %d, %d steps, audit %v", c.Selfie[0], len(c.Steps), w.audit.kinds)
		}
	})
}

func TestTakeNow(t *testing.T) {
	play(t, func(w *world) { w.eye.manual = true }, func(w *world) {
		w.eye.set(func(e *fakeEye) { e.face = true })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseSelfie)
		w.pass(5 * time.Second)
		if v := w.expect(lane.PhaseSelfie, ""); v.Prompt != "lane.hold" || v.FaceBox.Empty() {
			t.Errorf("prompt %q, face %v", v.Prompt, v.FaceBox)
		}
		w.do(lane.Command{Action: lane.ActionTakeNow})
		w.until(lane.PhaseDecide)
		w.do(lane.Command{Action: lane.ActionRetake})
		w.pass(5 * time.Second)
		w.expect(lane.PhaseSelfie, "") // the key was for the first picture
	})
}

func TestCoachingIsSteady(t *testing.T) {
	play(t, nil, func(w *world) {
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseSelfie)
		w.untilView("coached", func(v lane.View) bool { return v.Prompt == "hint.no-face" })
		w.eye.set(func(e *fakeEye) { e.face, e.manual = true, true })
		w.untilView("held", func(v lane.View) bool { return v.Prompt == "lane.hold" })
	})
}

func TestEyeThatFails(t *testing.T) {
	play(t, nil, func(w *world) {
		w.eye.lookErr = enrol.NewError(enrol.CodeBadModel, "detect faces")
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.untilView("said", func(v lane.View) bool { return v.Phase == lane.PhaseSelfie && v.Problem == enrol.CodeBadModel })
		w.eye.set(func(e *fakeEye) { e.lookErr, e.face = nil, true })
		if v := w.until(lane.PhaseDecide); v.Problem != "" {
			t.Errorf("problem %q stays", v.Problem)
		}
	})
}

func TestEmptySelfieIsTakenAgain(t *testing.T) {
	play(t, func(w *world) { w.eye.empty = true }, func(w *world) {
		w.logIn(siti)
		if v := w.toDecide("QR-BUDI"); v.Problem != "" || w.eye.taken() != 2 {
			t.Errorf("problem %q, %d shots", v.Problem, w.eye.taken())
		}
	})
}

// A look that takes long must not put one resident's face into the next one's case.
func TestLateLookIsNotTheNextResidents(t *testing.T) {
	play(t, func(w *world) { w.eye.takes = 2 * time.Second }, func(w *world) {
		w.eye.set(func(e *fakeEye) { e.face, e.looks = true, 2 })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseSelfie)
		w.pass(200 * time.Millisecond) // the eye is at Budi's picture
		w.eye.set(func(e *fakeEye) { e.looks = 2 })
		w.reader.hold("QR-ANI")
		w.do(lane.Command{Action: lane.ActionCancel})
		v := w.until(lane.PhaseSelfie)
		if v.Case.Resident.NIK != ani {
			t.Fatalf("case of %v", v.Case.Resident)
		}
		w.pass(2500 * time.Millisecond)
		if w.expect(lane.PhaseSelfie, ""); w.eye.taken() != 1 {
			t.Fatalf("%d shots", w.eye.taken())
		}
		w.until(lane.PhaseDecide) // and the eye is open for Ani
		w.do(lane.Command{Action: lane.ActionApprove})
		w.until(lane.PhaseSaved)
		if c := w.approved()[0]; c.Resident.NIK != ani || c.Selfie[0] != 2 {
			t.Errorf("selfie %d", c.Selfie[0])
		}
	})
}

func TestNoCamera(t *testing.T) {
	play(t, func(w *world) {
		w.deps.QRFrames, w.deps.FaceFrames, w.deps.Eye, w.deps.Reader = nil, nil, nil, nil
	}, func(w *world) {
		w.logIn(siti)
		w.until(lane.PhaseReady)
		w.do(lane.Command{Action: lane.ActionScanText, Text: "QR-BUDI"})
		w.until(lane.PhaseSelfie)
		w.do(lane.Command{Action: lane.ActionPark, Reason: enrol.ReasonComesBack})
		w.expect(lane.PhaseSaved, "")
	})
}

func TestCameraThatComesBack(t *testing.T) {
	play(t, nil, func(w *world) {
		lost := enrol.NewError(enrol.CodeCameraLost, "read frame")
		w.qr.fail(lost)
		w.face.fail(lost)
		w.logIn(siti)
		w.reader.hold("QR-BUDI")
		w.pass(time.Minute)
		w.expect(lane.PhaseReady, "")
		w.qr.fail(nil)
		w.until(lane.PhaseSelfie)
		w.face.fail(nil)
		w.toDecide("QR-BUDI")
	})
}
