package lane_test

import (
	"context"
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
				w.do(lane.Command{Action: lane.ActionApprove, Text: "of faces that differ"})
				w.expect(lane.PhaseSaved, "")
				if c := w.approved()[0]; (c.Override != nil) != (c.Face.Band == enrol.BandNoMatch) {
					t.Errorf("leave %+v", c.Override)
				}
				if f := w.approved()[0].Face; f.DecidedBy != tt.by || f.Method != tt.method {
					t.Errorf("face %+v", f)
				}
			})
		})
	}
}

// modelEye says which model compares.
type modelEye struct {
	*fakeEye
	model string
}

func (e modelEye) Model() string { return e.model }

func (e modelEye) Compare(ctx context.Context, s lane.Selfie, ref *enrol.FaceTemplate) (enrol.FaceResult, error) {
	r, err := e.fakeEye.Compare(ctx, s, ref)
	switch {
	case ref == nil:
		r = enrol.FaceResult{Method: enrol.MethodStaff}
	case ref.Model != e.model:
		r = enrol.FaceResult{Method: enrol.MethodStaff, Other: ref.Model}
	}
	return r, err
}

// Where the template came from is in the record: the QR; else the registry online, asked while the
// selfie is taken; else there is none, and what could not be compared is said.
func TestReferences(t *testing.T) {
	template := func(model string) *enrol.FaceTemplate { return &enrol.FaceTemplate{Model: model, Data: []byte{1}} }
	offline := enrol.NewError(enrol.CodeOffline, "dial")
	for _, tt := range []struct {
		name     string
		inQR, at *enrol.FaceTemplate // the QR's, the registry's
		takes    time.Duration
		err      error
		model    string
		want     enrol.Method
		other    string
		asked    bool
	}{
		{name: "InTheQR", inQR: template("m1"), at: template("m1"), model: "m1", want: enrol.MethodTemplate},
		{name: "NoneInTheQR", at: template("m1"), model: "m1", want: enrol.MethodRegistry, asked: true},
		{name: "AnothersInTheQR", inQR: template("m9"), at: template("m1"), model: "m1", want: enrol.MethodRegistry, other: "m9", asked: true},
		{name: "AnothersBoth", inQR: template("m9"), at: template("m8"), model: "m1", want: enrol.MethodStaff, other: "m9", asked: true},
		{name: "AnothersOnline", at: template("m8"), model: "m1", want: enrol.MethodStaff, other: "m8", asked: true},
		{name: "Nowhere", model: "m1", want: enrol.MethodStaff, asked: true},
		{name: "Offline", inQR: template("m9"), err: offline, model: "m1", want: enrol.MethodStaff, other: "m9", asked: true},
		{name: "Slow", at: template("m1"), takes: time.Hour, model: "m1", want: enrol.MethodStaff, asked: true},
		{name: "InTime", at: template("m1"), takes: 1500 * time.Millisecond, model: "m1", want: enrol.MethodRegistry, asked: true},
		{name: "NoModel", at: template("m1"), want: enrol.MethodStaff, other: "m1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			play(t, func(w *world) {
				w.deps.Eye = modelEye{w.eye, tt.model}
				w.change("QR-BUDI", func(c *enrol.Credential) { c.Template = tt.inQR })
				w.registry.record = lane.Record{Known: true, Template: tt.at}
				w.registry.takes, w.registry.err = tt.takes, tt.err
			}, func(w *world) {
				w.logIn(siti)
				w.reader.hold("QR-BUDI")
				w.eye.set(func(e *fakeEye) { e.face = true })
				w.until(lane.PhaseSelfie)
				began := time.Now()
				v := w.until(lane.PhaseDecide)
				if v.Face.Method != tt.want || tt.model != "" && v.Face.Other != tt.other {
					t.Errorf("face %+v", v.Face)
				}
				if took := time.Since(began); took > 2100*time.Millisecond {
					t.Errorf("waited %v", took)
				}
				if asked := w.registry.lookups > 0; asked != tt.asked {
					t.Errorf("asked %v", asked)
				}
				w.do(lane.Command{Action: lane.ActionApprove})
				w.expect(lane.PhaseSaved, "")
				if got := w.approved()[0].Face; tt.model != "" && got.Other != tt.other {
					t.Errorf("kept %+v", got)
				}
			})
		})
	}
}

// A typed resident's template comes with the look-up that opens the case.
func TestReferenceOfATypedResident(t *testing.T) {
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

// A reference that is still being sought belongs to its case alone.
func TestReferenceOfACaseThatIsOver(t *testing.T) {
	play(t, func(w *world) {
		w.deps.Eye = modelEye{w.eye, "m1"}
		w.change("QR-BUDI", func(c *enrol.Credential) { c.Template = nil })
		w.registry.record = lane.Record{Known: true, Template: &enrol.FaceTemplate{Model: "m1"}}
		w.registry.takes = time.Second
	}, func(w *world) {
		w.logIn(siti)
		w.reader.hold("QR-BUDI")
		w.until(lane.PhaseSelfie)
		w.reader.hold("QR-ANI")
		w.do(lane.Command{Action: lane.ActionCancel})
		w.eye.set(func(e *fakeEye) { e.face = true })
		if v := w.until(lane.PhaseDecide); v.Case.Resident.NIK != ani || v.Face.Method != enrol.MethodTemplate || v.Case.Reference != nil {
			t.Errorf("%s, %+v", v.Face.Method, v.Case.Reference)
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
		w.pass(time.Second) // the frames that were on their way have come
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

// While the countdown runs nothing is said that would stop it: a warning is no reason to wait.
func TestCountdownSaysHoldStill(t *testing.T) {
	play(t, nil, func(w *world) {
		w.eye.set(func(e *fakeEye) { e.face, e.manual, e.warns = true, true, "hint.closer" })
		w.reader.hold("QR-BUDI")
		w.logIn(siti)
		w.until(lane.PhaseSelfie)
		if v := w.pass(3 * time.Second); v.Countdown == 0 || v.Prompt != "lane.hold" {
			t.Errorf("countdown %.1f, says %q", v.Countdown, v.Prompt)
		}
		w.eye.set(func(e *fakeEye) { e.face = false })
		w.untilView("coached", func(v lane.View) bool { return v.Prompt == "hint.no-face" })
	})
}
