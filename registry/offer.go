package registry

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/db"
	"github.com/gerai-ikd/gerai/sync/api"
)

// The lives of an offer: a QR on a counter's screen that a phone opens, registers with,
// and by that appears at that counter.
const (
	offerLife  = 2 * time.Minute  // of the QR on the screen, from its making to its opening
	offerLeft  = 30 * time.Second // a phone that has just read it has this long; then the screen shows the next
	claimLife  = 20 * time.Minute // to fill in the form after the opening
	offersOpen = 20               // of one counter at once; more is a fault or an attack
	offerPause = 400 * time.Millisecond
)

// Offered is an offer to be shown on the phone's page.
type Offered struct {
	Outlet  string // name of the counter that shows it
	Expires time.Time
}

// Claim is the leave of one phone to hand a registration to the counter whose QR it
// has opened.
type Claim struct {
	ID      string // secret; 43 characters, base64url
	Outlet  string
	Expires time.Time
}

// Offer answers what a counter is to show and who has come to it, waiting up to r.Wait
// seconds for news. The token of a new offer stands in Link, without the address of
// the pages, which the caller knows. Offers belong to one counter: what was handed to
// another can neither be read nor taken.
func (s *Service) Offer(ctx context.Context, dev db.Device, r api.OfferRequest) (api.OfferResponse, error) {
	if len(r.Got) > 4*api.MaxArrivals {
		return api.OfferResponse{}, enrol.NewError(enrol.CodeField, "offer").With("field", "got")
	}
	if len(r.Got) > 0 {
		if err := s.takeOffers(ctx, dev, r.Got); err != nil {
			return api.OfferResponse{}, err
		}
	}
	end := time.NewTimer(time.Duration(min(max(r.Wait, 0), api.MaxOfferWait)) * time.Second)
	defer end.Stop()
	again := time.NewTicker(offerPause)
	defer again.Stop()
	for {
		out, good, err := s.standing(ctx, dev, r.Current)
		switch {
		case err != nil:
			return out, err
		case !good:
			return s.newOffer(ctx, dev, out.Arrivals)
		case len(out.Arrivals) > 0 || r.Wait <= 0:
			return out, nil
		}
		select {
		case <-again.C:
		case <-end.C:
			return out, nil
		case <-ctx.Done():
			return out, enrol.WrapError(enrol.CodeCancelled, "offer", ctx.Err())
		}
	}
}

func (s *Service) takeOffers(ctx context.Context, dev db.Device, ids []string) error {
	return s.db.Update(ctx, func(t *db.Tx) error {
		for _, id := range ids {
			if err := t.TakeOffer(dev.ID, id, s.now()); err != nil {
				return err
			}
		}
		return nil
	})
}

// standing answers the offer on the screen and what has arrived; good tells whether
// that offer can stay.
func (s *Service) standing(ctx context.Context, dev db.Device, current string) (out api.OfferResponse, good bool, err error) {
	now := s.now()
	err = s.db.View(ctx, func(t *db.Tx) error {
		arrivals, err := t.Arrivals(dev.ID, now, api.MaxArrivals)
		if err != nil {
			return err
		}
		for _, a := range arrivals {
			out.Arrivals = append(out.Arrivals, api.Arrival{ID: a.Offer, QR: a.QR})
		}
		if current == "" {
			return nil
		}
		o, err := t.Offer(current)
		if enrol.CodeOf(err) == enrol.CodeNotFound {
			return nil
		}
		out.ID, out.Expires = o.ID, o.Expires
		good = err == nil && o.Device == dev.ID && o.Claim == "" && o.Expires.Sub(now) > offerLeft
		return err
	})
	return out, good, err
}

func (s *Service) newOffer(ctx context.Context, dev db.Device, arrivals []api.Arrival) (api.OfferResponse, error) {
	token, now := offerToken(), s.now()
	o := db.Offer{ID: digest(token), Device: dev.ID, Outlet: dev.Outlet, Created: now, Expires: now.Add(offerLife)}
	err := s.db.Update(ctx, func(t *db.Tx) error {
		n, err := t.OpenOffers(dev.ID, now)
		if err != nil {
			return err
		}
		if n >= offersOpen {
			e := enrol.NewError(enrol.CodeThrottled, "offer")
			e.RetryAfter = offerLeft
			return e
		}
		return t.AddOffer(o)
	})
	if err != nil {
		return api.OfferResponse{}, err
	}
	return api.OfferResponse{ID: o.ID, Link: token, Expires: o.Expires, Arrivals: arrivals}, nil
}

// offerToken is 130 random bits in capitals and digits, which a QR packs tightly.
func offerToken() string {
	b := make([]byte, 17)
	_, _ = rand.Read(b) // never fails since Go 1.24
	return base32.NewEncoding(crockford).WithPadding(base32.NoPadding).EncodeToString(b)[:26]
}

// Offered answers what a link leads to, without using it up. One that is unknown or
// too old is CodeQRExpired, one that a phone has opened before CodeQRUsed.
func (s *Service) Offered(ctx context.Context, token string) (Offered, error) {
	var out Offered
	err := s.db.View(ctx, func(t *db.Tx) error {
		o, err := s.openOffer(t, token)
		if err != nil {
			return err
		}
		out.Expires = o.Expires
		out.Outlet, err = outletName(t, o.Outlet)
		return err
	})
	return out, err
}

func (s *Service) openOffer(t *db.Tx, token string) (db.Offer, error) {
	o, err := t.Offer(digest(token))
	switch {
	case enrol.CodeOf(err) == enrol.CodeNotFound, err == nil && !s.now().Before(o.Expires):
		return o, enrol.NewError(enrol.CodeQRExpired, "open offer")
	case err == nil && o.Claim != "":
		return o, enrol.NewError(enrol.CodeQRUsed, "open offer")
	}
	return o, err
}

func outletName(t *db.Tx, id string) (string, error) {
	settings, err := t.Outlet(id)
	if enrol.CodeOf(err) == enrol.CodeNotFound {
		return id, nil
	}
	if err == nil && settings.OutletName == "" {
		settings.OutletName = id
	}
	return settings.OutletName, err
}

// ClaimOffer uses a link up: from then on it belongs to the phone that has the claim.
// The errors are those of Offered.
func (s *Service) ClaimOffer(ctx context.Context, token string) (Claim, error) {
	c := Claim{ID: secret(), Expires: s.now().Add(claimLife)}
	err := s.db.Update(ctx, func(t *db.Tx) error {
		o, err := s.openOffer(t, token)
		if err != nil {
			return err
		}
		first, err := t.ClaimOffer(o.ID, digest(c.ID), c.Expires)
		if err == nil && !first {
			err = enrol.NewError(enrol.CodeQRUsed, "open offer")
		}
		if err != nil {
			return err
		}
		c.Outlet, err = outletName(t, o.Outlet)
		return err
	})
	if err != nil {
		return Claim{}, err
	}
	return c, nil
}

// FillOffer hands a registration to the counter of a claim, once. A claim that is
// unknown, too old or filled is CodeQRExpired or CodeQRUsed, and so is a registration
// that can't be shown at a counter any more.
func (s *Service) FillOffer(ctx context.Context, claim, registration string) (outlet string, err error) {
	if len(claim) != handleLength || len(registration) != handleLength {
		return "", enrol.NewError(enrol.CodeQRExpired, "fill offer")
	}
	now := s.now()
	err = s.db.Update(ctx, func(t *db.Tx) error {
		o, err := t.OfferByClaim(digest(claim))
		if enrol.CodeOf(err) == enrol.CodeNotFound || err == nil && !now.Before(o.Expires) {
			return enrol.NewError(enrol.CodeQRExpired, "fill offer")
		}
		if err != nil {
			return err
		}
		reg, err := t.Registration(digest(registration))
		switch {
		case err != nil:
			return err
		case reg.CaseID != "" || o.Registration != "":
			return enrol.NewError(enrol.CodeQRUsed, "fill offer")
		case !now.Before(reg.Expires):
			return enrol.NewError(enrol.CodeQRExpired, "fill offer")
		}
		first, err := t.FillOffer(o.ID, reg.ID, reg.Expires)
		if err == nil && !first {
			err = enrol.NewError(enrol.CodeQRUsed, "fill offer")
		}
		if err != nil {
			return err
		}
		outlet, err = outletName(t, o.Outlet)
		return err
	})
	return outlet, err
}
