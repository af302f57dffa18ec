package lane

import (
	"bytes"
	"context"
	"image"
	_ "image/jpeg" // selfies of drafts

	"github.com/gerai-ikd/gerai/enrol"
)

// looked takes what the face eye saw for the selfie with a number.
func (l *Lane) looked(asked uint64, look Look, size image.Point, err error) {
	if asked != l.askFace.Load() || l.cas == nil {
		return
	}
	if err != nil {
		if enrol.CodeOf(err) != enrol.CodeOf(l.eyeErr) {
			l.deps.Log.Warn("look at face", "code", enrol.CodeOf(err))
		}
		l.eyeErr = err
		return
	}
	l.eyeErr = nil
	l.frameSize, l.look = size, look
	l.hint.offer(look.Hint, l.deps.Now())
	if look.Selfie != nil {
		l.captured(*look.Selfie)
	}
}

func (l *Lane) captured(s Selfie) {
	l.cas.Selfie = s.JPEG
	if !l.move(enrol.EventCapture) {
		l.askSelfie() // an empty picture: the eye must not stay shut
		return
	}
	l.selfie = s.Thumb
	l.setProblem(nil)
	l.saveDraft()
	l.compare(s)
}

// compare asks for the verdict.
func (l *Lane) compare(s Selfie) {
	l.setPhase(PhaseComparing)
	ref, method := l.cas.Reference, enrol.MethodRegistry
	if l.cas.Credential != nil && l.cas.Credential.Template != nil {
		ref, method = l.cas.Credential.Template, enrol.MethodTemplate
	}
	if l.deps.Eye == nil {
		l.compared(enrol.FaceResult{Method: enrol.MethodStaff}, nil)
		return
	}
	l.ask(func(ctx context.Context) func() {
		ctx, cancel := context.WithTimeout(ctx, compareWait)
		defer cancel()
		r, err := l.deps.Eye.Compare(ctx, s, ref)
		if r.Method == enrol.MethodTemplate {
			r.Method = method // the eye can't know where the template came from
		}
		return func() { l.compared(r, err) }
	})
}

func (l *Lane) compared(r enrol.FaceResult, err error) {
	if err != nil || r.Method == "" {
		// What can't be compared by a model is compared by eyes: never a dead end.
		l.deps.Log.Warn("compare faces", "code", enrol.CodeOf(err))
		r = enrol.FaceResult{Method: enrol.MethodStaff, Detector: r.Detector}
	}
	l.cas.Face = r
	if l.move(enrol.EventCompare) {
		l.setPhase(PhaseDecide)
		l.saveDraft()
	}
}

// retake throws the selfie away.
func (l *Lane) retake() {
	if l.move(enrol.EventRetake) {
		l.selfie = nil
		l.setPhase(PhaseSelfie)
		l.saveDraft()
		l.record("retake", l.cas.ID, nil)
	}
}

// resume takes a draft up where it was left.
func (l *Lane) resume(c enrol.Case) {
	l.fresh()
	l.cas = &c
	l.warnings = c.Resident.NIK.Warnings(c.Resident.Birth, c.Resident.Sex, l.settings.Region)
	if img, _, err := image.Decode(bytes.NewReader(c.Selfie)); err == nil {
		l.selfie = img
	}
	switch c.State {
	case enrol.StateParked:
		if l.move(enrol.EventResume) {
			l.selfie = nil
			l.admit()
		}
	case enrol.StateOpened:
		l.admit()
	case enrol.StateEligible:
		if !c.ConsentAt.IsZero() {
			l.consented()
			return
		}
		l.setPhase(PhaseConsent)
	case enrol.StateConsented:
		l.setPhase(PhaseSelfie)
	case enrol.StateCaptured:
		l.compare(Selfie{JPEG: c.Selfie, Thumb: l.selfie})
	case enrol.StateCompared:
		l.setPhase(PhaseDecide)
	default:
		l.ready()
	}
}
