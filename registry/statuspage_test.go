package registry_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// TestStatusesOfOneMoment: more of them than a pull holds come page by page, although all
// changed in the same microsecond.
func TestStatusesOfOneMoment(t *testing.T) {
	const all, pages = 4500, 4
	e, ctx := registrytest.MustNew(t, registrytest.MustSQLite(t)), context.Background()
	at := e.Clock.Now()
	if err := e.DB.Update(ctx, func(tx *db.Tx) error {
		for i := range all {
			err := tx.AddCase(db.Case{ID: fmt.Sprintf("case-%06d", i), NIK: agus, Outlet: demo.Outlet, Account: enrol.AccountCodeSent, AccountAt: at}, []byte{1}, at)
			if err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	c := e.MustEnrol()
	seen, cursor := map[string]bool{}, ""
	for range pages {
		p, err := e.Service.Pull(ctx, c.Device, cursor)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range p.Statuses {
			seen[s.ID] = true
		}
		cursor = p.Cursor
	}
	if len(seen) != all {
		t.Errorf("%d of %d statuses came in %d pulls", len(seen), all, pages)
	}
}
