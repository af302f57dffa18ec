package office

import (
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/registry/registrytest"
)

// TestListsAreTurned: a list that is longer than a page says so, and leads to the rest.
func TestListsAreTurned(t *testing.T) {
	d := newDesk(t)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.DB.Update(t.Context(), func(tx *db.Tx) error {
		for i := range 201 {
			n, at := registrytest.CrowdNIK(i), d.Clock.Now()
			if err := tx.PutAccount(db.Account{NIK: n, State: enrol.AccountExpired, Email: registrytest.CrowdEmail(i), Phone: "081200000001", Approved: at, Updated: at}); err != nil {
				return err
			}
			if err := tx.AddRefusal(db.Refusal{ID: string(n), Outlet: "demo", Device: "d", Code: enrol.CodePhase, At: at}); err != nil {
				return err
			}
		}
		return nil
	}))
	d.logIn(chief)
	body, _ := d.get("/tindak-lanjut?hari=3")
	d.has(body, "1 sampai 200 dari 201.", `href="/tindak-lanjut?halaman=2&amp;hari=3"`, "Halaman berikutnya")
	body, _ = d.get("/tindak-lanjut?halaman=2&hari=3")
	d.has(body, "201 sampai 201 dari 201.", `href="/tindak-lanjut?halaman=1&amp;hari=3"`)
	body, _ = d.get("/ditolak")
	d.has(body, "1 sampai 200 dari 201.", `href="/ditolak?halaman=2"`)
	body, _ = d.get("/ditolak?halaman=2")
	d.has(body, "201 sampai 201 dari 201.")
	d.get("/bahasa/en")
	body, _ = d.get("/ditolak?halaman=nonsense")
	d.has(body, "1 to 200 of 201.")
}
