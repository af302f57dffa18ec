package sync

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

func TestLimitOpens(t *testing.T) {
	at := func(h, m int) time.Time { return time.Date(2026, 3, 2, h, m, 0, 0, time.Local) }
	night, day := Limit{From: 22 * time.Hour, Until: 5 * time.Hour}, Limit{From: 8 * time.Hour, Until: 16 * time.Hour}
	for _, c := range []struct {
		l    Limit
		now  time.Time
		want time.Duration
	}{
		{Limit{}, at(3, 0), 0}, {day, at(8, 0), 0}, {day, at(15, 59), 0}, {day, at(16, 0), 16 * time.Hour}, {day, at(7, 30), 30 * time.Minute},
		{night, at(23, 0), 0}, {night, at(4, 59), 0}, {night, at(5, 0), 17 * time.Hour}, {night, at(21, 59), time.Minute},
	} {
		if got := c.l.opens(c.now); got != c.want {
			t.Errorf("%+v at %v: %v, want %v", c.l, c.now, got, c.want)
		}
	}
}

func TestWorkerLimitRate(t *testing.T) {
	run(t, 600, func(s *stand) { // of 1,000 bytes each
		s.Limit = Limit{BytesPerSecond: 2000}
		s.batch = newBatch(s.Limit)
	}, func(s *stand) {
		time.Sleep(4 * time.Minute)
		if n := s.out.count(enrol.DeliveryAnswered); n < 450 || n > 520 {
			t.Errorf("%d packets in four minutes", n)
		}
		time.Sleep(2 * time.Minute)
		s.expect(t, 0, 600, 0)
	})
}

// What the registry answered is written down before the line is spared, and everything else
// goes on meanwhile.
func TestWorkerLimitKeepsFirst(t *testing.T) {
	run(t, 0, func(s *stand) {
		s.Limit = Limit{BytesPerSecond: 100}
		s.batch = newBatch(s.Limit)
	}, func(s *stand) {
		pulls := len(s.books.kept())
		for _, id := range []string{"p1", "p2", "p3"} { // two don't go into one upload
			s.out.add(id, 10_000)
		}
		s.Nudge()
		time.Sleep(time.Second)
		s.expect(t, 2, 1, 0)
		if l := s.Status(); !l.Sending || l.Done != 1 || l.Total != 3 {
			t.Errorf("progress %+v", l)
		}
		time.Sleep(94 * time.Second)
		s.expect(t, 2, 1, 0)
		if n := len(s.books.kept()) - pulls; n < 1 || n > 3 {
			t.Errorf("%d pulls while the line is spared", n)
		}
		time.Sleep(10 * time.Second)
		s.expect(t, 1, 2, 0)
		if l := s.Status(); l.Done != 2 || l.Total != 3 {
			t.Errorf("progress %+v", l)
		}
		time.Sleep(2 * time.Minute)
		s.expect(t, 0, 3, 0)
		if l := s.Status(); l.Sending {
			t.Errorf("progress %+v", l)
		}
	})
}

func TestWorkerLimitHours(t *testing.T) {
	run(t, 5, func(s *stand) {
		h := time.Duration(time.Now().Hour()) * time.Hour
		const day = 24 * time.Hour
		s.Limit = Limit{From: (h + 2*time.Hour) % day, Until: (h + 3*time.Hour) % day}
	}, func(s *stand) {
		time.Sleep(115 * time.Minute)
		s.expect(t, 5, 0, 0)
		if len(s.books.kept()) < 100 {
			t.Error("pulls stopped too")
		}
		time.Sleep(15 * time.Minute)
		s.expect(t, 0, 5, 0)
	})
}
