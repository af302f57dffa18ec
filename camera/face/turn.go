package face

import (
	"image"
	"math"
	"time"
)

// Side is a side to turn the head to: the person's own. In a picture that is not
// mirrored the person's left is on the right.
type Side int8

// The sides.
const (
	SideRight Side = -1
	SideLeft  Side = 1
)

// Limits of the turn, as values of Yaw. About 10 and 30 degrees of an average head.
const (
	turnStraight = .12
	turnEnough   = .3
	turnLapse    = 700 * time.Millisecond // a turning head is lost now and then
	turnOverlap  = .2                     // of the face with itself in the frame before
	turnFrames   = 2                      // turned far enough in so many
)

// Turning follows a head that was asked to turn to a side: from straight ahead, without
// leaving the picture. It is for one goroutine; the zero value is ready.
//
// It shows that somebody reacted to what could not be known beforehand. A film of a
// turning head, played on a screen, passes on one side or the other. Whether it is the
// head of the selfie is for the caller to compare, by a frame in which Straight holds;
// without an embedder nobody knows. It is advice and makes no claim of ISO/IEC 30107-3.
type Turning struct {
	straight bool
	ahead    bool // the last frame was straight
	far      int
	place    image.Rectangle
	last     time.Time
	peak     float64
}

// The hints of a turn.
const (
	HintTurnStraight Hint = "turn-straight" // first look straight ahead
	HintTurnOther    Hint = "turn-other"    // it is the other side
)

// Add looks at one inspected frame. progress is 0..1; done: the head has turned.
func (t *Turning) Add(f Findings, side Side, now time.Time) (progress float64, hint Hint, done bool) {
	if now.Sub(t.last) > turnLapse {
		t.Reset()
	}
	t.ahead = false
	best, ok := f.Best()
	if !ok || !best.HasLandmarks {
		if t.last.IsZero() {
			hint = HintNoFace
		}
		return t.progress(), hint, false
	}
	if c, found := f.Component("SingleFacePresent"); found && c.Level == LevelRefuse {
		t.Reset()
		return 0, HintTwoFaces, false
	}
	if !t.last.IsZero() && overlap(best.Box, t.place) < turnOverlap {
		t.Reset()
	}
	t.last, t.place = now, best.Box
	yaw := Yaw(best) * float64(side)
	if math.IsNaN(yaw) {
		return t.progress(), HintNone, false
	}
	return t.follow(yaw)
}

func (t *Turning) follow(yaw float64) (progress float64, hint Hint, done bool) {
	if math.Abs(yaw) <= turnStraight {
		t.straight, t.ahead, t.far, t.peak = true, true, 0, 0
	}
	if !t.straight {
		return 0, HintTurnStraight, false
	}
	t.peak = math.Max(t.peak, yaw)
	switch {
	case yaw >= turnEnough:
		t.far++
	case yaw <= -turnEnough:
		t.straight, t.peak = false, 0 // begin again
		return 0, HintTurnOther, false
	}
	return t.progress(), HintNone, t.far >= turnFrames
}

// Straight tells that the frame just added shows the head straight ahead: the last such one is what
// the turn begins with, and whose it is can be compared.
func (t *Turning) Straight() bool { return t.ahead }

func (t *Turning) progress() float64 {
	return math.Max(0, math.Min(1, (t.peak-turnStraight)/(turnEnough-turnStraight)))
}

// Reset begins again.
func (t *Turning) Reset() { *t = Turning{} }
