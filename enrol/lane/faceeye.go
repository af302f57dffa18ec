package lane

import (
	"context"
	"image"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// errand is what the face eye is sent for: a number, so that a look that takes long is
// never used for the next resident, and in the last three bits what to look for.
type errand = uint64

const (
	forSelfie errand = iota
	forLeft
	forRight
	forCard
	forPaper
)

const errandBits = 3

// newErrand sends the face eye.
func (l *Lane) newErrand(what errand) {
	l.selfies++
	l.askFace.Store(l.selfies<<errandBits | what)
}

// askSelfie opens the face eye for one more selfie.
func (l *Lane) askSelfie() { l.newErrand(forSelfie) }

// sendFaceEye opens the face eye for what a phase needs.
func (l *Lane) sendFaceEye(p Phase) {
	switch p {
	case PhaseSelfie:
		l.askSelfie()
	case PhaseCard:
		l.newErrand(forCard)
	case PhasePaper:
		l.newErrand(forPaper)
	case PhaseTurn:
		if l.turn == enrol.TurnLeft {
			l.newErrand(forLeft)
			return
		}
		l.newErrand(forRight)
	default:
	}
}

// watchFaces is the eye for faces: idle while nothing is wanted of it.
func (l *Lane) watchFaces(ctx context.Context) {
	if l.deps.FaceFrames == nil || l.deps.Eye == nil {
		return
	}
	pace := pacer{every: lookEvery, share: lookShare}
	var current, done errand
	var looked uint64 // the picture that was looked at, or that nobody wanted
	for {
		f := nextFrame(ctx, l.deps.FaceFrames)
		if f == nil {
			return
		}
		asked := l.askFace.Load()
		if asked == 0 && !l.deps.BothEyes {
			looked = f.Picture // of before anybody was asked for: a frozen one is nobody's
			continue
		}
		if l.blind() {
			current = 0 // what the eye holds was seen before
			continue
		}
		if f.RGBA == nil || asked != 0 && asked == done || f.Picture != 0 && f.Picture == looked || !pace.due(time.Now()) {
			continue
		}
		looked = f.Picture
		if asked == 0 {
			_, _ = l.deps.Eye.Look(f, false)
			pace.done(time.Now())
			continue
		}
		if asked != current {
			l.deps.Eye.Reset()
			current = asked
		}
		answer, finished := l.lookFor(asked, f)
		pace.done(time.Now())
		if finished {
			done = asked // one is enough
		}
		if l.post(ctx, answer) != nil {
			return
		}
	}
}

// lookFor looks at one frame for an errand: what the lane has to hear, and whether
// the errand is done.
func (l *Lane) lookFor(asked errand, f *enrol.Frame) (func(), bool) {
	size := f.RGBA.Rect.Size()
	switch asked & (1<<errandBits - 1) {
	case forCard:
		see, err := l.deps.Eye.(CardEye).LookCard(f)
		return func() { l.seenCard(asked, see, size, err) }, see.Card != nil
	case forPaper:
		forced := l.takeNow.CompareAndSwap(asked, 0)
		see, err := l.deps.Eye.(PaperEye).LookPaper(f, forced)
		return func() { l.seenPage(asked, see, forced, size, err) }, see.Shot != nil
	case forLeft, forRight:
		side := enrol.TurnLeft
		if asked&(1<<errandBits-1) == forRight {
			side = enrol.TurnRight
		}
		see, err := l.deps.Eye.(TurnEye).LookTurn(f, side)
		return func() { l.seenTurn(asked, see, size, err) }, see.Done
	}
	look, forced, err := l.lookForSelfie(asked, f)
	return func() { l.looked(asked, look, forced, size, err) }, look.Selfie != nil
}

func (l *Lane) lookForSelfie(asked errand, f *enrol.Frame) (look Look, forced bool, err error) {
	if l.takeAny.CompareAndSwap(asked, 0) {
		s, err := l.deps.Eye.Keep(f)
		if err != nil {
			return Look{}, true, err
		}
		return Look{Selfie: &s}, true, nil
	}
	forced = l.takeNow.CompareAndSwap(asked, 0)
	look, err = l.deps.Eye.Look(f, forced)
	return look, forced, err
}

// stale tells whether an answer is for an errand that is over, or of a picture that has
// meanwhile turned out to be none: then the eye is sent anew. A fault of the eye is kept
// for the screen.
func (l *Lane) stale(asked errand, size image.Point, err error) bool {
	if asked != l.askFace.Load() || l.cas == nil {
		return true
	}
	if l.blind() {
		l.sendFaceEye(l.phase)
		return true
	}
	if err != nil && enrol.CodeOf(err) != enrol.CodeOf(l.eyeErr) {
		l.deps.Log.Warn("look at face", "code", enrol.CodeOf(err))
	}
	l.eyeErr = err
	if err == nil {
		l.frameSize = size
	}
	return err != nil
}
