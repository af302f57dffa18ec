package outlet

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/store"
)

func TestClockRunsOnEvenly(t *testing.T) {
	wall := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	var steady time.Duration
	c := NewClock(func() store.Reading { return store.Reading{Wall: wall, Up: steady} })
	pass := func(d time.Duration) { wall, steady = wall.Add(d), steady+d }
	for _, by := range []time.Duration{0, 48 * time.Hour, -96 * time.Hour, time.Second, 48 * time.Hour} {
		before := c.Now()
		wall = wall.Add(by)
		pass(time.Minute)
		if got := c.Now().Sub(before); got != time.Minute {
			t.Errorf("set by %v: %v passed, want a minute", by, got)
		}
		got := c.Jump()
		if by.Abs() >= leastJump && (got-by).Abs() > 2*time.Second || by.Abs() < leastJump && got != 0 {
			t.Errorf("set by %v: jump %v", by, got)
		}
		if again := c.Jump(); again != 0 {
			t.Errorf("set by %v: told twice, %v", by, again)
		}
	}
}

func TestUptimeGoesOn(t *testing.T) {
	a := store.SystemReading()
	if b := store.SystemReading(); b.Up < a.Up || a.Up <= 0 || a.Boot != b.Boot {
		t.Errorf("%v, then %v", a, b)
	}
}
