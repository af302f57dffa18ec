package store

import (
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestSingleUseAcrossRestarts: a credential that a decided case has used stays used
// when the program starts anew, and no other case can be decided with it.
func TestSingleUseAcrossRestarts(t *testing.T) {
	ctx, dir := t.Context(), t.TempDir()
	s := MustOpen(t, dir)
	first := MustDecide(t, s, 1)
	for range 3 {
		must(t, s.Close())
		s = MustOpen(t, dir)
		if spent, err := s.Spent(ctx, first.Credential.ID); err != nil || !spent {
			t.Fatalf("spent %v, %v", spent, err)
		}
		if spent, err := s.Spent(ctx, "ffffffffffffffff"); err != nil || spent {
			t.Fatalf("another credential: spent %v, %v", spent, err)
		}
		replay := approved(t, 2)
		replay.Credential = first.Credential
		must(t, s.SaveDraft(ctx, newCaseLike(replay)))
		wantCode(t, s.Decide(ctx, replay), enrol.CodeQRUsed)
	}
}
