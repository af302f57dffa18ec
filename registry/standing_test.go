package registry_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

// TestStanding: with the resident's own QR a counter is told how the resident stands and nothing else, as often
// as it takes; that is no question about a stranger, so that it is not counted among those. A QR of somebody
// else's, one that is no QR of ours and one of long ago make it one.
func TestStanding(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) {
		s := registry.New(e.DB, e.Secrets, e.Mail, registry.Options{Clock: e.Clock.Now, Cost: registrytest.Cheap, LookupsADay: 3})
		c := e.MustEnrol()
		ask := func(n enrol.NIK, qr string) api.LookupResponse {
			t.Helper()
			r, err := s.Lookup(ctx, c.Device, api.LookupRequest{NIK: string(n), QR: qr})
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		counted := func() int64 {
			t.Helper()
			n, err := s.LookedUpToday(ctx, registry.Console, "demo")
			if err != nil {
				t.Fatal(err)
			}
			return n[c.Device.ID]
		}
		qr, of := e.Register(agus, enrol.KindNew).QR, e.Register(rina, enrol.KindNew).QR
		if r := ask(agus, qr); !r.Known || r.ApprovedToday || r.Template != nil || r.Resident.Name != "" {
			t.Errorf("before: %+v", r)
		}
		c.Send(c.Seal(c.Approve(c.Case(qr))))
		e.Clock.Add(2 * time.Hour) // the QR has run out, the case has not
		if r := ask(agus, qr); !r.ApprovedToday || r.Account != enrol.AccountApproved || r.Template != nil || r.Resident.Name != "" {
			t.Errorf("after: %+v", r)
		}
		if n := counted(); n != 0 {
			t.Errorf("%d questions about strangers", n)
		}
		for i, wrong := range []string{of, "NOT A QR"} {
			if r := ask(agus, wrong); r.Resident.Name == "" {
				t.Errorf("wrong QR %d is no look-up", i)
			}
		}
		e.Clock.Add(48 * time.Hour)
		if r := ask(agus, qr); r.Resident.Name == "" || counted() != 1 {
			t.Errorf("%d questions with an old QR", counted())
		}
	})
}
