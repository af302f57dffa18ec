package registrytest

import (
	"context"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
)

// serials is how many NIKs one birth date has.
const serials = 9999

// CrowdNIK is the i-th invented resident, from 0 to 279,971.
func CrowdNIK(i int) enrol.NIK {
	return enrol.NIK(fmt.Sprintf("327601%02d0185%04d", i/serials+1, i%serials+1))
}

// CrowdEmail is the address of the i-th invented resident.
func CrowdEmail(i int) enrol.Email { return enrol.Email(fmt.Sprintf("w%d@warga.example", i)) }

// MustCrowd makes n approved packets of n invented residents, in their order.
func (c *Counter) MustCrowd(n int) []api.Packet {
	c.TB.Helper()
	list := make([]db.Resident, n)
	for i := range list {
		list[i] = db.Resident{NIK: CrowdNIK(i), Name: "X", Birth: time.Date(1985, 1, i/serials+1, 0, 0, 0, 0, time.UTC)}
	}
	for i := 0; i < n; i += db.ImportBatch {
		if _, err := c.DB.Import(context.Background(), list[i:min(n, i+db.ImportBatch)], c.Clock.Now()); err != nil {
			c.TB.Fatal(err)
		}
	}
	items := make([]api.Packet, n)
	var g errgroup.Group
	g.SetLimit(8)
	for i, r := range list {
		g.Go(func() error {
			reg, err := c.Service.Register(context.Background(), registry.RegisterRequest{NIK: r.NIK, Email: CrowdEmail(i), Phone: "081200000001", Consent: true})
			if err == nil {
				items[i] = c.Seal(c.Approve(c.Case(reg.QR)))
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		c.TB.Fatal(err)
	}
	return items
}
