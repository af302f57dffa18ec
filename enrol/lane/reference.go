package lane

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// ModelEye is an Eye that says which model makes its comparisons; "": none does. It is
// asked by the lane's goroutine.
type ModelEye interface {
	Model() string
}

// useful tells whether the eye can compare with a reference. One of another model it
// never can.
func (l *Lane) useful(ref *enrol.FaceTemplate) bool {
	if ref == nil || l.deps.Eye == nil {
		return false
	}
	e, ok := l.deps.Eye.(ModelEye)
	return !ok || e.Model() == ref.Model
}

// compares tells whether the eye compares at all: otherwise no reference is of use.
func (l *Lane) compares() bool {
	e, ok := l.deps.Eye.(ModelEye)
	return l.deps.Eye != nil && (!ok || e.Model() != "")
}

// reference is what a selfie is compared with: the QR's template, else the registry's. One that
// is of no use is answered too where there is no better one, so that the record can say so.
func (l *Lane) reference() (*enrol.FaceTemplate, enrol.Method) {
	var inQR *enrol.FaceTemplate
	if l.cas.Credential != nil {
		inQR = l.cas.Credential.Template
	}
	if l.useful(inQR) || l.cas.Reference == nil {
		return inQR, enrol.MethodTemplate
	}
	if inQR != nil && !l.useful(l.cas.Reference) {
		return inQR, enrol.MethodTemplate
	}
	return l.cas.Reference, enrol.MethodRegistry
}

// other is the model of the QR's template where the comparison has to do without it.
func (l *Lane) other() string {
	if c := l.cas.Credential; c != nil && c.Template != nil && !l.useful(c.Template) {
		return c.Template.Model
	}
	return ""
}

// seekReference asks the registry for a template while the resident looks into the camera,
// where the QR has none that can be compared. Nothing waits for it but a comparison, and that no
// longer than registryWait from now.
func (l *Lane) seekReference() {
	c := l.cas
	if c == nil || c.Credential == nil || l.seeking || l.deps.Registry == nil || !l.compares() ||
		l.useful(c.Credential.Template) || l.useful(c.Reference) {
		return
	}
	l.seeking = true
	nik, gen, until := c.Resident.NIK, l.generation, time.Now().Add(registryWait)
	l.questions.put(func(ctx context.Context) func() {
		ctx, cancel := context.WithDeadline(ctx, until)
		defer cancel()
		rec, err := l.lookup(ctx, nik)
		return func() {
			if gen == l.generation {
				l.foundReference(rec.Template, err)
			}
		}
	})
}

func (l *Lane) foundReference(t *enrol.FaceTemplate, err error) {
	if err != nil {
		l.deps.Log.Info("look for a reference", "code", enrol.CodeOf(err))
	}
	l.seeking = false
	if t != nil && l.phase != PhaseSaving {
		c := *l.cas
		c.Reference = t
		l.cas = &c
		l.saveDraft()
	}
	if s := l.waiting; s != nil {
		l.waiting = nil
		l.compare(*s)
	}
}

// answerQuestions is the worker of what is asked beside the case, so that no draft waits for it.
func (l *Lane) answerQuestions(ctx context.Context) { l.workThrough(ctx, &l.questions) }

// workThrough does a queue's jobs one after the other; what waits at the end stays undone.
func (l *Lane) workThrough(ctx context.Context, q *jobs) {
	for {
		if f := q.take(); f != nil {
			if apply := f(ctx); apply != nil {
				_ = l.post(ctx, apply)
			}
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-q.nudge:
		}
	}
}
