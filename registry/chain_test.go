package registry_test

import (
	"fmt"
	"testing"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/registry"
	"github.com/gerai-ikd/gerai/registry/registrytest"
	"github.com/gerai-ikd/gerai/sync/api"
)

// TestAcceptChain: a chain that was wiped goes on from the head that was accepted, the mark
// and who answered it stay, and whatever breaks later is marked again.
func TestAcceptChain(t *testing.T) {
	e := registrytest.MustNew(t, registrytest.MustSQLite(t))
	c := e.MustEnrol()
	ctx, s := t.Context(), e.Service
	anchor := func(seq int64, life int, want enrol.Code) {
		t.Helper()
		err := s.Anchor(ctx, c.Device, api.AnchorRequest{Seq: seq, Hash: fmt.Sprintf("%032d%032d", life, seq)})
		if enrol.CodeOf(err) != want {
			t.Fatalf("anchor %d of life %d: %v, want %q", seq, life, err, want)
		}
		e.Clock.Add(1e9)
	}
	story := func() registry.ChainStory {
		t.Helper()
		out, err := s.ChainStory(ctx, registry.Console, c.Device.ID)
		must(t, err)
		return out
	}
	accept := func(want enrol.Code) {
		t.Helper()
		if err := s.AcceptChain(ctx, registry.Console, c.Device.ID, story().BackAt, "cadangan dipasang"); enrol.CodeOf(err) != want {
			t.Fatalf("accept: %v, want %q", err, want)
		}
	}
	anchor(10, 1, "")
	anchor(20, 1, "")
	accept(enrol.CodeMove) // nothing is wrong
	anchor(10, 2, enrol.CodeRefused)
	if got := story(); got.BackFrom != 10 || got.OfferedSeq != 10 {
		t.Fatalf("not marked: %+v", got.Chain)
	}
	if err := s.AcceptChain(ctx, registry.Console, c.Device.ID, story().BackAt, " "); enrol.CodeOf(err) != enrol.CodeReason {
		t.Fatalf("without a reason: %v", err)
	}
	if err := s.AcceptChain(ctx, registry.Admin{ID: "clerk", Role: registry.AdminClerk}, c.Device.ID, story().BackAt, "x"); enrol.CodeOf(err) != enrol.CodeForbidden {
		t.Fatalf("by a clerk: %v", err)
	}
	seen := story().BackAt
	anchor(20, 2, enrol.CodeRefused)
	if err := s.AcceptChain(ctx, registry.Console, c.Device.ID, seen, "x"); enrol.CodeOf(err) != enrol.CodeMove {
		t.Fatalf("marked anew since it was looked at: %v", err)
	}
	accept("")
	if got := story(); got.BackFrom != 0 || got.Epoch != 1 || got.Seq != 20 || len(got.Beginnings) != 1 || len(got.Anchors) != 3 {
		t.Fatalf("after: %+v", got)
	}
	anchor(20, 2, "")
	anchor(30, 2, "")
	anchor(20, 1, enrol.CodeRefused) // the old one is not to come back
	if got := story(); got.BackFrom == 0 {
		t.Fatal("broken again, and not marked")
	}
	anchor(31, 2, "") // growing heals nothing
	accept("")
	anchor(25, 3, "") // stepped back
	accept("")
	got := story()
	if len(got.Beginnings) != 3 || got.Beginnings[2].Reason != "cadangan dipasang" || got.Beginnings[2].BackFrom != 20 || got.Seq != 25 || got.BackFrom != 0 {
		t.Fatalf("%+v", got)
	}
	all, err := s.Beginnings(ctx, registry.Console)
	must(t, err)
	deeds, err := s.Deeds(ctx, registry.Console, 10)
	must(t, err)
	if len(all) != 3 || deeds[0].Action != "chain-accept" || deeds[0].About != c.Device.ID || deeds[0].Reason != "cadangan dipasang" {
		t.Fatalf("%d beginnings, %+v", len(all), deeds)
	}
}
