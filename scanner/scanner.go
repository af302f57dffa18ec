// Package scanner reads QR codes from camera frames and picture files.
//
// The decoder proper (Reed-Solomon, bit stream) is gozxing's; what finds the
// code in the picture and samples its modules is this package's own, because a
// phone held to a webcam is dim, tilted, smeared and often light on dark, where
// a detector made for print reads a fifth of what can be read.
//
// A frame goes down a ladder of passes (pass.go), cheapest first. A pass finds
// finder patterns of both polarities, by rows (finder.go) or by spots (blob.go,
// fit.go). Three of them make corners (triple.go); the number of modules comes
// from distances (size.go), the version bits (version.go) and the timing lines
// (timing.go); the fourth corner from edges and sizes (corner.go), the
// alignment patterns (alignment.go, grid.go), or trial (settle.go). The modules
// are sampled in greys (sample.go), the blur between them is undone by a filter
// trained on what the standard fixes (equalize.go, known.go), and gozxing
// decodes (decode.go). What one frame cannot give, several are added up for
// (votes.go). Each frame keeps to its time (clock.go), and where nothing was
// read the passes say why (advise.go).
package scanner

import (
	"image"
	"math"
	"sort"
	"time"
)

// DefaultBudget is the hard limit of time spent on one live frame.
const DefaultBudget = 60 * time.Millisecond

// Options says how much time a frame may take.
type Options struct {
	// Budget is the hard limit for a frame; 0 is DefaultBudget. What did not
	// fit is tried on the following frames.
	Budget time.Duration
	// Patient tries everything on each picture, without a limit: for files.
	Patient bool
}

// Scanner reads codes from a sequence of frames. It keeps its buffers and what
// the earlier frames showed, so it belongs to one goroutine.
type Scanner struct {
	opt  Options
	hint Hint

	frame      plane
	half, full relief
	hasHalf    bool
	search     finderSearch
	blobs      blobSearch
	samples    samples
	soft       []float64
	target     []float64
	bits       bitsDecoder
	maps       map[int]*knownMap

	clock clock
	votes votes
	view  view
}

// New returns a Scanner.
func New(o Options) *Scanner {
	if o.Budget <= 0 {
		o.Budget = DefaultBudget
	}
	return &Scanner{opt: o, bits: newBitsDecoder(), maps: map[int]*knownMap{}}
}

// Scan looks for a QR code in a picture: one still, or the next frame of a
// sequence. It never panics; false means that nothing was read, and Hint then
// says why.
func (s *Scanner) Scan(img *image.Gray) (res Result, ok bool) {
	s.clock.begin(s.opt)
	defer func() {
		if recover() != nil {
			s.hint, res, ok = HintNoCode, Result{}, false
		}
	}()
	s.votes.filled = false
	frame := planeOf(img)
	if frame.w < 21 || frame.h < 21 {
		s.hint = HintNoCode
		return Result{}, false
	}
	if s.opt.Patient && len(frame.pix) > largePicture {
		res, ok = s.shrunk(frame)
	}
	if !ok {
		res, ok = s.single(frame)
	}
	if !ok {
		res, ok = s.poll()
	}
	if !ok {
		s.hint = s.advise()
		return Result{}, false
	}
	s.hint = HintNone
	s.votes.reset()
	res.Elapsed = s.clock.spent()
	return res, true
}

// single looks at a picture in one size.
func (s *Scanner) single(frame plane) (Result, bool) {
	s.frame = frame
	s.hasHalf = false
	s.view.reset()
	return s.ladder()
}

// ladder runs the passes until one reads something. A pass that the frame's
// time does not hold is the first one of the next frame.
func (s *Scanner) ladder() (Result, bool) {
	for _, i := range s.clock.order(s.small()) {
		if !s.clock.fits(i) {
			s.clock.owe(i)
			continue
		}
		s.clock.enter()
		res, ok := s.try(&passes[i])
		s.clock.leave(i)
		if ok {
			res.Pass = passes[i].name
			return res, true
		}
	}
	return Result{}, false
}

// try runs one pass: finders, corners, and an attempt at each of them.
func (s *Scanner) try(p *pass) (Result, bool) {
	r, found := s.find(p)
	if r == nil {
		return Result{}, false
	}
	s.view.finders(found)
	all := append(triples(found, false), triples(found, true)...)
	sort.SliceStable(all, func(i, j int) bool { return all[i].cost < all[j].cost })
	for i, t := range all {
		if i > 0 && s.clock.late() { // the likeliest has its chance on the busiest machine
			break
		}
		if !s.view.promising(t) {
			continue
		}
		if res, ok := s.attempt(t, r); ok {
			if inner, ok := s.nested(res, all, r); ok {
				return inner, true
			}
			return res, true
		}
	}
	return Result{}, false
}

// nested looks for a code within the one that was read: where a small code
// stands in the middle of a large one, it is the small one that is meant.
func (s *Scanner) nested(outer Result, all []triple, r *relief) (Result, bool) {
	for _, t := range all {
		if t.cost < 0.2 && within4(outer.Corners, t) {
			return s.attempt(t, r)
		}
	}
	return Result{}, false
}

// within4 says that a code's finders lie inside four corners, off the code's own.
func within4(c [4]image.Point, t triple) bool {
	size := math.Hypot(float64(c[1].X-c[0].X), float64(c[1].Y-c[0].Y))
	if t.tl.c.dist(t.tr.c) > 0.6*size {
		return false
	}
	for _, f := range [...]finder{t.tl, t.tr, t.bl} {
		for i := range c {
			a, b := c[i], c[(i+1)%4]
			edge := point{float64(b.X - a.X), float64(b.Y - a.Y)}
			if edge.cross(f.c.sub(point{float64(a.X), float64(a.Y)})) < 0.2*size*edge.norm() {
				return false
			}
		}
	}
	return true
}

// Hint says why the last Scan read nothing.
func (s *Scanner) Hint() Hint { return s.hint }

// Reset forgets the sequence: the next frame shows something new.
func (s *Scanner) Reset() {
	s.hint = HintNone
	s.votes.reset()
}

// Close frees what the Scanner holds. It must not be used afterwards.
func (s *Scanner) Close() error { return nil }
