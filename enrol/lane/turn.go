package lane

import (
	"context"
	"image"
	"math/rand/v2"

	"github.com/gerai-ikd/gerai/enrol"
)

// TurnEye is an Eye that can tell which way a head is turned. LookTurn is called by
// the goroutine of Look.
type TurnEye interface {
	CanTurn() bool
	// LookTurn looks at one frame for a head that turns to a side, the resident's own.
	LookTurn(f *enrol.Frame, side enrol.Turn) (TurnLook, error)
	// SamePerson compares the selfie with the frame that a turn began with. It is called by
	// the goroutine of Compare. Where nothing can compare, or not surely, the answer is true.
	SamePerson(ctx context.Context, s Selfie, straight any) (bool, error)
}

// TurnLook is what an eye saw of a head that is to be turned.
type TurnLook struct {
	Box      image.Rectangle // of the face
	Hint     string          // translation key; "" all is well
	Progress float64         // 0…1
	Done     bool
	Straight any // with Done: the eye's own, of the head before it turned
}

func (l *Lane) canTurn() bool {
	e, ok := l.deps.Eye.(TurnEye)
	return ok && e.CanTurn() && l.deps.FaceFrames != nil
}

// askTurn asks for a side that nobody can know beforehand.
func (l *Lane) askTurn() {
	l.turn = enrol.TurnLeft
	if rand.IntN(2) == 1 {
		l.turn = enrol.TurnRight
	}
	l.setPhase(PhaseTurn)
}

func (l *Lane) seenTurn(asked errand, see TurnLook, size image.Point, err error) {
	if l.stale(asked, size, err) {
		return
	}
	l.look = Look{Box: see.Box, Progress: see.Progress}
	l.hint.offer(see.Hint, l.deps.Now())
	if see.Done {
		l.straight = see.Straight
		l.compare(l.taken)
	}
}

// samePerson tells whether the head that turned is that of the selfie.
func (l *Lane) samePerson(ctx context.Context, s Selfie, straight any) bool {
	e, ok := l.deps.Eye.(TurnEye)
	if !ok || straight == nil {
		return true
	}
	same, err := e.SamePerson(ctx, s, straight)
	if err != nil {
		l.deps.Log.Warn("compare the turned head", "code", enrol.CodeOf(err))
		return true
	}
	return same
}

// skipTurn goes on without it: who can't turn the head is served all the same, and
// the record says so.
func (l *Lane) skipTurn() {
	l.turn = enrol.TurnSkipped
	l.record("turn-skipped", l.cas.ID, nil)
	l.compare(l.taken)
}
