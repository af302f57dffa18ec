package dbtest

import (
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
)

func offers(t *testing.T, d *db.DB) {
	r := registration()
	soon, later := now.Add(time.Minute), now.Add(time.Hour)
	r.Expires = later
	o := db.Offer{ID: "o1", Device: "d1", Outlet: "x", Created: now, Expires: soon}
	update(t, d, func(tx *db.Tx) error {
		must(t, tx.AddRegistration(r))
		return tx.AddOffer(o)
	})
	update(t, d, func(tx *db.Tx) error {
		n, err := tx.OpenOffers("d1", now)
		want(t, "open", n, 1)
		must(t, err)
		for _, first := range []bool{true, false} {
			ok, err := tx.ClaimOffer("o1", "claim", later)
			want(t, "claimed", ok, first)
			must(t, err)
		}
		n, err = tx.OpenOffers("d1", now)
		want(t, "open", n, 0)
		return err
	})
	update(t, d, func(tx *db.Tx) error {
		for _, first := range []bool{true, false} {
			ok, err := tx.FillOffer("o1", r.ID, later)
			want(t, "filled", ok, first)
			must(t, err)
		}
		return tx.TakeOffer("d2", "o1", now) // another counter's: nothing happens
	})
	update(t, d, func(tx *db.Tx) error {
		list, err := tx.Arrivals("d1", now, 8)
		must(t, err)
		want(t, "arrivals", len(list), 1)
		want(t, "arrival", list[0], db.Arrival{Offer: "o1", QR: r.QR})
		must(t, tx.TakeOffer("d1", "o1", now))
		list, err = tx.Arrivals("d1", now, 8)
		want(t, "arrivals once taken", len(list), 0)
		return err
	})
	must(t, d.View(ctx, func(tx *db.Tx) error {
		got, err := tx.OfferByClaim("claim")
		want(t, "offer", got, db.Offer{ID: "o1", Device: "d1", Outlet: "x", Created: now, Expires: later, Claim: "claim", Registration: r.ID, Taken: now})
		must(t, err)
		_, err = tx.OfferByClaim("other")
		wantCode(t, err, enrol.CodeNotFound)
		return nil
	}))
	must(t, d.Sweep(ctx, later.AddDate(0, 0, 8)))
	must(t, d.View(ctx, func(tx *db.Tx) error {
		_, err := tx.Offer("o1")
		wantCode(t, err, enrol.CodeNotFound)
		return nil
	}))
}
