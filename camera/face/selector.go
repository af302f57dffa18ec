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
	shots  [keepShots]Shot // of the one face in view, none refused; reused
	n      int             // how many of them hold one
	since  time.Time       // since when the face is good; zero: it is not
	good   time.Time       // when it last was
	seen   time.Time       // when a face last was in view
	last   time.Time       // newest Add
	place  image.Rectangle // of the face, where it last was
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
	s.follow(f, now)
	if !f.OK && now.Sub(s.good) > lapseTime {
		s.since = time.Time{}
	}
	if refused(f.Quality) {
		return Selfie{}, false
	}
	s.keep(img, f, now)
	if !f.OK {
		return Selfie{}, false
	}
	if s.since.IsZero() {
		s.since = now
	}
	s.good = now
	if now.Sub(s.since) < HoldTime {
		return Selfie{}, false
	}
	return s.take(now, func(f Findings) bool { return f.OK })
}

// follow forgets what was kept when it may have been of somebody else: after a gap, a time without
// any face, or a face at another place.
func (s *Selector) follow(f Findings, now time.Time) {
	best, ok := f.Best()
	switch {
	case !ok && now.Sub(s.seen) > lapseTime, now.Sub(s.last) > unsteadyGap, ok && overlap(best.Box, s.place) < samePlace:
		s.since, s.n = time.Time{}, 0
	}
	s.last = now
	if ok {
		s.seen, s.place = now, best.Box
	}
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

// Force takes what there is, good for half a second or not: staff asked for it by key. The frames of the
// last second are looked through too. False: there is no face, or the picture is refused; f.Hint says
// what helps.
func (s *Selector) Force(img *image.RGBA, f Findings, now time.Time) (Selfie, bool) {
	s.steady(f.Hint, now)
	s.follow(f, now)
	if refused(f.Quality) {
		return Selfie{}, false
	}
	s.keep(img, f, now)
	return s.take(now, func(Findings) bool { return true })
}

func (s *Selector) steady(h Hint, now time.Time) {
	if h != s.wanted || s.asked.IsZero() {
		s.wanted, s.asked = h, now
	}
	if s.shown == "" && s.last.IsZero() || now.Sub(s.asked) >= hintTime {
		s.shown = h
	}
}

// keep copies a frame into a free place or that of the oldest, but never over the best of the last
// second: frames come quicker than there are places for a second of them.
func (s *Selector) keep(img *image.RGBA, f Findings, now time.Time) {
	slot := &s.shots[s.spare(now)]
	if slot.Image == nil || slot.Image.Rect.Size() != img.Rect.Size() {
		slot.Image = image.NewRGBA(image.Rectangle{Max: img.Rect.Size()})
	}
	for y := range slot.Image.Rect.Dy() {
		copy(slot.Image.Pix[y*slot.Image.Stride:][:slot.Image.Stride], img.Pix[y*img.Stride:])
	}
	slot.Findings, slot.At = f, now
}

// spare is the place for one more shot.
func (s *Selector) spare(now time.Time) int {
	if s.n < keepShots {
		s.n++
		return s.n - 1
	}
	best, oldest := -1, -1
	for i, shot := range s.shots {
		if now.Sub(shot.At) <= bestTime && (best < 0 || better(shot.Findings, s.shots[best].Findings)) {
			best = i
		}
	}
	for i, shot := range s.shots {
		if i != best && (oldest < 0 || shot.At.Before(s.shots[oldest].At)) {
			oldest = i
		}
	}
	return oldest
}

// better prefers a picture that may be taken by itself, then the higher score.
func better(a, b Findings) bool {
	if a.OK != b.OK {
		return a.OK
	}
	return a.Score() > b.Score()
}

// take hands the shots of the last second over that will do; the selector makes new ones next time.
func (s *Selector) take(now time.Time, willDo func(Findings) bool) (Selfie, bool) {
	var out Selfie
	for _, shot := range s.shots[:s.n] {
		if now.Sub(shot.At) > bestTime || !willDo(shot.Findings) {
			continue
		}
		if out.Image == nil || better(shot.Findings, out.Findings) {
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
