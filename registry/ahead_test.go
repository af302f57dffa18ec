package registry_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// TestClockAhead: a case that a counter's clock dated two days ahead is taken in, and dated
// by its arrival; again it is a duplicate.
func TestClockAhead(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	in := c.Case(e.Register(agus, "").QR)
	in.Typed, in.Credential, in.ConsentBy = true, nil, "staff"
	in.OpenedAt = in.OpenedAt.Add(48 * time.Hour)
	in.ConsentAt = in.OpenedAt
	in = c.Approve(in)
	item := c.Seal(in)
	for _, want := range []enrol.Answer{enrol.AnswerAccepted, enrol.AnswerDuplicate} {
		if r := c.Send(item)[0]; r.Answer != want {
			t.Fatalf("%s %s, want %s", r.Answer, r.Code, want)
		}
	}
	err := e.DB.View(ctx, func(tx *db.Tx) error {
		got, err := tx.Case(in.ID)
		if now := e.Clock.Now(); got.Decided.After(now) || now.Sub(got.Decided) > time.Hour || got.Opened.After(got.Decided) {
			t.Errorf("opened %v, decided %v, now %v", got.Opened, got.Decided, now)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
