package outlet

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/gerai-ikd/gerai/enrol"
	"github.com/gerai-ikd/gerai/sync/api"
)

// What the registry stumbles over is counted once, whether it came alone or among others; a
// stick of which nothing came through is a fault, and no success.
func TestRelayStumbles(t *testing.T) {
	for name, tt := range map[string]struct {
		ids, bad []string
		code     enrol.Code
	}{
		"All":   {[]string{"a", "b", "c"}, []string{"a", "b", "c"}, enrol.CodeServer},
		"Lone":  {[]string{"a"}, []string{"a"}, enrol.CodeServer},
		"Some":  {[]string{"a", "b", "c"}, []string{"b"}, ""},
		"First": {[]string{"a", "b", "c"}, []string{"a", "b"}, ""},
		"None":  {[]string{"a", "b"}, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &relay{carry: func(_ context.Context, batch []api.Packet) (api.CarriedResponse, error) {
					if slices.ContainsFunc(batch, func(p api.Packet) bool { return slices.Contains(tt.bad, p.ID) }) {
						return api.CarriedResponse{}, enrol.NewError(enrol.CodeServer, "deliver")
					}
					return api.CarriedResponse{Accepted: len(batch)}, nil
				}}
				for _, id := range tt.ids {
					if err := r.take(t.Context(), api.Packet{ID: id}); err != nil {
						t.Fatal(err)
					}
				}
				if err := r.flush(t.Context()); err != nil {
					t.Fatal(err)
				}
				if !slices.Equal(r.out.Failed, tt.bad) || r.out.Packets != len(tt.ids) || r.out.Accepted != len(tt.ids)-len(tt.bad) {
					t.Errorf("%+v", r.out)
				}
				if code := enrol.CodeOf(r.verdict()); code != tt.code {
					t.Errorf("the stick's verdict is %q, want %q", code, tt.code)
				}
			})
		})
	}
}
