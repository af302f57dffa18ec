package sync

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestWorkerPauses(t *testing.T) {
	run(t, 1, func(s *stand) {
		s.reg.always = failing(enrol.CodeOffline, 0)
		s.reg.pullErr = func(string) error { return enrol.NewError(enrol.CodeOffline, "test") }
	}, func(s *stand) {
		time.Sleep(24 * time.Hour)
		synctest.Wait()
		last, tries, longest := time.Time{}, 0, time.Duration(0)
		for _, c := range s.reg.asked() {
			if c.what != "packets" {
				continue
			}
			if tries++; !last.IsZero() {
				longest = max(longest, c.at.Sub(last))
			}
			last = c.at
		}
		if longest > MaxPause+time.Second || tries < 24*12 || tries > 24*12*4 {
			t.Errorf("%d tries in a day, longest pause %v", tries, longest)
		}
		if l := s.Status(); l.Online && l.LastError != enrol.CodeOffline || l.Pending != 1 {
			t.Errorf("status %+v", l)
		}
		s.reg.with(func() { s.reg.always, s.reg.pullErr = nil, nil })
		s.Nudge()
		before := len(s.reg.asked())
		synctest.Wait()
		if len(s.reg.asked()) != before {
			t.Error("a nudge cut the pause short")
		}
		s.Retry()
		s.expect(t, 0, 1, 0)
	})
}

// TestWorkerLineBack: a pull that succeeds ends the pause of the deliveries.
func TestWorkerLineBack(t *testing.T) {
	run(t, 3, func(s *stand) {
		s.reg.always = failing(enrol.CodeOffline, 0)
		s.Random = func() float64 { return 0.99 }
	}, func(s *stand) {
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		s.reg.with(func() { s.reg.always = nil })
		time.Sleep(70 * time.Second)
		s.expect(t, 0, 3, 0)
	})
}

func TestWorkerRetryAfter(t *testing.T) {
	run(t, 1, func(s *stand) {
		s.reg.faults = append(s.reg.faults, failing(enrol.CodeThrottled, 10*time.Minute))
	}, func(s *stand) {
		time.Sleep(10*time.Minute - time.Second)
		s.expect(t, 1, 0, 0)
		if l := s.Status(); !l.Online || l.LastError != enrol.CodeThrottled {
			t.Errorf("status %+v", l)
		}
		time.Sleep(6 * time.Minute)
		s.expect(t, 0, 1, 0)
	})
}

func TestTrack(t *testing.T) {
	half := func() float64 { return 0.5 }
	now := time.Date(2026, 3, 2, 5, 0, 0, 0, time.UTC)
	after := func(code enrol.Code, asked time.Duration, times int) time.Duration {
		var k track
		for range times {
			k.fail(&enrol.Error{Code: code, RetryAfter: asked}, now, half)
		}
		return k.next.Sub(now)
	}
	for _, c := range []struct {
		code  enrol.Code
		asked time.Duration
		times int
		want  time.Duration
	}{
		{enrol.CodeOffline, 0, 1, time.Second}, {enrol.CodeOffline, 0, 100, MaxPause / 2},
		{enrol.CodeThrottled, 8 * time.Second, 100, 10 * time.Second},
		{enrol.CodeServer, 8 * time.Second, 1, 10 * time.Second}, {enrol.CodeServer, 8 * time.Second, 100, MaxPause / 2},
	} {
		if got := after(c.code, c.asked, c.times); got != c.want {
			t.Errorf("%s, asked for %v, %d times: %v, want %v", c.code, c.asked, c.times, got, c.want)
		}
	}
}

func TestPause(t *testing.T) {
	most := func() float64 { return 0.999999 }
	for n, want := range map[int]time.Duration{1: 2 * time.Second, 2: 4 * time.Second, 5: 32 * time.Second, 9: MaxPause, 10: MaxPause, 1 << 40: MaxPause} {
		if got := pause(n, most); got > want || got < want-time.Second {
			t.Errorf("after %d failures %v, want almost %v", n, got, want)
		}
	}
	if got := pause(50, func() float64 { return 0 }); got != leastPause {
		t.Errorf("least %v", got)
	}
}
