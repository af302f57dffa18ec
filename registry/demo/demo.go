// Package demo seeds a registry with one outlet, its staff, open phases and a dozen
// invented residents, for make run and for tests. Nobody in it exists: NIKs of the
// region 327600, which is none, and addresses under the reserved domain "example".
package demo

import (
	"context"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry/db"
)

// Outlet is the demonstration's outlet.
const Outlet = "demo"

// Member is a person of the demonstration's staff, with the PIN in the clear.
type Member struct {
	ID, Name, PIN string
	Role          enrol.Role
}

// Staff of the outlet.
var Staff = []Member{
	{"siti", "Siti Rahmawati", "246810", enrol.RoleStaff},
	{"budi", "Budi Hartono", "975310", enrol.RoleSupervisor},
	{"tono", "Tono Wijaya", "864209", enrol.RoleTechnician},
}

// Seed fills a registry; what is there already stays. cost is that of the PINs'
// verifiers.
func Seed(ctx context.Context, d *db.DB, now time.Time, cost phc.Params) error {
	if _, err := d.Import(ctx, Residents(), now); err != nil {
		return err
	}
	return d.Update(ctx, func(t *db.Tx) error {
		if _, err := t.Outlet(Outlet); enrol.CodeOf(err) != enrol.CodeNotFound {
			return err
		}
		return seedOutlet(t, now, cost)
	})
}

func seedOutlet(t *db.Tx, now time.Time, cost phc.Params) error {
	settings := enrol.Settings{Outlet: Outlet, OutletName: "Peragaan", Region: "3276", KeepDays: 0,
		Stops: enrol.Stops{MaxPending: 500, MinFreeDisk: 100 << 20}}
	if err := t.PutOutlet(settings, now); err != nil {
		return err
	}
	for _, m := range Staff {
		row := db.Staff{Staff: enrol.Staff{ID: m.ID, Name: m.Name, Role: m.Role, Verifier: phc.Hash(m.PIN, cost)}}
		if err := t.PutStaff(Outlet, row); err != nil {
			return err
		}
	}
	from := time.Date(now.Year()-1, time.January, 1, 0, 0, 0, 0, time.FixedZone("WIB", 7*60*60))
	for _, c := range []enrol.Category{enrol.CategoryASN, enrol.CategoryStudent, enrol.CategoryPublic} {
		if err := t.PutPhase(enrol.Phase{Category: c, From: from, Outlet: Outlet}); err != nil {
			return err
		}
	}
	return nil
}
