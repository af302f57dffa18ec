package lane

import (
	"context"
	"image"

	"github.com/gerai-ikd/gerai/enrol"
)

// CardEye is an Eye that can also compare with the portrait printed on a card that is
// held to the camera. LookCard is called by the goroutine of Look, CompareCard by that
// of Compare.
type CardEye interface {
	CanCard() bool
	// LookCard looks for the card in one frame; Reset forgets the frames before.
	LookCard(f *enrol.Frame) (CardLook, error)
	CompareCard(ctx context.Context, s Selfie, c Card) (enrol.FaceResult, error)
}

// CardLook is what an eye saw of a card.
type CardLook struct {
	Corners  [4]image.Point // in the frame; zero: none found
	Hint     string         // translation key; "" all is well
	Progress float64        // 0…1 until enough frames are there
	Card     *Card          // with this frame there are enough
}

// Card is a portrait that was read from a card. The portrait alone is kept, sealed with the case like
// the selfie, and only where it was compared with.
type Card struct {
	Thumb     image.Image
	JPEG      []byte // at most enrol.MaxCard
	Reference any    // the eye's own
}

// canCard tells whether the portrait on the card may help: nothing was compared, or a template
// left it open or said no, or the card itself deserves another try. A template that matches is the
// better reference.
func (l *Lane) canCard() bool {
	e, ok := l.deps.Eye.(CardEye)
	f := l.cas.Face
	open := f.Method == enrol.MethodStaff || f.Method == enrol.MethodCard || f.Band == enrol.BandReview || f.Band == enrol.BandNoMatch
	return ok && l.deps.FaceFrames != nil && open && e.CanCard()
}

func (l *Lane) seenCard(asked errand, see CardLook, size image.Point, err error) {
	if l.stale(asked, size, err) {
		return
	}
	l.card, l.look = see.Corners, Look{Progress: see.Progress}
	l.hint.offer(see.Hint, l.deps.Now())
	if see.Card != nil {
		l.compareCard(*see.Card)
	}
}

// compareCard asks for the verdict on selfie and portrait.
func (l *Lane) compareCard(c Card) {
	l.acuan = c.Thumb
	l.setPhase(PhaseComparing)
	s, before := l.taken, l.cas.Face
	l.ask(func(ctx context.Context) func() {
		ctx, cancel := context.WithTimeout(ctx, compareWait)
		defer cancel()
		r, err := l.deps.Eye.(CardEye).CompareCard(ctx, s, c)
		return func() { l.comparedCard(before, r, c, err) }
	})
}

func (l *Lane) comparedCard(before, r enrol.FaceResult, c Card, err error) {
	if err != nil || r.Method == "" {
		l.deps.Log.Warn("compare with card", "code", enrol.CodeOf(err))
		r = before // staff have both portraits before their eyes
	} else {
		r = r.Raised(l.settings.MatchRaise) // before has it already
	}
	r.Quality, r.Liveness, r.Other = before.Quality, before.Liveness, before.Other
	l.cas.Face, l.cas.Card = r, nil
	if r.Method == enrol.MethodCard {
		l.cas.Card = c.JPEG
		l.record("card", l.cas.ID, map[string]string{"band": string(r.Band), "before": string(before.Method), "before-band": string(before.Band)})
	}
	if !l.cas.CardFits() {
		l.cas.Card = nil // the verdict counts without it; what does not fit is no portrait
	}
	l.setPhase(PhaseDecide)
	l.saveDraft()
	l.heed()
}
