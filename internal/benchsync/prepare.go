package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/secrets"
	"github.com/gerai-ikd/gerai/registry/sqlite"
)

func registryIn(dir string) string { return filepath.Join(dir, "pusat") }

// central is a registry's database before its program starts.
type central struct {
	db      *db.DB
	secrets *secrets.Secrets
	service *registry.Service
}

// openCentral makes a registry with that many invented residents.
func openCentral(ctx context.Context, dir string, residents int) (*central, error) {
	if err := os.MkdirAll(registryIn(dir), 0o700); err != nil {
		return nil, err
	}
	c := &central{}
	var err error
	if c.db, err = sqlite.Open(filepath.Join(registryIn(dir), "pusat.db")); err != nil {
		return nil, err
	}
	if _, _, err := c.db.Migrate(ctx); err != nil {
		return nil, err
	}
	if c.secrets, err = secrets.Open(filepath.Join(registryIn(dir), "secrets"), time.Now()); err != nil {
		return nil, err
	}
	if err := demo.Seed(ctx, c.db, time.Now(), phc.Params{Memory: 64, Time: 1, Threads: 1}); err != nil {
		return nil, err
	}
	c.service = registry.New(c.db, c.secrets, nil, registry.Options{})
	if err := c.service.Prepare(ctx); err != nil {
		return nil, err
	}
	return c, c.people(ctx, residents)
}

func (c *central) people(ctx context.Context, n int) error {
	for from := 0; from < n; from += 1000 {
		var batch []db.Resident
		for i := from; i < min(n, from+1000); i++ {
			batch = append(batch, db.Resident{NIK: person(i), Name: fmt.Sprintf("WARGA %d", i), Sex: enrol.Male,
				Birth: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC), Category: enrol.CategoryPublic})
		}
		if _, err := c.db.Import(ctx, batch, time.Now()); err != nil {
			return err
		}
	}
	return nil
}

// person is the NIK of the i-th invented resident, of a region that does not exist.
func person(i int) enrol.NIK {
	return enrol.NIK(fmt.Sprintf("327600%02d%02d%02d%04d", i/9999%28+1, i/9999/28%12+1, 80, i%9999+1))
}

// approval is a case that staff typed, up to the decision, with noise for a selfie.
func approval(i, size int, outlet, device string) (enrol.Case, error) {
	picture := make([]byte, size)
	_, _ = rand.Read(picture)
	copy(picture, []byte{0xFF, 0xD8, 0xFF, 0xE0})
	now := time.Now()
	c := enrol.Case{ID: uuid.Must(uuid.NewV7()).String(), Kind: enrol.KindNew, State: enrol.StateOpened, Typed: true,
		Resident: enrol.Resident{NIK: person(i), Name: fmt.Sprintf("WARGA %d", i), Email: enrol.Email(fmt.Sprintf("warga%d@ukur.example", i)),
			Phone: enrol.Phone(fmt.Sprintf("0812%08d", i))},
		ConsentAt: now, ConsentBy: "siti", Operator: "siti", Outlet: outlet, Device: device, OpenedAt: now,
		Selfie: picture, Face: enrol.FaceResult{Method: enrol.MethodStaff, DecidedBy: "siti"}}
	var err error
	for _, e := range []enrol.Event{enrol.EventAdmit, enrol.EventConsent, enrol.EventCapture, enrol.EventCompare, enrol.EventApprove} {
		if c, err = c.Apply(e, now); err != nil {
			return c, err
		}
	}
	return c, nil
}
