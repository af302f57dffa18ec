package sync

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
)

// TestEarlierDevice: what an earlier device signed is held and not refused for good, holds
// up nothing, and goes once the office has spoken and a person tries again.
func TestEarlierDevice(t *testing.T) {
	for name, earlier := range map[string]int{"Some": 3, "All": 40} {
		t.Run(name, func(t *testing.T) {
			run(t, 40, func(s *stand) {
				for _, id := range s.out.ids()[:earlier] {
					s.reg.refuse[id] = enrol.CodeOtherDevice
				}
			}, func(s *stand) {
				s.expect(t, 0, 40-earlier, earlier)
				if l := s.Status(); !l.Online || l.LastError != "" || l.Revoked || l.Sending {
					t.Errorf("status %+v", l)
				}
				before := len(s.reg.asked())
				time.Sleep(time.Hour)
				s.expect(t, 0, 40-earlier, earlier)
				for _, c := range s.reg.asked()[before:] {
					if c.what == "packets" {
						t.Fatal("asked again without anybody's wish")
					}
				}
				s.reg.with(func() { clear(s.reg.refuse) })
				s.out.release()
				s.Retry()
				s.expect(t, 0, 40, 0)
			})
		})
	}
}

// TestLapsed: nothing but the renewal is asked while the certificate has lapsed, at growing
// pauses where it fails; then everything goes.
func TestLapsed(t *testing.T) {
	run(t, 5, func(s *stand) {
		s.reg.lapsed = true
		s.reg.renewErr = enrol.NewError(enrol.CodeOffline, "renew")
	}, func(s *stand) {
		time.Sleep(time.Hour)
		synctest.Wait()
		if n := len(s.reg.asked()); n != 0 {
			t.Fatalf("%d requests with a certificate that has lapsed", n)
		}
		if n := s.reg.renewals(); n < 5 || n > 100 {
			t.Errorf("%d tries to renew in an hour", n)
		}
		if l := s.Status(); l.Online || l.LastError != enrol.CodeOffline {
			t.Errorf("status %+v", l)
		}
		s.reg.with(func() { s.reg.renewErr = nil })
		time.Sleep(MaxPause + time.Second)
		s.expect(t, 0, 5, 0)
	})
}

// TestLapsedTooLong: the registry won't renew any more. The worker stops and says so, the
// queue stays, and a person's wish asks once more.
func TestLapsedTooLong(t *testing.T) {
	run(t, 5, func(s *stand) {
		s.reg.lapsed = true
		s.reg.renewErr = enrol.NewError(enrol.CodeNotEnrolled, "renew")
	}, func(s *stand) {
		time.Sleep(time.Hour)
		s.expect(t, 5, 0, 0)
		if l := s.Status(); !l.Revoked || s.reg.renewals() != 1 {
			t.Errorf("status %+v after %d tries", l, s.reg.renewals())
		}
		s.reg.with(func() { s.reg.renewErr = nil })
		s.Retry()
		s.expect(t, 0, 5, 0)
	})
}

func (r *registry) renewals() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.renewed
}

// ids are those of all packets, the oldest first.
func (o *outbox) ids() (out []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range o.sorted() {
		out = append(out, p.ID)
	}
	return out
}

// release makes held packets due, as a person's wish does.
func (o *outbox) release() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range o.items {
		if p.state == enrol.DeliveryHeld {
			p.state, p.next = enrol.DeliveryQueued, time.Time{}
		}
	}
}
