package registry_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

// TestLookups: who asked about whom is kept for the office, and a device that asks about
// more residents than a day allows is told to wait until midnight, others not.
func TestLookups(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) {
		s := registry.New(e.DB, e.Secrets, e.Mail, registry.Options{Clock: e.Clock.Now, Cost: registrytest.Cheap, LookupsADay: 3})
		one, other := e.MustEnrol(), e.MustEnrol()
		ask := func(c *registrytest.Counter, n enrol.NIK) (api.LookupResponse, error) {
			return s.Lookup(ctx, c.Device, api.LookupRequest{NIK: string(n)})
		}
		for _, n := range []enrol.NIK{agus, nobody, agus, rina, agus} {
			if r, err := ask(one, n); err != nil || r.Known != (n != nobody) {
				t.Fatalf("%+v %v", r.Known, err)
			}
		}
		r, err := ask(one, registrytest.CrowdNIK(1))
		wantCode(t, err, enrol.CodeThrottled)
		if left := retryAfter(err); r.Known || left != 14*time.Hour { // 10:00 WIB
			t.Errorf("again after %v", left)
		}
		if _, err := ask(one, agus); err != nil {
			t.Errorf("about whom it asked before: %v", err)
		}
		if _, err := ask(other, registrytest.CrowdNIK(1)); err != nil {
			t.Errorf("another device: %v", err)
		}
		if n, err := s.LookedUpToday(ctx, registry.Console, "demo"); err != nil || n[one.Device.ID] != 3 || n[other.Device.ID] != 1 {
			t.Errorf("%v %v", n, err)
		}
		f, err := s.FindResident(ctx, registry.Console, agus, "the resident asks who did")
		if err != nil || len(f.Lookups) != 1 || f.Lookups[0].Times != 4 || f.Lookups[0].Device != one.Device.ID || !f.Lookups[0].Known {
			t.Errorf("%+v %v", f.Lookups, err)
		}
		e.Clock.Add(15 * time.Hour)
		if _, err := ask(one, registrytest.CrowdNIK(1)); err != nil {
			t.Errorf("the next day: %v", err)
		}
		e.Clock.Add(91 * 24 * time.Hour)
		s.Tidy(ctx)
		if f, err := s.FindResident(ctx, registry.Console, agus, "the resident asks who did"); err != nil || len(f.Lookups) != 0 {
			t.Errorf("after ninety days: %+v %v", f.Lookups, err)
		}
	})
}
