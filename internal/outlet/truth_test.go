package outlet

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/store"
)

// Receipts that are carried in while the PC's clock is two days ahead must not hold the
// counter's time there once the clock is right again.
func TestTruthAfterImport(t *testing.T) {
	ctx, dir, noon := t.Context(), t.TempDir(), time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
	at := noon
	open := func() *store.Store {
		t.Helper()
		s, err := store.Open(ctx, store.Options{Dir: dir, Now: func() time.Time { return at }})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	s := open()
	err := s.Apply(ctx, enrol.Pull{At: noon})
	at = noon.Add(49 * time.Hour)
	if err == nil {
		err = s.Settle(ctx, []enrol.Receipt{{ID: "x", Answer: enrol.AnswerAccepted, At: noon.Add(time.Hour)}})
	}
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ wall, least time.Duration }{{2 * time.Hour, 2 * time.Hour}, {-48 * time.Hour, time.Hour}} {
		at = noon.Add(tt.wall)
		s = open()
		o := &Outlet{Clock: newClock(func() time.Time { return at }, func() time.Duration { return 0 })}
		if err := o.truth.learn(ctx, s); err != nil {
			t.Fatal(err)
		}
		if got := o.Now().Sub(noon); got != tt.least {
			t.Errorf("the PC says %v after the pull, the counter %v, want %v", tt.wall, got, tt.least)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
