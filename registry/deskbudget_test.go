package registry_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
)

// TestStrangersKeepNoChiefOut: who knows a log-in name of the office and tries it makes that network
// wait, nobody else: neither another network, nor a browser in which she was let in before, even
// where the stranger tries from everywhere.
func TestStrangersKeepNoChiefOut(t *testing.T) {
	e, _ := newEnv(t)
	s := e.Service
	must(t, s.AddAdmin(ctx, registry.Console, registry.Admin{ID: "ratna", Name: "Ratna", Role: registry.AdminChief}, officePassword, false))
	_, err := s.AdminLogIn(elsewhere(1), "ratna", officePassword, "")
	must(t, err)
	proof := s.KnownBrowser(elsewhere(1), "ratna")
	known := func(proof string) (err error) {
		_, err = s.AdminLogIn(registry.From(ctx, registry.Caller{Network: "192.0.2.9", Browser: proof}), "ratna", officePassword, "")
		return err
	}
	guess := func(networks int) {
		for i := range networks {
			for range 8 {
				_, _ = s.AdminLogIn(elsewhere(i), "ratna", "a stranger's try", "")
			}
		}
	}
	guess(1)
	_, err = s.AdminLogIn(elsewhere(0), "ratna", officePassword, "")
	wantCode(t, err, enrol.CodeLocked)
	_, err = s.AdminLogIn(elsewhere(9), "ratna", officePassword, "")
	must(t, err)

	guess(80)
	_, err = s.AdminLogIn(elsewhere(90), "ratna", officePassword, "")
	wantCode(t, err, enrol.CodeLocked) // the ceiling of the name
	must(t, known(proof))
	if s.KnownBrowser(registry.From(ctx, registry.Caller{Browser: proof}), "ratna") != proof {
		t.Error("a browser that is known is made known anew, with another budget")
	}
	for name, forged := range map[string]string{"Altered": proof[:len(proof)-1] + "x", "NoMAC": proof[:43] + ".", "OfAnother": s.KnownBrowser(ctx, "dewi")} {
		if err := known(forged); enrol.CodeOf(err) != enrol.CodeLocked {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestKnownBrowserIsHeldToo: a stolen cookie lets nobody guess faster.
func TestKnownBrowserIsHeldToo(t *testing.T) {
	e, _ := newEnv(t)
	s := e.Service
	must(t, s.AddAdmin(ctx, registry.Console, registry.Admin{ID: "ratna", Name: "Ratna", Role: registry.AdminChief}, officePassword, false))
	there := registry.From(ctx, registry.Caller{Browser: s.KnownBrowser(ctx, "ratna")})
	tries := 0
	for range 24 * 4 {
		_, err := s.AdminLogIn(there, "ratna", "a thief's try", "")
		for ; enrol.CodeOf(err) == enrol.CodeLogin; tries++ {
			_, err = s.AdminLogIn(there, "ratna", "a thief's try", "")
		}
		wantCode(t, err, enrol.CodeLocked)
		e.Clock.Add(15 * time.Minute)
	}
	if tries < 20 || tries > 40 {
		t.Errorf("%d tries in a day", tries)
	}
}
