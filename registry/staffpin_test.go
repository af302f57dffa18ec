package registry_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/internal/phc"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/demo"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

func baseOf(verifier string) string {
	sum := sha256.Sum256([]byte(verifier))
	return hex.EncodeToString(sum[:])
}

func TestSetStaffPIN(t *testing.T) {
	fresh := phc.Hash("730284", registrytest.Cheap)
	for _, tt := range []struct {
		name   string
		change func(p *enrol.PINChange, d *db.Device, m *db.Staff)
		want   enrol.Code
	}{
		{"OK", func(*enrol.PINChange, *db.Device, *db.Staff) {}, ""},
		{"OKAgain", func(p *enrol.PINChange, _ *db.Device, m *db.Staff) { m.Verifier = p.Verifier }, ""},
		{"ErrReplaced", func(p *enrol.PINChange, _ *db.Device, _ *db.Staff) { p.Base = baseOf("another") }, enrol.CodeRefused},
		{"ErrRevoked", func(_ *enrol.PINChange, _ *db.Device, m *db.Staff) { m.RevokedAt = registrytest.Start }, enrol.CodeRefused},
		{"ErrNobody", func(p *enrol.PINChange, _ *db.Device, _ *db.Staff) { p.Staff = "nobody" }, enrol.CodeNotFound},
		{"ErrOtherOutlet", func(_ *enrol.PINChange, d *db.Device, _ *db.Staff) { d.Outlet = "elsewhere" }, enrol.CodeNotFound},
		{"ErrPlain", func(p *enrol.PINChange, _ *db.Device, _ *db.Staff) { p.Verifier = "730284" }, enrol.CodeField},
		{"ErrGreedy", func(p *enrol.PINChange, _ *db.Device, _ *db.Staff) {
			p.Verifier = "$argon2id$v=19$m=4194304,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		}, enrol.CodeField},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ctx, e := context.Background(), registrytest.MustNew(t, registrytest.MustSQLite(t))
			c := e.MustEnrol()
			m := db.Staff{Staff: enrol.Staff{ID: "wati", Name: "Wati", Role: enrol.RoleStaff, Verifier: phc.Hash("482915", registrytest.Cheap), MustSet: true}}
			p := enrol.PINChange{Staff: "wati", Verifier: fresh, Base: baseOf(m.Verifier)}
			tt.change(&p, &c.Device, &m)
			mustUpdate(t, e, func(tx *db.Tx) error { return tx.PutStaff(demo.Outlet, m) })
			for range 2 { // a device asks again when an answer was lost
				wantCode(t, e.Service.SetStaffPIN(ctx, c.Device, p), tt.want)
			}
			got := staffOf(t, e, "wati")
			if tt.want != "" && got != m.Staff.Verifier || tt.want == "" && got != fresh {
				t.Error("the verifier is not what it should be")
			}
		})
	}
}

// What was chosen at one counter comes down to all of the outlet, and the mark is gone.
func TestStaffPINComesDown(t *testing.T) {
	ctx, e := context.Background(), registrytest.MustNew(t, registrytest.MustSQLite(t))
	c, other := e.MustEnrol(), e.MustEnrol()
	m := db.Staff{Staff: enrol.Staff{ID: "wati", Name: "Wati", Role: enrol.RoleStaff, Verifier: phc.Hash("482915", registrytest.Cheap), MustSet: true}}
	mustUpdate(t, e, func(tx *db.Tx) error { return tx.PutStaff(demo.Outlet, m) })
	before, err := e.Service.Pull(ctx, other.Device, "")
	wantCode(t, err, "")
	fresh := phc.Hash("730284", registrytest.Cheap)
	wantCode(t, e.Service.SetStaffPIN(ctx, c.Device, enrol.PINChange{Staff: "wati", Verifier: fresh, Base: baseOf(m.Verifier)}), "")
	after, err := e.Service.Pull(ctx, other.Device, before.Cursor)
	wantCode(t, err, "")
	for _, s := range after.Staff {
		if s.ID == "wati" && s.Verifier == fresh && !s.MustSet {
			return
		}
	}
	t.Errorf("not in the next pull: %v", after.Staff)
}

func mustUpdate(t *testing.T, e *registrytest.Env, f func(tx *db.Tx) error) {
	t.Helper()
	if err := e.DB.Update(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func staffOf(t *testing.T, e *registrytest.Env, id string) (verifier string) {
	t.Helper()
	err := e.DB.View(context.Background(), func(tx *db.Tx) error {
		list, err := tx.Staff(demo.Outlet)
		for _, m := range list {
			if m.ID == id {
				verifier = m.Verifier
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return verifier
}
