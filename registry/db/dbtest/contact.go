package dbtest

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

func contactChanges(t *testing.T, d *db.DB) {
	first := db.ContactChange{NIK: nik, ID: "j1", Session: "s1", Email: "a@contoh.example", Phone: "081200000001", MAC: "m1", Expires: now.Add(time.Hour)}
	second := first
	second.ID, second.Session, second.Email, second.MAC = "j2", "s2", "b@contoh.example", "m2"
	for _, c := range []db.ContactChange{first, second} {
		update(t, d, func(tx *db.Tx) error { return tx.PutContactChange(c) })
		must(t, d.View(ctx, func(tx *db.Tx) error {
			got, err := tx.ContactChange(nik)
			want(t, "change", got, c)
			return err
		}))
	}
	must(t, d.Sweep(ctx, now.Add(2*time.Hour)))
	update(t, d, func(tx *db.Tx) error { // a code that ran out lately still says so
		_, err := tx.ContactChange(nik)
		return err
	})
	must(t, d.Sweep(ctx, now.AddDate(0, 0, 8)))
	wantCode(t, d.View(ctx, func(tx *db.Tx) error { _, err := tx.ContactChange(nik); return err }), enrol.CodeNotFound)
	update(t, d, func(tx *db.Tx) error {
		must(t, tx.PutContactChange(first))
		return tx.DropContactChange(nik)
	})
	wantCode(t, d.View(ctx, func(tx *db.Tx) error { _, err := tx.ContactChange(nik); return err }), enrol.CodeNotFound)
}
