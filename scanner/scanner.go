// Package scanner reads QR codes from camera frames and picture files.
//
// The decoder proper (Reed-Solomon, bit stream) is gozxing's; what finds the
// code in the picture and samples its modules is this package's own.
package scanner

import (
	"image"
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

// Result is what was read from one frame.
type Result struct {
	Text    string         // the content; byte segments without a declared charset are taken as UTF-8 where valid
	Bytes   []byte         // the content's bytes as they stand in the code
	Pass    string         // the name of the pass that read it
	Elapsed time.Duration  // time spent on this frame
	Corners [4]image.Point // of the code in the frame's pixels: top left, top right, bottom right, bottom left
	Modules int            // modules a side, 21 to 177
}

// Scanner reads codes from a sequence of frames. It keeps its buffers and what
// the earlier frames showed, so it belongs to one goroutine.
type Scanner struct {
	opt  Options
	hint Hint

	frame      plane
	half, full relief
	search     finderSearch
	blobs      blobSearch
	samples    samples
	soft       []float64
	target     []float64
	bits       bitsDecoder
	maps       map[int]*knownMap
	start      time.Time
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
	s.start = time.Now()
	defer func() {
		if recover() != nil {
			res, ok = Result{}, false
		}
	}()
	s.hint = HintNoCode
	s.frame = planeOf(img)
	if s.frame.w < 21 || s.frame.h < 21 {
		return Result{}, false
	}
	for _, p := range passes {
		if s.late() {
			break
		}
		if res, ok := s.try(p); ok {
			s.hint = HintNone
			res.Pass, res.Elapsed = p.name, time.Since(s.start)
			return res, true
		}
	}
	return Result{}, false
}

// try runs one pass.
func (s *Scanner) try(p pass) (Result, bool) {
	r := p.prepare(s)
	if r == nil {
		return Result{}, false
	}
	s.search.found = s.search.found[:0]
	if p.rowStep > 0 {
		s.search.run(r, p.rowStep)
	} else {
		s.search.found = s.blobs.run(&s.frame, &s.half.plane, s.search.found)
	}
	all := append(triples(s.search.found, false), triples(s.search.found, true)...)
	sort.SliceStable(all, func(i, j int) bool { return all[i].cost < all[j].cost })
	for _, t := range all {
		if s.late() {
			break
		}
		if res, ok := s.attempt(t, r); ok {
			return res, true
		}
	}
	return Result{}, false
}

// late says that the frame's time is used up.
func (s *Scanner) late() bool {
	return !s.opt.Patient && time.Since(s.start) > s.opt.Budget
}

// Hint says why the last Scan read nothing.
func (s *Scanner) Hint() Hint { return s.hint }

// Reset forgets the sequence: the next frame shows something new.
func (s *Scanner) Reset() { s.hint = HintNone }

// Close frees what the Scanner holds. It must not be used afterwards.
func (s *Scanner) Close() error { return nil }
