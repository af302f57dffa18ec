package registry_test

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/pgtest"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

// beside runs act on a transaction that first wrote and has not ended, and ends it once act
// had the time to come as far as it can.
func beside(t *testing.T, e *registrytest.Env, first func(*db.Tx) error, act func() error) error {
	t.Helper()
	done := make(chan error, 1)
	must(t, e.DB.Update(ctx, func(tx *db.Tx) error {
		if err := first(tx); err != nil {
			return err
		}
		go func() { done <- act() }()
		time.Sleep(500 * time.Millisecond)
		return nil
	}))
	return <-done
}

// TestAtTheSameMoment: where two transactions of PostgreSQL overlap, a mark that comes while
// a new beginning is accepted is not erased by it, and of two PCs for one place the first
// has it.
func TestAtTheSameMoment(t *testing.T) {
	e := registrytest.MustNew(t, mustPostgres(t, pgtest.MustStart(t).MustDatabase(t)))
	s, old, other := e.Service, e.MustEnrol(), e.MustEnrol()
	hash := func(c string) string { return "000000000000000000000000000000000000000000000000000000000000000" + c }
	for _, a := range []api.AnchorRequest{{Seq: 10, Hash: hash("1")}, {Seq: 20, Hash: hash("2")}, {Seq: 10, Hash: hash("3")}} {
		e.Clock.Add(time.Second)
		if err := s.Anchor(ctx, old.Device, a); err != nil {
			wantCode(t, err, enrol.CodeRefused)
		}
	}
	seen, err := s.ChainStory(ctx, registry.Console, old.Device.ID)
	must(t, err)
	err = beside(t, e, func(tx *db.Tx) error {
		_, err := tx.AddAnchor(old.Device.ID, 20, hash("4"), e.Clock.Now().Add(time.Second))
		return err
	}, func() error {
		return s.AcceptChain(ctx, registry.Console, old.Device.ID, seen.BackAt, "cadangan dipasang")
	})
	wantCode(t, err, enrol.CodeMove)
	if now, err := s.ChainStory(ctx, registry.Console, old.Device.ID); err != nil || now.BackFrom != 20 || now.Epoch != 0 {
		t.Errorf("after a mark in between: %+v %v", now.Chain, err)
	}

	code, err := s.AdminEnrolCode(ctx, registry.Console, demo.Outlet, "", old.Device.ID)
	must(t, err)
	late := &registrytest.Counter{Env: e}
	must(t, beside(t, e, func(tx *db.Tx) error { return tx.ReplaceDevice(old.Device.ID, other.Device.ID, e.Clock.Now()) },
		func() error { _, err := s.Enrol(ctx, late.Request(code)); return err }))
	list, err := s.Devices(ctx, demo.Outlet)
	must(t, err)
	for _, d := range list {
		if d.ID == old.Device.ID && d.ReplacedBy != other.Device.ID {
			t.Errorf("the place was taken again, by %q", d.ReplacedBy)
		}
	}
	if len(list) != 3 {
		t.Errorf("%d devices", len(list))
	}
}
