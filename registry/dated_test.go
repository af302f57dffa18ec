package registry_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// resettle changes the settings of a counter's outlet.
func resettle(t *testing.T, e *registrytest.Env, c *registrytest.Counter, change func(*enrol.Settings)) {
	t.Helper()
	mustUpdate(t, e, func(tx *db.Tx) error {
		set, err := tx.Outlet(c.Device.Outlet)
		if err != nil {
			return err
		}
		change(&set)
		return tx.PutOutlet(set, e.Clock.Now())
	})
}

// limited lets an outlet's counters work for so long without hearing of the registry.
func limited(t *testing.T, e *registrytest.Env, c *registrytest.Counter, most time.Duration) {
	t.Helper()
	resettle(t, e, c, func(set *enrol.Settings) { set.Stops.MaxSinceSync = most })
}

// askForKK makes the rules on papers stricter: new activations need the family card.
func askForKK(t *testing.T, e *registrytest.Env) {
	t.Helper()
	strict := enrol.DefaultRules()
	strict[enrol.KindNew] = []enrol.Document{enrol.DocKK}
	must(t, e.Service.PutRules(ctx, registry.Console, strict))
}

// TestRulesUnheard: where a counter may work for a week without a line, what it approves within that week by
// the rules it knows is taken, and nothing later.
func TestRulesUnheard(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	limited(t, e, c, 7*24*time.Hour)
	e.Clock.Add(time.Minute)
	askForKK(t, e)
	e.Clock.Add(6 * 24 * time.Hour)
	unheard := typedCase(c, rina, enrol.KindNew, "", true)
	e.Clock.Add(2 * 24 * time.Hour)
	late := typedCase(c, "3276000406790005", enrol.KindNew, "", true)
	for _, step := range []struct {
		in   enrol.Case
		want enrol.Code
	}{{unheard, ""}, {late, enrol.CodeDocuments}} {
		if r := c.Send(c.Seal(step.in))[0]; r.Code != step.want {
			t.Errorf("%s %q, want %q", r.Answer, r.Code, step.want)
		}
	}
}

// TestRulesOfALateClock: a counter that has just heard of a milder rule, and whose clock is late, is judged by it.
func TestRulesOfALateClock(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	limited(t, e, c, time.Hour)
	askForKK(t, e)
	e.Clock.Add(24 * time.Hour)
	in := typedCase(c, rina, enrol.KindNew, "", true)
	e.Clock.Add(5 * time.Minute)
	must(t, e.Service.PutRules(ctx, registry.Console, enrol.DefaultRules()))
	if r := c.Send(c.Seal(in))[0]; r.Code != "" {
		t.Errorf("%s %q", r.Answer, r.Code)
	}
}

// TestRulesOfTheirTime: a stricter rule on papers refuses what is decided after it, and a milder one
// saves nothing of before, however late the packets come.
func TestRulesOfTheirTime(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) {
		c := e.MustEnrol()
		limited(t, e, c, time.Hour)
		send := func(item enrol.Case) enrol.Code { return c.Send(c.Seal(item))[0].Code }
		before := c.Approve(c.Case(e.Register(agus, "").QR))
		e.Clock.Add(2 * time.Hour)
		askForKK(t, e)
		e.Clock.Add(10 * time.Minute)
		soon := typedCase(c, rina, enrol.KindNew, "", true)
		e.Clock.Add(2 * time.Hour)
		after := typedCase(c, "3276000406790005", enrol.KindNew, "", true)
		e.Clock.Add(2 * time.Hour)
		must(t, e.Service.PutRules(ctx, registry.Console, enrol.DefaultRules()))
		if got := send(after); got != enrol.CodeDocuments {
			t.Errorf("decided under the stricter rule: %q", got)
		}
		if got := send(soon); got != "" {
			t.Errorf("decided within the notice of a change: %q", got)
		}
		if got := send(before); got != "" {
			t.Errorf("decided before the stricter rule: %q", got)
		}
	})
}

// TestSettingsOfTheirTime: what an outlet reserves to the supervisor from today on was staff's own yesterday, and
// a case is judged by the day of its decision.
func TestSettingsOfTheirTime(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) {
		c := e.MustEnrol()
		limited(t, e, c, time.Hour)
		except := func(n enrol.NIK) enrol.Case {
			in := typedCase(c, n, enrol.KindNew, "", true)
			in.Override = &enrol.Override{Code: enrol.CodePoorPicture, By: "siti", Reason: "pencahayaan", At: in.DecidedAt}
			return in
		}
		reserve := func(on bool) {
			resettle(t, e, c, func(set *enrol.Settings) { set.ExceptionBySupervisor, set.Liveness = on, on })
		}
		before := except(agus)
		e.Clock.Add(3 * time.Hour)
		reserve(true)
		e.Clock.Add(3 * time.Hour)
		after := except(rina)
		e.Clock.Add(3 * time.Hour)
		reserve(false)
		reserve(false) // no change
		for _, step := range []struct {
			in   enrol.Case
			want enrol.Code
		}{{before, ""}, {after, enrol.CodeForbidden}} {
			if r := c.Send(c.Seal(step.in))[0]; r.Code != step.want {
				t.Errorf("%s %q, want %q", r.Answer, r.Code, step.want)
			}
		}
		must(t, e.DB.View(ctx, func(tx *db.Tx) error {
			former, err := tx.Former(c.Device.Outlet)
			if len(former) != 3 {
				t.Errorf("%d former values, want those of three changes", len(former))
			}
			return err
		}))
	})
}

// TestNoDecisionBeforeTheDevice: a PC that was enrolled today signs nothing of yesterday; what the device
// that it was signed yesterday still counts.
func TestNoDecisionBeforeTheDevice(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	old := e.MustEnrol()
	e.Clock.Add(time.Minute)
	good := old.Seal(typedCase(old, agus, enrol.KindNew, "", true))
	stale := typedCase(old, rina, enrol.KindNew, "", true)
	e.Clock.Add(24 * time.Hour)
	fresh := e.MustEnrol()
	stale.Device = fresh.Device.ID
	if r := fresh.Send(fresh.Seal(stale))[0]; r.Code != enrol.CodeField {
		t.Errorf("dated back: %s %q", r.Answer, r.Code)
	}
	follow(t, old, fresh)
	if r := fresh.Send(good)[0]; r.Answer != enrol.AnswerAccepted {
		t.Errorf("the queue of the device before: %s %q", r.Answer, r.Code)
	}
}
