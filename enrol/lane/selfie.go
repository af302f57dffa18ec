package lane

import (
	"bytes"
	"cmp"
	"context"
	"image"
	_ "image/jpeg" // selfies of drafts

	"github.com/gerai-ikd/gerai/enrol"
)

// MaxRefusals is after how many pictures that would not do staff may make an
// exception: retakes, and keys pressed where no face was found or the picture was refused.
const MaxRefusals = 3

// looked takes what the face eye saw for a selfie. forced: staff pressed the key.
func (l *Lane) looked(asked errand, look Look, forced bool, size image.Point, err error) {
	if l.stale(asked, size, err) {
		return
	}
	l.look = look
	l.hint.offer(look.Hint, l.deps.Now())
	switch {
	case look.Selfie != nil:
		l.captured(*look.Selfie)
	case forced:
		l.refused()
		l.setProblem(notTaken(look))
	}
}

// notTaken is why the key took no picture, with the advice that helps.
func notTaken(look Look) error {
	if look.Box.Empty() {
		return enrol.NewError(enrol.CodeNoFace, "take selfie")
	}
	return enrol.NewError(enrol.CodePoorPicture, "take selfie").With("hint", look.Hint)
}

// refused counts a picture that would not do, in the draft too: a crash must not take the way
// out of a case away.
func (l *Lane) refused() {
	c := *l.cas
	c.Refusals++
	l.cas = &c
	l.saveDraft()
}

// takeAsked is staff's key: this picture.
func (l *Lane) takeAsked() {
	if err := l.live(); err != nil {
		l.setProblem(err)
		return
	}
	l.takeNow.Store(l.askFace.Load())
}

// canExcept tells whether the exception is open.
func (l *Lane) canExcept() bool { return l.cas.Refusals >= MaxRefusals }

// except takes the picture as it is, with a reason that goes into the record. Where the outlet reserves it,
// by a supervisor's leave; beside is the one who is there without being logged in.
func (l *Lane) except(reason string, beside enrol.Staff) {
	by, err := l.answers("make exception", reason, beside)
	if err == nil {
		err = l.live()
	}
	if err != nil {
		l.setProblem(err)
		return
	}
	if !l.cas.Overridden(enrol.CodePoorPicture) {
		cas := l.cas.WithOverride(enrol.Override{Code: enrol.CodePoorPicture, By: by.ID, Reason: reason, At: l.now()})
		l.cas = &cas
		l.recordBy(by.ID, "exception", l.cas.ID, l.leave(by, map[string]string{"code": string(enrol.CodePoorPicture)}))
		l.saveDraft()
	}
	l.takeAny.Store(l.askFace.Load())
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
	l.examine(s)
}

// examine asks for the turn of the head where the outlet wants it, then compares. Where nothing
// here can see one the record says that, and not that nobody asked.
func (l *Lane) examine(s Selfie) {
	l.taken = s
	if l.settings.Liveness && l.turn == enrol.TurnNone {
		if l.canTurn() {
			l.askTurn()
			return
		}
		l.turn = enrol.TurnUnavailable
	}
	l.compare(s)
}

// compare asks for the verdict.
func (l *Lane) compare(s Selfie) {
	l.setPhase(PhaseComparing)
	if l.seeking {
		l.waiting = &s
		return
	}
	if l.deps.Eye == nil {
		l.compared(enrol.FaceResult{Method: enrol.MethodStaff}, true, nil)
		return
	}
	ref, method := l.reference()
	straight, other := l.straight, l.other()
	l.ask(func(ctx context.Context) func() {
		ctx, cancel := context.WithTimeout(ctx, compareWait)
		defer cancel()
		r, err := l.deps.Eye.Compare(ctx, s, ref)
		if r.Method == enrol.MethodTemplate {
			r.Method = method // the eye can't know where the template came from
		}
		r.Other = cmp.Or(r.Other, other)
		same := l.samePerson(ctx, s, straight)
		return func() { l.compared(r, same, err) }
	})
}

func (l *Lane) compared(r enrol.FaceResult, same bool, err error) {
	if err != nil || r.Method == "" {
		// What can't be compared by a model is compared by eyes: never a dead end.
		l.deps.Log.Warn("compare faces", "code", enrol.CodeOf(err))
		r = enrol.FaceResult{Method: enrol.MethodStaff, Detector: r.Detector, Quality: r.Quality, Liveness: r.Liveness, Other: r.Other}
	}
	if !same {
		l.turn = enrol.TurnOther
	}
	r.Liveness.Turn = l.turn
	l.cas.Face = r.Raised(l.settings.MatchRaise)
	if l.move(enrol.EventCompare) {
		l.setPhase(PhaseDecide)
		l.saveDraft()
		l.heed()
	}
}

// retake throws the selfie away.
func (l *Lane) retake() {
	if l.move(enrol.EventRetake) {
		l.dropSelfie()
		l.setPhase(PhaseSelfie)
		l.refused()
		l.record("retake", l.cas.ID, nil)
	}
}

// dropSelfie forgets the picture and what was found out with it.
func (l *Lane) dropSelfie() {
	l.selfie, l.taken, l.acuan, l.turn, l.straight = nil, Selfie{}, nil, enrol.TurnNone, nil
}

// resume takes a draft up where it was left. It is then that of who is logged in.
func (l *Lane) resume(c enrol.Case) { l.resumeBy(c, enrol.Staff{}) }

// resumeBy is resume by a supervisor's leave.
func (l *Lane) resumeBy(c enrol.Case, by enrol.Staff) {
	from, handed := c.Operator, c.Operator == "" && c.State != enrol.StateParked
	c.Operator = l.staff.ID
	l.comeBack(c)
	if from == l.staff.ID {
		return
	}
	if handed {
		l.takenOver = c.ID
	}
	l.takeOver(from, by)
}

// comeBack brings a draft to the step at which it was left.
func (l *Lane) comeBack(c enrol.Case) {
	l.fresh()
	l.keepReceipt()
	if l.deps.Device != "" {
		c.Device = l.deps.Device // it may have been begun before this PC was enrolled anew
	}
	if l.next.text == "" {
		l.next = next{} // the slip that was held up may be this case's own
	}
	held := c.InHand
	c.InHand = "" // that is the phase's to say
	l.cas = &c
	l.warnings = c.Resident.NIK.Warnings(c.Resident.Birth, c.Resident.Sex, l.settings.Region)
	if img, _, err := image.Decode(bytes.NewReader(c.Selfie)); err == nil {
		l.selfie = img
	}
	switch c.State {
	case enrol.StateParked:
		if !l.move(enrol.EventResume) {
			return
		}
		l.selfie = nil
	case enrol.StateCaptured:
		l.taken = Selfie{JPEG: c.Selfie, Thumb: l.selfie}
	case enrol.StateCompared:
		l.taken, l.turn = Selfie{JPEG: c.Selfie, Thumb: l.selfie}, c.Face.Liveness.Turn
		if img, _, err := image.Decode(bytes.NewReader(c.Card)); err == nil {
			l.acuan = img
		}
	default:
	}
	l.askStanding()
	l.askRecord()
	if !l.looksAgain(held) {
		l.goAhead()
	}
}
