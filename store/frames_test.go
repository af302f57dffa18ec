package store

import (
	"crypto/rand"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// frameBytes is a page in the write-ahead log with its head (sqlite.org/fileformat2.html,
// section 4.1).
const frameBytes = 24 + 4096

// A decision writes what it must and little more: each page is written twice, to the log
// and to the file, and the lane waits for the first. 16 hold the evidence, and a bare
// program that keeps nothing else writes 17.
func TestDecisionFrames(t *testing.T) {
	ctx, s := t.Context(), MustOpen(t, t.TempDir(), func(o *Options) { o.Sealer = newSealer(t) })
	const cases, draftMost, decideMost = 30, 21, 30
	var draft, decide int64
	for i := range cases {
		c := newCase(i)
		c.Selfie = make([]byte, evidenceBytes)
		_, _ = rand.Read(c.Selfie)
		start := s.logSize()
		must(t, s.SaveDraft(ctx, c))
		saved := s.logSize()
		must(t, s.Decide(ctx, MustMove(t, c, enrol.EventApprove, noon)))
		draft, decide = draft+saved-start, decide+s.logSize()-saved
	}
	for what, n := range map[string]struct{ bytes, most int64 }{"draft": {draft, draftMost}, "decision": {decide, decideMost}} {
		frames := float64(n.bytes) / frameBytes / cases
		t.Logf("a %s writes %.1f pages", what, frames)
		if frames > float64(n.most) || frames < 15 {
			t.Errorf("a %s writes %.1f pages, more than %d", what, frames, n.most)
		}
	}
}
