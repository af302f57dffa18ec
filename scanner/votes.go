package scanner

// votes add up what several frames of the same code say about each module:
// where one frame has glare or a smear, another has not.
type votes struct {
	n      int
	inv    bool
	sum    []float64
	frames int
	last   grid

	// the best grid of this frame that could not be decoded
	ballot     []float64
	ballotGrid grid
	filled     bool
}

func (v *votes) reset() { v.frames, v.filled = 0, false }

// offer keeps a grid's soft modules as this frame's ballot if no better one was offered.
func (v *votes) offer(g grid, soft []float64) {
	if g.score < minBallot || v.filled && g.score <= v.ballotGrid.score {
		return
	}
	v.ballot = floats(v.ballot, g.n*g.n)
	for i := range v.ballot {
		v.ballot[i] = max(-1.5, min(1.5, soft[i]))
	}
	v.ballotGrid, v.filled = g, true
}

// minBallot is the fit of the timing lines that a ballot needs.
const minBallot = 0.5

// sameCode is the least agreement of a ballot with the sum: chance is zero.
const sameCode = 0.25

// count adds this frame's ballot, and says whether the sum now stands on more
// than one frame. A ballot that contradicts the sum is of another code, and
// begins anew.
func (v *votes) count() bool {
	if !v.filled {
		return false
	}
	v.filled = false
	n := v.ballotGrid.n
	if v.frames == 0 || v.n != n || v.inv != v.ballotGrid.inv || v.agreement() < sameCode {
		v.n, v.inv, v.frames = n, v.ballotGrid.inv, 0
		v.sum = floats(v.sum, n*n)
		clear(v.sum)
	}
	for i, b := range v.ballot {
		v.sum[i] += b
	}
	v.frames++
	v.last = v.ballotGrid
	return v.frames > 1
}

// agreement is the correlation of signs between ballot and sum.
func (v *votes) agreement() float64 {
	same := 0
	for i, b := range v.ballot {
		if (b < 0) == (v.sum[i] < 0) {
			same++
		}
	}
	return 2*float64(same)/float64(len(v.ballot)) - 1
}

// poll decodes the sum of the frames so far.
func (s *Scanner) poll() (Result, bool) {
	if !s.votes.count() {
		return Result{}, false
	}
	r, ok := s.bits.decode(s.votes.sum, s.votes.n)
	if !ok {
		return Result{}, false
	}
	text, raw := content(r)
	return Result{Text: text, Bytes: raw, Pass: "votes", Corners: s.votes.last.corners(), Modules: s.votes.n}, true
}
