package deviceapi_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry/deviceapi"
	"github.com/gerai-ikd/gerai/sync/api"
)

// TestOffer: the link leads to the resident pages, what a phone hands over arrives at
// the counter that showed it, and a stranger gets nothing.
func TestOffer(t *testing.T) {
	s := mustServe(t, deviceapi.Options{Pages: "https://pusat.example"})
	_, client := s.counter(t)
	_, other := s.counter(t)
	ask := func(r api.OfferRequest) api.OfferResponse {
		t.Helper()
		var out api.OfferResponse
		if status, code, _ := s.ask(t, client, "POST", api.PathOffer, api.TypeJSON, mustJSON(t, r), &out); status != 200 {
			t.Fatal(status, code)
		}
		return out
	}
	o := ask(api.OfferRequest{})
	token, ok := strings.CutPrefix(o.Link, "https://pusat.example/loket/")
	if !ok {
		t.Fatalf("link %q", o.Link)
	}
	if again := ask(api.OfferRequest{Current: o.ID}); again.Link != "" || again.ID != o.ID {
		t.Fatal("a good offer has a second link")
	}
	claim, err := s.Service.ClaimOffer(context.Background(), token)
	if err != nil {
		t.Fatal(err)
	}
	reg := s.Register(agus, "")
	if _, err := s.Service.FillOffer(context.Background(), claim.ID, reg.ID); err != nil {
		t.Fatal(err)
	}
	var elsewhere api.OfferResponse
	s.ask(t, other, "POST", api.PathOffer, api.TypeJSON, mustJSON(t, api.OfferRequest{Current: o.ID}), &elsewhere)
	if len(elsewhere.Arrivals) != 0 {
		t.Fatal("it arrived at another counter")
	}
	if got := ask(api.OfferRequest{Current: o.ID}); len(got.Arrivals) != 1 || got.Arrivals[0].QR != reg.QR {
		t.Fatalf("arrivals %+v", got.Arrivals)
	}
	if status, code, _ := s.ask(t, s.client(t, nil), "POST", api.PathOffer, api.TypeJSON, []byte(`{}`), nil); status != 401 || code != enrol.CodeNotEnrolled {
		t.Fatalf("a stranger: %d %s", status, code)
	}
}
