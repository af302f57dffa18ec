package pages

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestLineLetsFewIn: never more inside than there are slots, and nobody is let in who was
// told to wait.
func TestLineLetsFewIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(3, 20*time.Millisecond, time.Millisecond)
		var inside, most, let, told atomic.Int64
		var wg sync.WaitGroup
		for range 200 {
			wg.Go(func() {
				leave, wait := l.enter(t.Context(), time.Now())
				if leave == nil {
					told.Add(1)
					if wait < soonest || wait > latest {
						t.Errorf("come back after %v", wait)
					}
					return
				}
				let.Add(1)
				n := inside.Add(1)
				for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
				}
				time.Sleep(2 * time.Millisecond)
				inside.Add(-1)
				leave()
			})
		}
		wg.Wait()
		if most.Load() > 3 || let.Load() == 0 || told.Load() == 0 || let.Load()+told.Load() != 200 {
			t.Errorf("%d inside at once, %d let in, %d told to wait", most.Load(), let.Load(), told.Load())
		}
		if l.busy != 0 || len(l.standing) != 0 {
			t.Errorf("%d inside and %d in line when all are gone", l.busy, len(l.standing))
		}
	})
}

// TestEldestGoesFirst: whoever first asked long ago overtakes those who came before.
func TestEldestGoesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(1, time.Minute, time.Millisecond)
		leave, _ := l.enter(t.Context(), time.Now())
		now := time.Now()
		var mu sync.Mutex
		var order []int
		var wg sync.WaitGroup
		for i, age := range []time.Duration{0, 3 * time.Minute, time.Minute, 2 * time.Minute} {
			wg.Go(func() {
				leave, _ := l.enter(t.Context(), now.Add(-age))
				mu.Lock()
				order = append(order, i)
				mu.Unlock()
				leave()
			})
		}
		synctest.Wait()
		leave()
		wg.Wait()
		if !slices.Equal(order, []int{1, 3, 2, 0}) {
			t.Errorf("went in as %v", order)
		}
	})
}

func (l *line) length() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.standing)
}

// TestFullLineSendsTheYoungestAway: and at once, since its turn would not come in time.
func TestFullLineSendsTheYoungestAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(1, time.Second, 500*time.Millisecond) // room for two
		leave, _ := l.enter(t.Context(), time.Now())
		now := time.Now()
		in := make(chan bool, 3)
		for _, age := range []time.Duration{time.Minute, 0, 2 * time.Minute} {
			go func() {
				leave, _ := l.enter(t.Context(), now.Add(-age))
				if in <- leave != nil; leave != nil {
					leave()
				}
			}()
			synctest.Wait()
		}
		if <-in {
			t.Error("the youngest was let in")
		}
		leave()
		for range 2 {
			if !<-in {
				t.Error("an elder was sent away")
			}
		}
	})
}

// TestAppointments: those who are told to wait come one after the other.
func TestAppointments(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(2, time.Nanosecond, 4*time.Second)
		for range 2 {
			if leave, _ := l.enter(t.Context(), time.Now()); leave == nil {
				t.Fatal("no slot")
			}
		}
		var waits []time.Duration
		for range 220 {
			leave, wait := l.enter(t.Context(), time.Now())
			if leave != nil {
				t.Fatal("let in")
			}
			waits = append(waits, wait.Round(100*time.Millisecond))
		}
		// Three quarters of the 2 s that two slots need for one.
		if waits[0] != soonest || waits[1] != soonest+1500*time.Millisecond || waits[10] != soonest+15*time.Second {
			t.Errorf("%v %v %v …", waits[0], waits[1], waits[10])
		}
		if last := waits[219]; last > latest || last < latest*3/4 {
			t.Errorf("the last comes after %v", last)
		}
	})
}

// TestWhoGivesUpLeavesTheLine: a phone that went away keeps nobody waiting.
func TestWhoGivesUpLeavesTheLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLine(1, time.Minute, time.Millisecond)
		leave, _ := l.enter(t.Context(), time.Now())
		ctx, cancel := context.WithCancel(t.Context())
		gone := make(chan bool)
		go func() {
			leave, _ := l.enter(ctx, time.Now())
			gone <- leave == nil
		}()
		synctest.Wait()
		cancel()
		if !<-gone {
			t.Error("it was let in")
		}
		leave()
		if again, _ := l.enter(t.Context(), time.Now()); again == nil || l.length() != 0 {
			t.Error("the line is not free")
		}
	})
}

// TestNobodyWaitsForWhoNeverReturns: strangers who send forms and never come back take no
// time of those who do.
func TestNobodyWaitsForWhoNeverReturns(t *testing.T) {
	k := newTurnout()
	now := time.Unix(1_800_000_000, 0)
	step := func(given, kept int) {
		for i := range given {
			k.expect(now)
			if i < kept {
				k.came(now)
			}
		}
		k.came(now.Add(time.Hour)) // of nobody here
		now = now.Add(time.Second)
		k.settle(now.Add(turnoutLag))
	}
	for range 30 {
		step(100, 100)
	}
	if k.share != 1 {
		t.Errorf("all return, and the share is %v", k.share)
	}
	for range 30 {
		step(100, 10)
	}
	if k.share < 0.09 || k.share > 0.11 {
		t.Errorf("one in ten returns, and the share is %v", k.share)
	}
	for range 30 {
		step(100, 0)
	}
	if k.share != fewest || len(k.due) > 1 {
		t.Errorf("nobody returns, and the share is %v; %d seconds are remembered", k.share, len(k.due))
	}
	for range 30 {
		step(100, 100)
	}
	if k.share < 0.99 {
		t.Errorf("all return again, and the share is %v", k.share)
	}
	synctest.Test(t, func(t *testing.T) {
		l := newLine(2, time.Nanosecond, 4*time.Second)
		l.kept.share = 0.1
		first := l.appoint()
		if second := l.appoint(); (second - first).Round(10*time.Millisecond) != 150*time.Millisecond {
			t.Errorf("a tenth returns, and the next one comes %v later", second-first)
		}
	})
}

// TestSpentIsFull: where no more can be remembered, no form has a turn that might be its
// second; room comes back with time.
func TestSpentIsFull(t *testing.T) {
	s := newSpent(2)
	now := time.Unix(1_800_000_000, 0)
	for _, want := range []struct {
		id    string
		after time.Duration
		state spentState
	}{
		{"a", 0, spentFresh}, {"a", 0, spentBefore}, {"b", 10 * time.Minute, spentFresh}, {"c", 0, spentFull}, {"a", 20 * time.Minute, spentBefore},
		{"c", 0, spentFull}, {"c", time.Minute, spentFresh}, {"b", 0, spentBefore}, {"d", 0, spentFull},
	} {
		now = now.Add(want.after)
		if got := s.take(want.id, now); got != want.state {
			t.Errorf("%s at %v: %v, want %v", want.id, now, got, want.state)
		}
	}
}
