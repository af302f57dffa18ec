package face

import (
	"image"
	"time"
)

// Shot is a frame that was kept, with what was found in it.
type Shot struct {
	Image    *image.RGBA
	Findings Findings
	At       time.Time
}

// Face is the shot's largest face.
func (s Shot) Face() Face {
	f, _ := s.Findings.Best()
	return f
}

// Selfie is the picture that was taken: the best of the last second, and the others of that moment,
// from which a steadier template can be made. The pictures belong to the receiver.
type Selfie struct {
	Shot
	Others []Shot
}

// Selector takes the selfie by itself once the face has been good for half a second, and keeps the
// hint steady. It is for one goroutine; the zero value is ready.
type Selector struct {
	shots  [keepShots]Shot // the last good ones, reused
	n      int             // shots since Reset
	since  time.Time       // since when the face is good; zero: it is not
	good   time.Time       // when it last was
	last   time.Time       // newest Add
	place  image.Rectangle
	shown  Hint
	wanted Hint
	asked  time.Time // since when wanted is wanted
}

// Times of the selector.
const (
	HoldTime    = 500 * time.Millisecond // how long a face must be good
	bestTime    = time.Second            // how old the best frame may be
	lapseTime   = 150 * time.Millisecond // a shorter lapse is the detector's
	hintTime    = 300 * time.Millisecond // how long a new hint waits before it is shown
	keepShots   = 6
	samePlace   = .3 // least overlap of a face with itself in the frame before
	unsteadyGap = time.Second
)

// Add looks at one inspected frame; the frame is copied where it is worth it. True: here is the selfie;
// the selector then starts over.
func (s *Selector) Add(img *image.RGBA, f Findings, now time.Time) (Selfie, bool) {
	s.steady(f.Hint, now)
	if now.Sub(s.last) > unsteadyGap {
		s.since = time.Time{}
	}
	s.last = now
	best, ok := f.Best()
	if ok && !s.since.IsZero() && overlap(best.Box, s.place) < samePlace {
		s.since = time.Time{} // somebody else
	}
	s.place = best.Box
	if !f.OK {
		if now.Sub(s.good) > lapseTime {
			s.since = time.Time{}
		}
		return Selfie{}, false
	}
	if s.since.IsZero() {
		s.since, s.n = now, 0
	}
	s.good = now
	s.keep(img, f, now)
	if now.Sub(s.since) < HoldTime {
		return Selfie{}, false
	}
	return s.take(now)
}

// Progress is how much of the half second has passed, 0..1, for the countdown.
func (s *Selector) Progress() float64 {
	if s.since.IsZero() {
		return 0
	}
	return min(1, max(0, float64(s.good.Sub(s.since))/float64(HoldTime)))
}

// Hint is what to show now; it changes no sooner than a new one has been found for 300 ms.
func (s *Selector) Hint() Hint { return s.shown }

// Reset forgets the pictures and starts over.
func (s *Selector) Reset() { *s = Selector{} }

// Force makes a selfie of a frame with a face in it, good or not: staff asked for it by key. False:
// there is no face.
func (s *Selector) Force(img *image.RGBA, f Findings, now time.Time) (Selfie, bool) {
	if len(f.Faces) == 0 {
		return Selfie{}, false
	}
	s.n = 0
	s.keep(img, f, now)
	return s.take(now)
}

func (s *Selector) steady(h Hint, now time.Time) {
	if h != s.wanted || s.asked.IsZero() {
		s.wanted, s.asked = h, now
	}
	if s.shown == "" && s.last.IsZero() || now.Sub(s.asked) >= hintTime {
		s.shown = h
	}
}

func (s *Selector) keep(img *image.RGBA, f Findings, now time.Time) {
	slot := &s.shots[s.n%keepShots]
	s.n++
	if slot.Image == nil || slot.Image.Rect.Size() != img.Rect.Size() {
		slot.Image = image.NewRGBA(image.Rectangle{Max: img.Rect.Size()})
	}
	for y := range slot.Image.Rect.Dy() {
		copy(slot.Image.Pix[y*slot.Image.Stride:][:slot.Image.Stride], img.Pix[y*img.Stride:])
	}
	slot.Findings, slot.At = f, now
}

// take hands the shots over; the selector makes new ones next time.
func (s *Selector) take(now time.Time) (Selfie, bool) {
	var out Selfie
	for _, shot := range s.shots[:min(s.n, keepShots)] {
		if now.Sub(shot.At) > bestTime {
			continue
		}
		if out.Image == nil || shot.Findings.Score() > out.Findings.Score() {
			shot, out.Shot = out.Shot, shot
		}
		if shot.Image != nil {
			out.Others = append(out.Others, shot)
		}
	}
	hint := s.shown
	s.Reset()
	s.shown = hint
	return out, out.Image != nil
}
