package registry_test

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// TestProgressCountsResidents: the press is told of residents, each once, whatever they
// came for later; who was activated before this registry is in the opening balance.
func TestProgressCountsResidents(t *testing.T) {
	onBoth(t, func(t *testing.T, e *registrytest.Env) {
		c := e.MustEnrol()
		send := func(n enrol.NIK, k enrol.Kind, p enrol.Purpose, contact bool) {
			t.Helper()
			if r := c.Send(c.Seal(typedCase(c, n, k, p, contact)))[0]; r.Answer != enrol.AnswerAccepted {
				t.Fatalf("%s: %s %s", k, r.Answer, r.Code)
			}
			e.Pump()
			e.Clock.Add(time.Minute)
		}
		const mover, old = enrol.NIK("3276006507880002"), enrol.NIK("3276000406790005")
		send(agus, enrol.KindCard, "", false) // leads to no code, so the identity begins with what follows
		send(agus, enrol.KindNew, "", true)
		e.MustActivate(agus)
		send(rina, enrol.KindNew, "", true)
		send(mover, enrol.KindChange, enrol.PurposeAddress, true)     // with an identity for who had none
		send(old, enrol.KindReactivate, enrol.PurposeLostPhone, true) // who had one before this registry
		e.Clock.Add(24 * time.Hour)
		send(agus, enrol.KindReactivate, enrol.PurposeLostPhone, true)
		e.MustActivate(agus)
		send(agus, enrol.KindChange, enrol.PurposeAddress, false)
		send(rina, enrol.KindNew, "", true) // the code was not used
		e.Clock.Add(24 * time.Hour)
		send(old, enrol.KindChange, enrol.PurposeAddress, true)
		look := func() registry.Progress {
			t.Helper()
			p, err := e.Service.Progress(ctx)
			if err != nil {
				t.Fatal(err)
			}
			return p
		}
		p := look()
		besides := map[string]int64{}
		for _, b := range p.Besides {
			besides[b.Key] = b.N
		}
		want := map[string]int64{"reactivate": 2, "change": 2, "card": 1, "new": 1}
		if p.Total != 3 || p.Reached() != 1563 || p.Today != 0 || p.Days[0].N != 3 || p.Other() != 6 || !reflect.DeepEqual(besides, want) {
			t.Errorf("%d in all, %d reached, %d today, days %v, besides %v", p.Total, p.Reached(), p.Today, p.Days, besides)
		}
		migrateAgain(t, e)
		if again := look(); !reflect.DeepEqual(again, p) {
			t.Errorf("cases from before the migration: %+v, want %+v", again, p)
		}
	})
}

// migrateAgain forgets what the intake noted, and lets the migration find it out.
func migrateAgain(t *testing.T, e *registrytest.Env) {
	t.Helper()
	b, err := os.ReadFile("db/schema/0012_begins.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, update, _ := strings.Cut(string(b), "UPDATE cases")
	update, _, _ = strings.Cut(update, ";")
	err = e.DB.Update(ctx, func(tx *db.Tx) error {
		if err := tx.Exec(`UPDATE cases SET begins = 0`); err != nil {
			return err
		}
		return tx.Exec("UPDATE cases" + update)
	})
	if err != nil {
		t.Fatal(err)
	}
}
