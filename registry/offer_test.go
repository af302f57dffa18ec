package registry_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

func mustOffer(t *testing.T, c *registrytest.Counter, r api.OfferRequest) api.OfferResponse {
	t.Helper()
	out, err := c.Service.Offer(ctx, c.Device, r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// hand goes through the phone's part: open the link, hand the registration over.
func hand(t *testing.T, e *registrytest.Env, token string, reg registry.Registration) {
	t.Helper()
	claim, err := e.Service.ClaimOffer(ctx, token)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Service.FillOffer(ctx, claim.ID, reg.ID); err != nil {
		t.Fatal(err)
	}
}

// TestOfferBringsTheCase: a phone opens the QR of one counter, and its registration
// appears there, there alone, and once.
func TestOfferBringsTheCase(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	here, other := e.MustEnrol(), e.MustEnrol()
	o := mustOffer(t, here, api.OfferRequest{})
	if o.ID == "" || len(o.Link) != 26 || o.Expires.Sub(e.Clock.Now()) != 2*time.Minute {
		t.Fatalf("offer %+v", o)
	}
	if again := mustOffer(t, here, api.OfferRequest{Current: o.ID}); again.ID != o.ID || again.Link != "" {
		t.Fatal("a good offer was replaced")
	}
	shown, err := e.Service.Offered(ctx, o.Link)
	if err != nil || shown.Outlet == "" {
		t.Fatalf("%+v: %v", shown, err)
	}
	reg := e.Register(agus, "")
	hand(t, e, o.Link, reg)
	if wrong := mustOffer(t, other, api.OfferRequest{Current: o.ID, Got: []string{o.ID}}); len(wrong.Arrivals) != 0 || wrong.ID == o.ID {
		t.Fatal("another counter got at it")
	}
	got := mustOffer(t, here, api.OfferRequest{Current: o.ID})
	if got.ID == o.ID || got.Link == "" || len(got.Arrivals) != 1 || got.Arrivals[0].QR != reg.QR || got.Arrivals[0].ID != o.ID {
		t.Fatalf("arrivals %+v", got)
	}
	if twice := mustOffer(t, here, api.OfferRequest{Current: got.ID}); len(twice.Arrivals) != 1 {
		t.Fatal("an answer that was lost must come again")
	}
	if done := mustOffer(t, here, api.OfferRequest{Current: got.ID, Got: []string{o.ID}}); len(done.Arrivals) != 0 {
		t.Fatal("it arrived twice")
	}
	here.Send(here.Seal(here.Approve(here.Case(got.Arrivals[0].QR))))
	wantState(t, e, reg.ID, registry.RegistrationApproved)
}

// TestOfferIsUsedOnce: replays, guesses and old links open nothing.
func TestOfferIsUsedOnce(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	reg, second := e.Register(agus, ""), e.Register(rina, "")
	o := mustOffer(t, c, api.OfferRequest{})
	claim, err := e.Service.ClaimOffer(ctx, o.Link)
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.Service.ClaimOffer(ctx, o.Link)
	wantCode(t, err, enrol.CodeQRUsed)
	_, err = e.Service.Offered(ctx, o.Link)
	wantCode(t, err, enrol.CodeQRUsed)
	_, err = e.Service.FillOffer(ctx, strings.Repeat("x", 43), reg.ID)
	wantCode(t, err, enrol.CodeQRExpired)
	_, err = e.Service.FillOffer(ctx, o.Link, reg.ID) // the token is not the claim
	wantCode(t, err, enrol.CodeQRExpired)
	_, err = e.Service.FillOffer(ctx, claim.ID, strings.Repeat("x", 43))
	wantCode(t, err, enrol.CodeNotFound)
	if _, err = e.Service.FillOffer(ctx, claim.ID, reg.ID); err != nil {
		t.Fatal(err)
	}
	_, err = e.Service.FillOffer(ctx, claim.ID, second.ID)
	wantCode(t, err, enrol.CodeQRUsed)
	for _, token := range []string{"", "ABCDEFGHJKMNPQRSTVWXYZ0123", strings.ToLower(o.Link), o.ID, "' OR 1=1", strings.Repeat("A", 1<<16)} {
		_, err = e.Service.ClaimOffer(ctx, token)
		wantCode(t, err, enrol.CodeQRExpired)
	}
	// A registration that a case has used does not arrive, however it was handed over.
	c.Send(c.Seal(c.Approve(c.Case(reg.QR))))
	if got := mustOffer(t, c, api.OfferRequest{}); len(got.Arrivals) != 0 {
		t.Fatal("a used registration arrived")
	}
	next := mustOffer(t, c, api.OfferRequest{})
	claim, err = e.Service.ClaimOffer(ctx, next.Link)
	if err != nil {
		t.Fatal(err)
	}
	_, err = e.Service.FillOffer(ctx, claim.ID, reg.ID)
	wantCode(t, err, enrol.CodeQRUsed)
}

// TestOfferExpires: unopened, opened and filled offers each have their time.
func TestOfferExpires(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	reg := e.Register(agus, "")
	old := mustOffer(t, c, api.OfferRequest{})
	e.Clock.Add(95 * time.Second)
	fresh := mustOffer(t, c, api.OfferRequest{Current: old.ID})
	if fresh.ID == old.ID || fresh.Link == "" {
		t.Fatal("an offer near its end stays on the screen")
	}
	if _, err := e.Service.Offered(ctx, old.Link); err != nil {
		t.Fatal("who has just read the last one has half a minute left:", err)
	}
	e.Clock.Add(26 * time.Second)
	_, err := e.Service.ClaimOffer(ctx, old.Link)
	wantCode(t, err, enrol.CodeQRExpired)
	claim, err := e.Service.ClaimOffer(ctx, fresh.Link)
	if err != nil {
		t.Fatal(err)
	}
	e.Clock.Add(19 * time.Minute) // a long form
	if _, err = e.Service.FillOffer(ctx, claim.ID, reg.ID); err != nil {
		t.Fatal(err)
	}
	e.Clock.Add(reg.Expires.Sub(e.Clock.Now()))
	if got := mustOffer(t, c, api.OfferRequest{}); len(got.Arrivals) != 0 {
		t.Fatal("an expired registration arrived")
	}
	late := mustOffer(t, c, api.OfferRequest{})
	if claim, err = e.Service.ClaimOffer(ctx, late.Link); err != nil {
		t.Fatal(err)
	}
	_, err = e.Service.FillOffer(ctx, claim.ID, reg.ID)
	wantCode(t, err, enrol.CodeQRExpired) // the page renews it first
	e.Clock.Add(21 * time.Minute)
	_, err = e.Service.FillOffer(ctx, claim.ID, e.Register(agus, "").ID)
	wantCode(t, err, enrol.CodeQRExpired)
}

// TestOfferAtOnce: of many phones at one link, one gets it.
func TestOfferAtOnce(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	o := mustOffer(t, e.MustEnrol(), api.OfferRequest{})
	var wg sync.WaitGroup
	var won atomic.Int64
	for range 12 {
		wg.Go(func() {
			if _, err := e.Service.ClaimOffer(ctx, o.Link); err == nil {
				won.Add(1)
			} else if enrol.CodeOf(err) != enrol.CodeQRUsed {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if won.Load() != 1 {
		t.Fatalf("%d phones opened one link", won.Load())
	}
}

// TestOfferBounds: a counter that asks too much is slowed down, and one that goes away
// while it waits is let go.
func TestOfferBounds(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	for range 20 {
		mustOffer(t, c, api.OfferRequest{})
	}
	_, err := c.Service.Offer(ctx, c.Device, api.OfferRequest{})
	wantCode(t, err, enrol.CodeThrottled)
	_, err = c.Service.Offer(ctx, c.Device, api.OfferRequest{Got: make([]string, 100)})
	wantCode(t, err, enrol.CodeField)
	e.Clock.Add(3 * time.Minute)
	o := mustOffer(t, c, api.OfferRequest{Wait: api.MaxOfferWait}) // there is news: nothing to wait for
	gone, cancel := context.WithCancel(ctx)
	cancel()
	_, err = c.Service.Offer(gone, c.Device, api.OfferRequest{Current: o.ID, Wait: api.MaxOfferWait})
	wantCode(t, err, enrol.CodeCancelled)
}

// TestOfferWaitsForNews: the answer comes when the phone is done, not when the time
// is over.
func TestOfferWaitsForNews(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	o := mustOffer(t, c, api.OfferRequest{})
	claim, err := e.Service.ClaimOffer(ctx, o.Link)
	if err != nil {
		t.Fatal(err)
	}
	next := mustOffer(t, c, api.OfferRequest{Current: o.ID})
	reg := e.Register(agus, "")
	answers := make(chan api.OfferResponse, 1)
	go func() {
		out, err := c.Service.Offer(ctx, c.Device, api.OfferRequest{Current: next.ID, Wait: api.MaxOfferWait})
		if err != nil {
			t.Error(err)
		}
		answers <- out
	}()
	if _, err := e.Service.FillOffer(ctx, claim.ID, reg.ID); err != nil {
		t.Fatal(err)
	}
	if got := <-answers; len(got.Arrivals) != 1 || got.ID != next.ID || got.Link != "" {
		t.Fatalf("answer %+v", got)
	}
}
