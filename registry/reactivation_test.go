package registry_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// TestReactivation: a new phone ends the old one; without reactivation an active
// identity can't be activated again.
func TestReactivation(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	c.MustApprove(agus, "")
	e.MustActivate(agus)
	e.Clock.Add(24 * time.Hour)
	old, err := e.Service.LogIn(ctx, agus, registrytest.Password, registrytest.Phone)
	wantCode(t, err, "")
	if r := c.Send(c.Seal(c.Approve(c.Case(e.Register(agus, enrol.KindNew).QR))))[0]; r.Code != enrol.CodeActive {
		t.Fatalf("%s %s", r.Answer, r.Code)
	}
	if _, err := e.Service.Identity(ctx, old.ID); err != nil {
		t.Fatal("a refused case ended the session")
	}
	c.MustApprove(agus, enrol.KindReactivate)
	_, err = e.Service.Identity(ctx, old.ID)
	wantCode(t, err, enrol.CodeSession)
	fresh := e.MustActivate(agus)
	if _, err := e.Service.Documents(ctx, fresh.ID, registrytest.PIN); err != nil {
		t.Fatal(err)
	}
}

// TestReactivationOfNobody: to call an activation "reactivate" walks around nothing. Whoever has
// no account here is asked for the phase, but for a supervisor's leave; whoever has one is not.
func TestReactivationOfNobody(t *testing.T) {
	closed := func(t *testing.T) (*registrytest.Env, *registrytest.Counter) {
		t.Helper()
		e := registrytest.MustNew(t, registrytest.MustSQLite(t))
		c := e.MustEnrol()
		endPhases(t, e, registrytest.Start.AddDate(0, 0, -1))
		return e, c
	}
	t.Run("Phone", func(t *testing.T) {
		e, c := closed(t)
		in := c.Approve(c.Case(e.Register(agus, enrol.KindReactivate).QR))
		if r := c.Send(c.Seal(in))[0]; r.Code != enrol.CodePhase {
			t.Fatalf("%s %q", r.Answer, r.Code)
		}
		unchanged(t, e, agus)
		in = in.WithOverride(enrol.Override{Code: enrol.CodePhase, By: "budi", Reason: "before the registry", At: in.DecidedAt})
		if r := c.Send(c.Seal(in))[0]; r.Answer != enrol.AnswerAccepted {
			t.Fatalf("with a supervisor's leave: %s %q", r.Answer, r.Code)
		}
	})
	t.Run("Typed", func(t *testing.T) {
		e, c := closed(t)
		in := typedCase(c, agus, enrol.KindReactivate, enrol.PurposeLostPhone, true)
		if r := c.Send(c.Seal(in))[0]; r.Code != enrol.CodePhase {
			t.Fatalf("%s %q", r.Answer, r.Code)
		}
		unchanged(t, e, agus)
	})
	t.Run("Known", func(t *testing.T) {
		e := registrytest.MustNew(t, registrytest.MustSQLite(t))
		c := e.MustEnrol()
		c.MustApprove(agus, "")
		e.MustActivate(agus)
		endPhases(t, e, registrytest.Start.AddDate(0, 0, -1))
		in := typedCase(c, agus, enrol.KindReactivate, enrol.PurposeLostPhone, true)
		if r := c.Send(c.Seal(in))[0]; r.Answer != enrol.AnswerAccepted {
			t.Fatalf("%s %q", r.Answer, r.Code)
		}
	})
	t.Run("Open", func(t *testing.T) {
		e := registrytest.MustNew(t, registrytest.MustSQLite(t))
		c := e.MustEnrol()
		c.MustApprove(agus, enrol.KindReactivate)
	})
}

// endPhases gives every phase of the demonstration its last day.
func endPhases(t *testing.T, e *registrytest.Env, until time.Time) {
	t.Helper()
	mustUpdate(t, e, func(tx *db.Tx) error {
		for _, c := range []enrol.Category{enrol.CategoryASN, enrol.CategoryStudent, enrol.CategoryPublic} {
			from := time.Date(2025, 1, 1, 0, 0, 0, 0, time.FixedZone("WIB", 7*60*60))
			if err := tx.PutPhase(enrol.Phase{Category: c, From: from, Until: until, Outlet: demo.Outlet}); err != nil {
				return err
			}
		}
		return nil
	})
}
